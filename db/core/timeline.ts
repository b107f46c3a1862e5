import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { newId } from './ids';
import { openPersonKey } from './person-keys';
import { seal, unseal } from './sealing';
import { touch, type Trx } from './transaction';

/** What a case is called in timeline, letters and tasks. */
export type CaseRef = Readonly<{ kind: string; id: string }>;

/**
 * One event. `data` holds ids, codes, days and instants only; what tells something about the person (values before and after, reasons, texts) goes into
 * `personal`, which is sealed with that person's key.
 */
export type NewEvent = Readonly<{
  case: CaseRef;
  what: string;
  effectiveAt: Instant;
  recordedAt: Instant;
  personId?: string | null;
  actorId?: string | null;
  data?: Readonly<Record<string, unknown>>;
  personal?: Readonly<Record<string, unknown>>;
  rulesVersion?: number;
}>;

export type TimelineEvent = Readonly<{
  eventId: string;
  seq: number;
  caseKind: string;
  caseId: string;
  personId: string | null;
  actorId: string | null;
  actorName: string | null;
  what: string;
  effectiveAt: Instant;
  recordedAt: Instant;
  data: Record<string, unknown>;
  personal: Record<string, unknown> | null;
  rulesVersion: number | null;
}>;

const written = 'id, case_kind, case_id, person_id, actor_id, what, effective_at, recorded_at, data, sealed, rules_version';
// As one value: a statement with a binding for each of ten thousand cells takes longer to write than to carry out.
const insertMany = `insert into timeline_event (${written}) select ${written} from jsonb_populate_recordset(null::timeline_event, ?::jsonb)`;

/** Appends to the timeline; nothing of it is ever changed. */
export async function appendTimeline(trx: Trx, event: NewEvent): Promise<void> {
  await appendTimelines(trx, [event]);
}

/** Appends many events in one statement. Personal values are allowed for one event at a time only. */
export async function appendTimelines(trx: Trx, events: readonly NewEvent[]): Promise<void> {
  const records = [];
  for (const event of events) {
    touch(trx, event.case.id);
    const id = newId();
    let sealed: Buffer | null = null;
    if (event.personal && event.personId) {
      const key = await openPersonKey(trx, event.personId);
      sealed = key && seal(key, JSON.stringify(event.personal), id);
    }
    records.push({
      id,
      case_kind: event.case.kind,
      case_id: event.case.id,
      person_id: event.personId ?? null,
      actor_id: event.actorId ?? null,
      what: event.what,
      effective_at: event.effectiveAt,
      recorded_at: event.recordedAt,
      data: event.data ?? {},
      sealed: sealed && `\\x${sealed.toString('hex')}`,
      rules_version: event.rulesVersion ?? null,
    });
  }
  for (let from = 0; from < records.length; from += 1_000) await trx.raw(insertMany, [JSON.stringify(records.slice(from, from + 1_000))]);
}

/** What is looked for in the timeline; everything given must hold. */
export type TimelineFilter = Readonly<{
  caseId?: string | undefined;
  personId?: string | undefined;
  actorId?: string | undefined;
  what?: string | undefined;
  /** Recorded at or after, and before. */
  from?: Instant | undefined;
  before?: Instant | undefined;
}>;

/** A line of the log: ids and codes alone; what tells something of a person stays sealed. */
export type LogLine = Readonly<Omit<TimelineEvent, 'data' | 'personal' | 'rulesVersion'> & { personName: string | null }>;

/** Looks through the whole timeline, newest first. @param after the `seq` of the last line of the page before */
export async function searchTimeline(
  db: Knex,
  { caseId, personId, actorId, what, from, before }: TimelineFilter,
  page: Readonly<{ after: number | null; limit: number }>,
): Promise<LogLine[]> {
  const conditions: [sql: string, value: unknown][] = [
    ['t.case_id = ?', caseId],
    ['t.person_id = ?', personId],
    ['t.actor_id = ?', actorId],
    ['t.what = ?', what],
    ['t.recorded_at >= ?', from],
    ['t.recorded_at < ?', before],
    ['t.seq < ?', page.after ?? undefined],
  ];
  const held = conditions.filter(([, value]) => value !== undefined);
  return rows(
    db.raw(
      `select t.id as "eventId", t.seq, t.case_kind as "caseKind", t.case_id as "caseId", t.person_id as "personId", s.name as "personName",
         t.actor_id as "actorId", a.name as "actorName", t.what, t.effective_at as "effectiveAt", t.recorded_at as "recordedAt"
       from timeline_event t left join person a on a.id = t.actor_id left join person s on s.id = t.person_id
       ${held.length > 0 ? `where ${held.map(([sql]) => sql).join(' and ')}` : ''} order by t.seq desc limit ?`,
      [...held.map(([, value]) => value), page.limit] as never,
    ),
  );
}

/** Every kind of event that was ever recorded. */
export async function recordedKinds(db: Knex): Promise<string[]> {
  return (await rows<{ what: string }>(db.raw('select distinct what from timeline_event order by what'))).map((one) => one.what);
}

/** The events of a case, oldest first; sealed values opened where the person's key still exists. */
export async function timelineOf(db: Knex, where: { caseId: string } | { personId: string }, limit = 500): Promise<TimelineEvent[]> {
  const [column, id] = 'caseId' in where ? ['case_id', where.caseId] : ['person_id', where.personId];
  const found = await rows<TimelineEvent & { sealed: Buffer | null }>(
    db.raw(
      `select * from (
         select t.id as "eventId", t.seq, t.case_kind as "caseKind", t.case_id as "caseId", t.person_id as "personId", t.actor_id as "actorId", p.name as "actorName",
           t.what, t.effective_at as "effectiveAt", t.recorded_at as "recordedAt", t.data, t.sealed, t.rules_version as "rulesVersion"
         from timeline_event t left join person p on p.id = t.actor_id where t.?? = ? order by t.seq desc limit ?
       ) newest order by seq`,
      [column, id, limit],
    ),
  );
  const keys = new Map<string, Buffer | null>();
  const events: TimelineEvent[] = [];
  for (const { sealed, ...event } of found) {
    let personal: Record<string, unknown> | null = null;
    if (sealed && event.personId) {
      if (!keys.has(event.personId)) keys.set(event.personId, await openPersonKey(db, event.personId));
      const key = keys.get(event.personId);
      if (key) personal = JSON.parse(unseal(key, sealed, event.eventId).toString()) as Record<string, unknown>;
    }
    events.push({ ...event, personal });
  }
  return events;
}
