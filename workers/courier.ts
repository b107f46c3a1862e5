import type { Client as TemporalClient } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { parseStoryId, storyQueue, STORIES_VERSION, workflowOf, type StoryId } from '../domain/core/stories';
import { rows } from '../db/core/columns';
import { deleteWakes, readWakes, type Wakes } from '../db/core/outbox';
import type { FactsListener } from '../db/core/facts-listener';
import { startLoop, type Loop } from './loop';
import { locks } from '../db/core/installation';

export type CourierOptions = Readonly<{
  db: Knex;
  temporal: TemporalClient;
  listener: FactsListener;
  installationId: string;
  log: Logger;
  /** The release whose stories it wakes: this one, unless two run side by side in a test. */
  storiesVersion?: number;
}>;

/** Wakes read at a time, and signals under way at a time. */
const batch = 500;
const atOnce = 25;

/** Nudges a sleeping story, or starts a missing one. */
async function wakeStory(temporal: TemporalClient, queue: string, story: StoryId): Promise<void> {
  const { kind, caseId } = parseStoryId(story);
  await temporal.workflow.signalWithStart(workflowOf[kind], {
    workflowId: story,
    taskQueue: queue,
    args: [caseId],
    signal: 'changed',
    signalArgs: [],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: kind,
  });
}

/**
 * Delivers wakes: at every notice and each second. One courier of an installation at a time; it reads without locks, sends one signal per story, then deletes
 * exactly the rows it read. A crash in between only wakes somebody twice.
 */
export function startCourier({ db, temporal, listener, installationId, log, storiesVersion = STORIES_VERSION }: CourierOptions): Loop {
  const queue = storyQueue(installationId, storiesVersion);
  const deliver = async (wakes: Wakes): Promise<boolean> => {
    let failed = 0;
    let next = 0;
    const carrier = async (): Promise<void> => {
      for (let one = wakes[next++]; one && failed === 0; one = wakes[next++]) {
        try {
          await wakeStory(temporal, queue, one.story);
        } catch (error) {
          failed += 1;
          log.warn({ err: error, story: one.story }, 'wake not delivered, tried again');
          return;
        }
        if (one.byWatch)
          await db.raw(
            'insert into watched (story, delivered_at) values (?, clock_timestamp()) on conflict (story) do update set delivered_at = excluded.delivered_at',
            [one.story],
          );
        await deleteWakes(db, one.ids);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, wakes.length) }, carrier));
    return failed === 0;
  };

  const loop = startLoop('courier', log, 1_000, async () => {
    if (!(await holds(listener, locks.courier, storiesVersion))) return false;
    const wakes = await readWakes(db, storiesVersion, batch);
    return wakes.length > 0 && (await deliver(wakes));
  });
  listener.on('facts', () => loop.nudge());
  return loop;
}

/**
 * Whether this process holds a lock of the installation, taking it when it is free. It ends with the listener's connection.
 * @param release lets go unless this release of the stories rules: a former one that still runs must not keep the next one from its work
 */
export async function holds(listener: FactsListener, lock: number, release?: number): Promise<boolean> {
  const found = await listener.ask<{ mine: boolean }>(
    `select case when (select $2::int is null or stories_version = $2::int from installation) then held or pg_try_advisory_lock($1::bigint)
                 when held then not pg_advisory_unlock($1::bigint) else false end as mine
     from (select exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and objid::bigint = $1::bigint and granted) as held) as now`,
    [lock, release ?? null],
  );
  return found?.[0]?.mine ?? false;
}

/** How long the oldest undelivered wake has waited, in seconds. */
export async function oldestWakeSeconds(db: Knex): Promise<number> {
  const [row] = await rows<{ age: number | null }>(
    db.raw('select extract(epoch from clock_timestamp() - min(written_at))::float8 as age from wake'),
  );
  return row?.age ?? 0;
}
