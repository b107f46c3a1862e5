import type { Knex } from 'knex';
import type { Organisation } from '../core/access';
import { maskNationalId } from '../../domain/core/cpr';
import type { RequiredRules } from '../../domain/register/fields';
import type { LookupState } from '../../domain/register/name-lookup';
import type { Direction, ParticipationFilter, Search, Sorting } from '../../domain/register/overview';
import { participationStates, type Participation, type ParticipationState, type ProgrammeEntry } from '../../domain/register/participation';
import { rows } from '../core/columns';
import { nationalIdsOf, personByNationalId } from '../core/people';
import { readCursor, writeCursor } from './list-cursor';
import { ruleBook } from '../core/rules';
import { isEmpty, ruledSql, type RuledSql } from './participation-sql';
import { participationColumns, rulesOfEach } from './participations';
import { entriesOfAll } from './programme-entries';

/** A participation as lists show it. */
export type ListedParticipation = Participation &
  Readonly<{
    /** As the population register told it; `null` until then. */
    name: string | null;
    /** The number in full: whoever shows it masks it, unless a reason was given. */
    nationalId: string;
    maskedNumber: string;
    municipality: Pick<Organisation, 'code' | 'name'>;
    projectName: string | null;
    lookupState: LookupState | null;
    entries: readonly ProgrammeEntry[];
    /** What is asked of it: each case keeps what was asked when it began. */
    rules: RequiredRules;
  }>;

/** Which participations, in which order, from where on. Only those of these municipalities: nothing else is there (`domain.md` 6.1). */
export type Listing = Readonly<{
  organisationIds: readonly string[];
  filter: ParticipationFilter;
  search?: Search | undefined;
}>;
export type ListPage = Readonly<{ sort: Sorting; direction: Direction; cursor?: string | undefined; limit: number }>;

type Part = Readonly<{ sql: string; bindings: readonly unknown[] }>;
const part = (sql: string, ...bindings: readonly unknown[]): Part => ({ sql, bindings });

// What another municipality was told is not told here: the name is shown, and found, once this participation has been told it.
const told = 'participation.told_person_id = participation.person_id';
const name = `case when ${told} then p.name end`;
const newestLookup = `(select l.state from name_lookup l where l.participation_id = participation.id order by l.asked_at desc, l.id desc limit 1)`;

const from = `from participation join person p on p.id = participation.person_id join organisation o on o.id = participation.organisation_id
  left join project on project.id = participation.project_id`;

/** What each sorting compares, before the id that makes it the order of one list; and the types that a cursor brings back. Without a name: behind the others. */
type Keys = Readonly<Record<Sorting, readonly (readonly [sql: string, type: string])[]>>;
const keysOf = ({ stateRank }: RuledSql): Keys => ({
  name: [
    [`(${name} is null)`, 'bool'],
    [`(lower(coalesce(${name}, '')) collate register_names)`, 'text'],
  ],
  start: [['participation.start_on', 'date']],
  state: [
    [`(${stateRank})`, 'int'],
    ['participation.start_on', 'date'],
  ],
  saved: [['participation.saved_at', 'timestamptz']],
  // Ids are ordered by time.
  created: [],
});

/** One page of a list, and the cursor of the next. @throws Refusal `invalid_request` for a cursor of another order */
export async function listParticipations(
  db: Knex,
  listing: Listing,
  { sort, direction, cursor, limit }: ListPage,
): Promise<Readonly<{ participations: readonly ListedParticipation[]; next: string | null }>> {
  const ruled = ruledSql(await ruleBook(db));
  const where = await whereOf(db, listing, ruled);
  const order = keysOf(ruled)[sort];
  const last = cursor === undefined ? undefined : readCursor(db, cursor, { sort, direction });
  const onward = last
    ? part(
        `(${[...order.map(([sql]) => sql), 'participation.id'].join(', ')}) ${direction === 'asc' ? '>' : '<'} (${[...order.map(([, type]) => `?::${type}`), '?::uuid'].join(', ')})`,
        ...last.after,
        last.id,
      )
    : part('true');
  const found = await rows<Found>(
    db.raw(
      `select ${participationColumns.selectFrom('participation')}, ${name} as name, o.code, o.name as "municipalityName", project.name as "projectName",
         ${newestLookup} as "lookupState", array[${order.map(([sql]) => `${sql}::text`).join(', ')}]::text[] as "sortedBy"
       ${from} where ${where.sql} and ${onward.sql}
       order by ${[...order.map(([sql]) => sql), 'participation.id'].map((sql) => `${sql} ${direction}`).join(', ')} limit ?`,
      [...where.bindings, ...onward.bindings, limit + 1] as never,
    ),
  );
  const shown = found.slice(0, limit);
  const end = shown.at(-1);
  const next = found.length > limit && end ? writeCursor(db, { sort, direction, after: end.sortedBy, id: end.participationId }) : null;
  return { participations: await completed(db, shown), next };
}

type Found = Participation &
  Readonly<{
    name: string | null;
    code: string;
    municipalityName: string;
    projectName: string | null;
    lookupState: LookupState | null;
    sortedBy: string[];
  }>;

/** Adds numbers and programmes, each asked for once for the whole page. */
async function completed(db: Knex, found: readonly Found[]): Promise<ListedParticipation[]> {
  const numbers = await nationalIdsOf(
    db,
    found.map((one) => one.personId),
    'NO',
  );
  const entries = await entriesOfAll(
    db,
    found.map((one) => one.participationId),
  );
  const rulesOf = await rulesOfEach(db);
  return found.map(({ code, municipalityName, sortedBy: _sortedBy, ...one }) => {
    const nationalId = numbers.get(one.personId) ?? '';
    return {
      ...one,
      nationalId,
      maskedNumber: nationalId && maskNationalId(nationalId),
      municipality: { code, name: municipalityName },
      entries: entries.get(one.participationId) ?? [],
      rules: rulesOf(one),
    };
  });
}

/** How many a listing holds. */
export async function countParticipations(db: Knex, listing: Listing): Promise<number> {
  const where = await whereOf(db, listing, ruledSql(await ruleBook(db)));
  const [row] = await rows<{ count: number }>(db.raw(`select count(*) as count ${from} where ${where.sql}`, where.bindings as never));
  return row?.count ?? 0;
}

/** How full a register is: participations by state, and how many of the fields that the report asks are filled, of all who are not discharged. */
export type RegisterSummary = Readonly<{
  states: Readonly<Record<ParticipationState, number>>;
  readiness: Readonly<{ filled: number; of: number }>;
}>;

export async function registerSummary(db: Knex, organisationIds: readonly string[]): Promise<RegisterSummary> {
  const { stateRank, filled, asked } = ruledSql(await ruleBook(db));
  const found = await rows<{ rank: number; count: number; filled: number; asked: number }>(
    db.raw(
      `select ${stateRank} as rank, count(*) as count, coalesce(sum(${filled}) filter (where discharged_at is null), 0)::int8 as filled,
         coalesce(sum(${asked}) filter (where discharged_at is null), 0)::int8 as asked
       from participation where organisation_id = any(?::uuid[]) group by 1`,
      [organisationIds as string[]],
    ),
  );
  const current = found.filter(({ rank }) => participationStates[rank] !== 'discharged');
  return {
    states: Object.fromEntries(
      participationStates.map((state, rank) => [state, found.find((one) => one.rank === rank)?.count ?? 0]),
    ) as Record<ParticipationState, number>,
    readiness: {
      filled: current.reduce((sum, one) => sum + one.filled, 0),
      of: current.reduce((sum, one) => sum + one.asked, 0),
    },
  };
}

async function whereOf(db: Knex, { organisationIds, filter, search }: Listing, { stateRank, filled, asked }: RuledSql): Promise<Part> {
  const parts: Part[] = [part('participation.organisation_id = any(?::uuid[])', organisationIds)];
  const add = (value: unknown, sql: string): void => {
    if (value !== undefined) parts.push(part(sql, value));
  };
  if (filter.status === undefined) parts.push(part('participation.discharged_at is null'));
  else if (filter.status !== 'all') parts.push(part(`(${stateRank}) = ?`, participationStates.indexOf(filter.status)));
  if (filter.project === 'none') parts.push(part('participation.project_id is null'));
  else add(filter.project, 'participation.project_id = ?::uuid');
  add(filter.municipality, 'o.code = ?');
  add(filter.class, 'participation.participant_class = ?');
  add(filter.financing, 'participation.financing = ?');
  add(filter.lookup, `${newestLookup} = ?`);
  add(filter.startFrom, 'participation.start_on >= ?::date');
  add(filter.startTo, 'participation.start_on <= ?::date');
  add(filter.endFrom, 'participation.end_on >= ?::date');
  add(filter.endTo, 'participation.end_on <= ?::date');
  if (filter.missing !== undefined) parts.push(part(filter.missing === 'any' ? `(${filled}) < (${asked})` : isEmpty(filter.missing)));
  if (search) parts.push(...(await searched(db, search)));
  return { sql: parts.map(({ sql }) => sql).join(' and '), bindings: parts.flatMap(({ bindings }) => bindings) };
}

/** A number finds by its hash; words find names of which each is the beginning of a part. */
async function searched(db: Knex, search: Search): Promise<Part[]> {
  if (search.by === 'number') {
    const personId = await personByNationalId(db, 'NO', search.number);
    return [personId === undefined ? part('false') : part('participation.person_id = ?::uuid', personId)];
  }
  // Every part of a name begins after a space. Only the names of these municipalities are compared, not those of the whole country.
  const spaced = (text: string): string => ` ${text.replaceAll('-', ' ').replace(/[\\%_]/g, '\\$&')}`;
  const found = `case when participation.id is not null then ' ' || replace(lower(p.name), '-', ' ') like ? end`;
  return [...search.words.map((word) => part(found, `%${spaced(word)}%`)), part(told)];
}
