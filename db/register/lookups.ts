import type { Knex } from 'knex';
import type { Agenda, Due, Settled } from '../../domain/core/agenda';
import { localDay, type Instant } from '../../domain/core/calendar';
import { cancelLookup, lookupAgenda, settledLookups, type LookupStep, type NameLookup } from '../../domain/register/name-lookup';
import { registerRules, type RegisterRules } from '../../domain/register/rules';
import { zone } from '../../domain/register/zone';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { newId } from '../core/ids';
import { newestRules, ruleBook } from '../core/rules';
import { settleTask } from '../core/tasks';
import { appendTimeline } from '../core/timeline';
import { touch, type Trx } from '../core/transaction';

export const lookupColumns = columnsOf<NameLookup>({
  lookupId: 'id',
  participationId: 'participation_id',
  personId: 'person_id',
  organisationId: 'organisation_id',
  nationalIdId: 'national_id_id',
  state: 'state',
  mismatch: 'mismatch',
  askedAt: 'asked_at',
  attempts: 'attempts',
  lastStatus: 'last_status',
  lastAskedAt: 'last_asked_at',
  nextTryAt: 'next_try_at',
  answeredAt: 'answered_at',
  rulesVersion: 'rules_version',
  rulesOn: 'rules_on',
  version: 'version',
});
const selected = lookupColumns.selectFrom('name_lookup');

/** A look-up with everything its agenda depends on. */
export type LookupFile = Readonly<{
  lookup: NameLookup;
  settled: Settled;
  rules: RegisterRules;
  agenda: Agenda<LookupStep>;
  /** Not to be asked before, by the machine's clock: it waits for its turn, or somebody is asking. */
  heldUntil: Instant | null;
  nextDueAt: Instant | null;
  over: boolean;
}>;

type Found = NameLookup & Pick<LookupFile, 'heldUntil' | 'nextDueAt' | 'over'> & { settled: string[]; newest: number };

export async function readLookupFile(db: Knex, lookupId: string, at: Instant): Promise<LookupFile | undefined> {
  const [found] = await rows<Found>(
    db.raw(
      `select ${selected}, greatest(turn_at, asking_until) as "heldUntil", next_due_at as "nextDueAt", over,
         (select coalesce(array_agg(occasion), '{}') from settled where case_id = name_lookup.id) as settled, ${newestRules} as newest
       from name_lookup where id = ?`,
      [lookupId],
    ),
  );
  if (!found) return undefined;
  const { heldUntil, nextDueAt, over, settled: occasions, newest, ...lookup } = found;
  const ruled = { version: lookup.rulesVersion, on: lookup.rulesOn, today: localDay(at, zone) };
  const [settled, rules] = [new Set(occasions), registerRules(await ruleBook(db, newest), ruled)];
  return { lookup, settled, rules, agenda: lookupAgenda(lookup, settled, rules), heldUntil, nextDueAt, over };
}

/** The newest look-up of a participation. */
export async function lookupOf(db: Knex, participationId: string): Promise<NameLookup | undefined> {
  const found = db.raw(`select ${selected} from name_lookup where participation_id = ? order by asked_at desc, id desc limit 1`, [
    participationId,
  ]);
  return (await rows<NameLookup>(found))[0];
}

/** The number that a person has now: what a look-up asks about. */
export async function currentNationalIdId(db: Knex, personId: string): Promise<string | undefined> {
  const found = db.raw(`select id from national_id where person_id = ? and country = 'NO' and ceased_at is null`, [personId]);
  return (await rows<{ id: string }>(found))[0]?.id;
}

export type NewLookup = Readonly<{
  participationId: string;
  personId: string;
  organisationId: string;
  nationalIdId: string;
  /** Who asked for it; `null` where it followed from something else. */
  by: string | null;
  at: Instant;
}>;

/**
 * Begins to ask for the name behind a number, and cancels what was asked before about this participation. A name that came with another number is taken
 * away: it may be somebody else's. The participation is locked.
 */
export async function startLookup(trx: Trx, one: NewLookup): Promise<NameLookup> {
  const before = await lookupOf(trx, one.participationId);
  await cancelLookups(trx, one.participationId, one.at);
  if (before) {
    await settleTask(trx, before.lookupId, 'lookup_failed', one.at);
    await settleTask(trx, before.lookupId, 'lookup_refused', one.at);
    if (before.personId === one.personId && before.nationalIdId !== one.nationalIdId)
      await trx.raw('update person set name = null, version = version + 1 where id = ? and name is not null', [one.personId]);
  }
  const book = await ruleBook(trx);
  const today = localDay(one.at, zone);
  const lookup: NameLookup = {
    lookupId: newId(),
    participationId: one.participationId,
    personId: one.personId,
    organisationId: one.organisationId,
    nationalIdId: one.nationalIdId,
    state: 'pending',
    mismatch: null,
    askedAt: one.at,
    attempts: 0,
    lastStatus: null,
    lastAskedAt: null,
    nextTryAt: one.at,
    answeredAt: null,
    rulesVersion: book.version,
    rulesOn: today,
    version: 1,
  };
  const agenda = lookupAgenda(lookup, new Set(), registerRules(book, { version: book.version, on: today, today }));
  const change = dueChange(undefined, agenda, false, one.at, 'person');
  await trx('name_lookup').insert({ ...lookupColumns.row(lookup), next_due_at: change.nextDueAt, over: change.over });
  await appendTimeline(trx, {
    case: { kind: 'participation', id: one.participationId },
    what: 'nameAsked',
    personId: one.personId,
    actorId: one.by,
    effectiveAt: one.at,
    recordedAt: one.at,
    data: { lookupId: lookup.lookupId },
  });
  await announce(trx, `name-lookup/${lookup.lookupId}`, lookup.lookupId, change);
  return lookup;
}

/** Ends what is asked about a participation; an answer that comes after all is thrown away. The participation is locked. */
export async function cancelLookups(trx: Trx, participationId: string, at: Instant): Promise<void> {
  const open = await rows<{ id: string }>(
    trx.raw('select id from name_lookup where participation_id = ? and not over for update', [participationId]),
  );
  for (const { id } of open) {
    const file = await readLookupFile(trx, id, at);
    if (file) await saveLookup(trx, file, cancelLookup(file.lookup, at), at);
  }
}

/** Saves a look-up: one version more, `next_due_at` computed anew, its story woken where needed. Its turn and its asker are done with. */
export async function saveLookup(
  trx: Trx,
  file: LookupFile,
  after: NameLookup,
  at: Instant,
  by: 'person' | 'story' = 'person',
  justSettled?: string,
): Promise<void> {
  const settled = justSettled ? new Set([...file.settled, justSettled]) : file.settled;
  const saved = { ...after, version: file.lookup.version + 1 };
  const change = dueChange(file, lookupAgenda(saved, settled, file.rules), settledLookups.has(saved.state), at, by);
  const free = saved.attempts > file.lookup.attempts || change.over ? { turn_at: null, asking_until: null } : {};
  await trx('name_lookup')
    .where({ id: saved.lookupId })
    .update({ ...lookupColumns.row(saved), ...free, next_due_at: change.nextDueAt, over: change.over });
  // The pages of the participation show it.
  touch(trx, saved.participationId);
  await announce(trx, `name-lookup/${saved.lookupId}`, saved.lookupId, change);
}

/** Locks the person of a look-up, its participation, then the look-up (`design.md` 3). */
export async function lockLookup(trx: Trx, lookupId: string, at: Instant): Promise<LookupFile | undefined> {
  await trx.raw('select lock_name_lookup(?)', [lookupId]);
  return readLookupFile(trx, lookupId, at);
}

/** Does one step of a look-up's story once. */
export async function onceLookup(
  trx: Trx,
  lookupId: string,
  due: Due,
  at: Instant,
  work: (file: LookupFile) => Promise<NameLookup>,
): Promise<void> {
  const save = (file: LookupFile, after: NameLookup): Promise<void> => saveLookup(trx, file, after, at, 'story', due.occasion);
  await once(
    trx,
    { kind: 'name-lookup', id: lookupId },
    due,
    at,
    () => lockLookup(trx, lookupId, at),
    async (file) => save(file, await work(file)),
    async (file) => save(file, file.lookup),
  );
}
