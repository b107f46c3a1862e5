import { allow } from '../../domain/core/policies';
import { readSearch, type Direction, type ParticipationFilter, type Search, type Sorting } from '../../domain/register/overview';
import { municipalitiesOf, useRegister } from '../../domain/register/policies';
import { organisations, type Organisation } from '../../db/core/access';
import { logListLookup } from '../../db/core/lookups';
import {
  listParticipations,
  registerSummary,
  type ListedParticipation,
  type Listing,
  type RegisterSummary,
} from '../../db/register/participation-lists';
import { projectsOf } from '../../db/register/projects';
import type { Project } from '../../domain/register/saving';
import type { Context } from '../core/context';
import { ownMunicipality } from './participation-parts';

/** What somebody wants to see of the register, and in which order. */
export type OverviewAsked = Readonly<{
  filter: ParticipationFilter;
  q?: string | undefined;
  sort: Sorting;
  direction?: Direction | undefined;
  cursor?: string | undefined;
  limit: number;
}>;
export type Overview = Readonly<{ participations: readonly ListedParticipation[]; next: string | null }>;

/** The order a sorting has when nobody asks for another: what was saved last comes first. */
export function directionOf(sort: Sorting, asked: Direction | undefined): Direction {
  return asked ?? (sort === 'saved' ? 'desc' : 'asc');
}

/**
 * A page of the participations of the asker's municipality. One line in the look-up log: the filter, never the words of a search (`domain.md` 1.3).
 * Refuses with `not_found` for other municipalities, `invalid_request` for a cursor of another order.
 */
export async function overview(context: Context, { filter, q, sort, direction, cursor, limit }: OverviewAsked): Promise<Overview> {
  const search = readSearch(q);
  const listing = await listingOf(context, filter, search);
  const page = await listParticipations(context.db, listing, { sort, direction: directionOf(sort, direction), cursor, limit });
  await logListLookup(
    context.db,
    context.actor,
    'participations',
    { ...filter, ...(search ? { search: search.by } : {}) },
    page.participations.length,
    context.receivedAt,
  );
  return page;
}

/** The participations that a filter means, of the municipalities of the asker. Refuses with `not_found`. */
export async function listingOf(context: Context, filter: ParticipationFilter, search?: Search): Promise<Listing> {
  allow(context.actor, useRegister, undefined);
  const own =
    filter.municipality === undefined
      ? municipalitiesOf(context.actor)
      : [(await ownMunicipality(context, filter.municipality)).organisationId];
  return { organisationIds: own, filter, search };
}

/** Numbers alone, so nothing is logged: participations by state, and how full they are. */
export async function overviewSummary(context: Context): Promise<RegisterSummary> {
  allow(context.actor, useRegister, undefined);
  return registerSummary(context.db, municipalitiesOf(context.actor));
}

/** What the filters of a page offer: the municipalities of the asker, and their projects. */
export async function filterOptions(
  context: Context,
): Promise<Readonly<{ municipalities: readonly Organisation[]; projects: readonly Project[] }>> {
  allow(context.actor, useRegister, undefined);
  const mine = municipalitiesOf(context.actor);
  return {
    municipalities: (await organisations(context.db)).filter((one) => mine.includes(one.organisationId)),
    projects: await projectsOf(context.db, mine),
  };
}
