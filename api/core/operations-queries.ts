import { agencyOnly, allow } from '../../domain/core/policies';
import { countOpenCases, overdueCases, type OpenCase } from '../../db/core/cases';
import { clock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { wake } from '../../db/core/outbox';
import { letterList, type LetterInfo } from '../../db/core/letters';
import { logListLookupAgain } from '../../db/core/lookups';
import type { Context } from './context';

export type WorkerPulse = Readonly<{
  workerId: string;
  startedAt: string;
  seenAt: string;
  storiesVersion: number;
  taskFailures: number;
  alive: boolean;
}>;

/** Whether promises are being kept, for the agency's page. Letters that do not arrive name people. */
export type OperationsView = Readonly<{
  openCases: number;
  waitingWakes: number;
  oldestWakeSeconds: number;
  overdue: OpenCase[];
  oldestOverdueSeconds: number;
  failingLetters: LetterInfo[];
  queuedLetters: number;
  workers: WorkerPulse[];
  taskFailures: number;
}>;

/** How things stand. Where it names somebody, it is one line of the log for a while: the page keeps itself up to date. */
export async function operations(context: Context): Promise<OperationsView> {
  allow(context.actor, agencyOnly, undefined);
  const now = await clock(context.db);
  const overdue = await overdueCases(context.db, now, 100);
  const [wakes] = await rows<{ count: number; age: number | null }>(
    context.db.raw('select count(*) as count, extract(epoch from clock_timestamp() - min(written_at))::float8 as age from wake'),
  );
  const [queued] = await rows<{ count: number }>(context.db.raw(`select count(*) as count from letter where state = 'queued'`));
  const workers = await rows<WorkerPulse>(
    context.db.raw(
      `select worker_id as "workerId", started_at as "startedAt", seen_at as "seenAt", stories_version as "storiesVersion", task_failures as "taskFailures",
         seen_at > now() - interval '20 seconds' as alive from worker_pulse order by started_at`,
    ),
  );
  const failingLetters = await letterList(context.db, { failing: true }, 100);
  if (failingLetters.length > 0)
    await logListLookupAgain(context.db, context.actor, 'operations', { failing: true }, failingLetters.length, context.receivedAt);
  return {
    openCases: await countOpenCases(context.db),
    waitingWakes: wakes?.count ?? 0,
    oldestWakeSeconds: wakes?.age ?? 0,
    overdue,
    oldestOverdueSeconds: overdue[0] ? (Date.parse(now) - Date.parse(overdue[0].nextDueAt)) / 1_000 : 0,
    failingLetters,
    queuedLetters: queued?.count ?? 0,
    workers,
    taskFailures: workers.reduce((sum, one) => sum + one.taskFailures, 0),
  };
}

/** Wakes what is overdue once more. @returns how many */
export async function wakeOverdue(context: Context): Promise<number> {
  allow(context.actor, agencyOnly, undefined);
  const now = await clock(context.db);
  return context.transaction(async (trx) => {
    const overdue = await overdueCases(trx, now, 10_000);
    await wake(trx, ...overdue.map((one) => one.story));
    return overdue.length;
  });
}
