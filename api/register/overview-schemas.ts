import { z } from 'zod';
import { financings, participantClasses } from '../../domain/register/codes';
import { lookupStates } from '../../domain/register/name-lookup';
import { directions, missingChoices, sortings, statusChoices } from '../../domain/register/overview';
import { participationStates } from '../../domain/register/participation';
import { day, dayOut, id, instantOut, line } from '../core/schemas';

const filterShape = {
  status: z.enum(statusChoices).optional().describe('Without it: all but `discharged`'),
  municipality: z.string().max(10).optional().describe('One of several municipalities'),
  project: z.union([id, z.literal('none')]).optional(),
  class: z.enum(participantClasses).optional(),
  financing: z.enum(financings).optional(),
  missing: z.enum(missingChoices).optional().describe('A field that is empty; `any`: at least one of what the report asks'),
  lookup: z.enum(lookupStates).optional(),
  startFrom: day.optional(),
  startTo: day.optional(),
  endFrom: day.optional(),
  endTo: day.optional(),
} as const;
const pageShape = {
  sort: z.enum(sortings).default('name'),
  direction: z.enum(directions).optional().describe('`asc`; for `saved` `desc`'),
  cursor: z.string().min(1).max(2_000).optional().describe('Of the page before, for the same order'),
} as const;

/** Which participations; names nobody, so that it may be kept, logged and put into an address. */
export const filterBody = z.strictObject(filterShape);
export const overviewQuery = z.strictObject({ ...filterShape, ...pageShape, limit: z.coerce.number().int().min(1).max(500).default(100) });
/** What is searched for travels in a body alone. */
export const searchBody = z.strictObject({
  q: z.string().max(200).describe('A whole national number, or the beginnings of names'),
  ...filterShape,
  status: z.enum(statusChoices).default('all'),
  ...pageShape,
  limit: z.int().min(1).max(500).default(100),
});

const readinessOut = z.strictObject({ filled: z.int(), of: z.int() });
export const listedOut = z
  .strictObject({
    id,
    state: z.enum(participationStates),
    person: z.strictObject({ id, name: z.string().nullable(), nationalId: z.string().describe('Masked') }),
    municipality: z.strictObject({ code: z.string(), name: z.string() }),
    project: z.strictObject({ id, name: z.string() }).nullable(),
    startOn: dayOut,
    endOn: dayOut.nullable(),
    financing: z.enum(financings),
    participantClass: z.enum(participantClasses).nullable(),
    lookup: z.enum(lookupStates).nullable(),
    missing: z.array(z.string()),
    readiness: readinessOut,
    savedAt: instantOut,
    dischargedAt: instantOut.nullable(),
    changedSinceDischarge: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'ListedParticipation' });
export const listOut = z.strictObject({ participations: z.array(listedOut), next: z.string().nullable() });
export const summaryOut = z.strictObject({
  states: z.record(z.enum(participationStates), z.int()),
  readiness: readinessOut,
});

export const viewBody = z.strictObject({ name: line(80), filter: filterBody });
const filterOut = z.looseObject({}).meta({ description: 'As it was saved' });
export const viewOut = z.strictObject({ id, name: z.string(), filter: filterOut }).meta({ id: 'SavedView' });
export const viewsOut = z.strictObject({ views: z.array(viewOut) });
