import { newId } from '../../../db/core/ids';
import { rows } from '../../../db/core/columns';
import type { Answer } from '../../support/http';
import type { OpenApi } from '../../support/open-api';
import type { Cast, Participant } from '../../support/people-of-the-demo';

/** How many ask at once. */
export const clients = 16;

export type Body = Readonly<{ id: string; code: string; state: string; version: number; verdict: string; signedUp: number; token: string }>;
export type Ask = (
  as: string | Participant,
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer<Body>>;

/** What a race is run with: the app, people, a way to ask, and what is only this race's. */
export type Track = Readonly<{ api: OpenApi; cast: Cast; ask: Ask }>;

/** A subject that is raced for, and what is known of it afterwards. */
export type Subject = Readonly<{
  /** The request of the client at this place. */
  ask(at: number): Promise<Answer<Body>>;
  /** People, rounds and other cases whose facts are compared. */
  cases: readonly string[];
}>;

/** One rule that has a single winner, or a set that the book names. */
export type Racing = Readonly<{
  rule: string;
  /** Makes a subject; two subjects that were made alike come to the same facts. */
  subject(track: Track): Promise<Subject>;
  /** Which answers are right, by how often each was given: `{ '200': 1, 'not_allowed_in_state': 15 }`. One of these. */
  allowed: readonly Readonly<Record<string, number>>[] | ((said: Readonly<Record<string, number>>) => boolean);
  /** Which clients, asking alone and one after the other, come to the same facts as the race: one of these; by default the first alone, nobody when empty. */
  alone?: readonly (readonly number[])[];
  /** More that must be true; what is not true is said. */
  check?(track: Track, subject: Subject): Promise<string | undefined>;
}>;

/** This many that succeed, and the others refused so. */
export const oneOf = (status: number, code: string, winners = 1): Readonly<Record<string, number>> => ({
  [status]: winners,
  [code]: clients - winners,
});

/** Runs a race, then the same alone with a twin of the subject. @returns how many requests were made, and what was wrong */
export async function race({ api, cast }: Pick<Track, 'api' | 'cast'>, racing: Racing): Promise<{ requests: number; fault: unknown }> {
  const ask: Ask = async (as, method, path, body, headers = {}) => {
    const token = typeof as === 'string' ? await cast.token(as) : as.token;
    return api.server.call<Body>(method, path, { token, headers, ...(body === undefined ? {} : { body }) });
  };
  const track: Track = { api, cast, ask };
  const subject = await racing.subject(track);
  await api.settle();
  const answers = await Promise.all(Array.from({ length: clients }, (_, at) => subject.ask(at)));
  const said: Record<string, number> = {};
  for (const { status, body } of answers) {
    const what = status < 300 ? String(status) : (body?.code ?? `status ${status} without a code`);
    said[what] = (said[what] ?? 0) + 1;
  }
  const { allowed } = racing;
  const right = typeof allowed === 'function' ? allowed(said) : allowed.some((one) => same(one, said));
  if (!right) return { requests: clients, fault: { said, allowed: typeof allowed === 'function' ? 'by rule' : allowed } };
  await api.settle();
  const wrong = await racing.check?.(track, subject);
  if (wrong) return { requests: clients, fault: wrong };
  if (racing.alone?.length === 0) return { requests: clients, fault: undefined };
  const came = await factsOfCases(api, subject.cases);
  const others: unknown[] = [];
  for (const places of racing.alone ?? [[0]]) {
    const twin = await racing.subject(track);
    await api.settle();
    for (const at of places) await twin.ask(at);
    await api.settle();
    const other = await factsOfCases(api, twin.cases);
    if (same(other, came)) return { requests: clients, fault: undefined };
    others.push(other);
  }
  return { requests: clients, fault: { came, others } };
}

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Facts, letters and timeline of these people and cases, without ids. */
async function factsOfCases({ database: { db } }: OpenApi, cases: readonly string[]): Promise<unknown> {
  const ids = [...cases];
  const read = async (sql: string): Promise<unknown[]> =>
    rows(
      db.raw(
        sql.replaceAll(':cases', '?::uuid[]'),
        Array.from({ length: sql.split(':cases').length - 1 }, () => ids),
      ),
    );
  return {
    enrolments: await read(
      `select state, cause, verdict, payment, corrections_used, times_corrected, own_deadline_on, over, version, next_due_at, kind
       from enrolment where id = any(:cases) or person_id = any(:cases) order by 1, 2, 3`,
    ),
    rounds: await read(`select state, deadline_on, version, over from round where id = any(:cases)`),
    certificates: await read(
      `select kind, issued_on, last_active_on, revoked_on, replaced_on is not null as replaced, version, over from certificate where id = any(:cases) or person_id = any(:cases) order by 1, 2, 3`,
    ),
    answers: await read(
      `select a.late, a.id = e.answer_id as counts from answer a join enrolment e on e.id = a.enrolment_id where e.id = any(:cases) or e.person_id = any(:cases) order by 1, 2`,
    ),
    verdicts: await read(
      `select v.verdict, v.taken_back_at is not null as back from verdict v join enrolment e on e.id = v.enrolment_id where e.id = any(:cases) or e.person_id = any(:cases) order by 1, 2`,
    ),
    letters: await read(
      `select template, state, count(*) from letter where case_id = any(:cases) or person_id = any(:cases) group by 1, 2 order by 1, 2`,
    ),
    events: await read(
      `select what, count(*) from timeline_event where case_id = any(:cases) or person_id = any(:cases) group by 1 order by 1`,
    ),
    uses: await read(`select verdict, count(*) from certificate_use where person_id = any(:cases) group by 1 order by 1`),
    tasks: await read(
      `select what, done_at is not null as done, count(*) from task where case_id = any(:cases) group by 1, 2 order by 1, 2`,
    ),
  };
}

/** An address nobody has. */
export const freshEmail = (): string => `${newId()}@firma.example`;
