import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { addDaysAt, type Instant } from '../../domain/core/calendar';
import { forecastSteps, weeksOf, type ForecastKind, type ForecastWeek } from '../../domain/core/forecast';
import { zone } from '../../domain/certification/zone';
import { advance, beginAdvance } from '../../db/core/advance';
import { clock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { FactsListener } from '../../db/core/facts-listener';
import { installation } from '../../db/core/installation';
import { startAdvance } from '../../workers/advance';
import { startCourier } from '../../workers/courier';
import { startMailCapture } from '../../workers/mail-capture-server';
import { reconcile } from '../../workers/reconcile';
import { createStoryWorker, openTemporalClient, openWorkerConnection, type StoryWorkerOptions } from '../../workers/worker';

export type LivingOptions = Readonly<{
  /** The copy, whose clock stands at the beginning, and its address. */
  db: Knex;
  url: string;
  /** A Temporal server of its own. */
  temporalAddress: string;
  days: number;
  log: Logger;
  /** Where the stories are bundled, when not by the build. */
  code?: StoryWorkerOptions['code'];
  signal: AbortSignal;
  onProgress: (livedUntil: Instant) => Promise<void>;
}>;

/** How often progress is looked at, in milliseconds. */
const lookMs = 500;

/**
 * Lives through so many days of a copy by its own stories, and counts what fell due in each week. Letters go to a mail server that keeps them, and with the copy
 * they are gone.
 * @throws Error when a story would not go on, or the reason of `signal`
 */
export async function liveThrough(options: LivingOptions): Promise<ForecastWeek[]> {
  const { db, url, log, days, signal } = options;
  const address = { address: options.temporalAddress, namespace: 'default' };
  const { installationId } = await installation(db);
  const from = await clock(db);
  const until = addDaysAt(from, days, zone);
  const [mail, temporal, connection] = [
    await startMailCapture(db, 0),
    await openTemporalClient(address),
    await openWorkerConnection(address),
  ];
  const listener = new FactsListener(url);
  await listener.start();
  await reconcile({ db, temporal, log }, { always: true });
  const { worker, close } = await createStoryWorker({
    db,
    connection,
    namespace: address.namespace,
    installationId,
    smtpUrl: `smtp://127.0.0.1:${mail.port}`,
    from: 'Frist <no-reply@forecast.invalid>',
    // The copy holds no numbers, and nobody outside is asked.
    register: { personOf: async () => Promise.resolve({ kind: 'unknown', status: 404 }) },
    log,
    ...(options.code ? { code: options.code } : {}),
  });
  const ended = worker.run();
  const loops = [startCourier({ db, temporal, listener, installationId, log }), startAdvance({ db, temporal, listener, log })];
  try {
    await lived(options, from, until);
    return weeksOf(await fallenDue(db, from, until), from, until, zone);
  } finally {
    await Promise.all(loops.map((loop) => loop.stop()));
    await listener.stop();
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await ended.catch(() => undefined);
    close();
    await connection.close();
    await temporal.connection.close();
    await mail.close();
    signal.throwIfAborted();
  }
}

/** Waits until the advance is done. */
async function lived({ db, signal, onProgress }: LivingOptions, from: Instant, until: Instant): Promise<void> {
  const begun = await beginAdvance(db, from, until);
  if (!begun) throw new Error('The copy is lived through already.');
  for (;;) {
    signal.throwIfAborted();
    const now = await advance(db, begun.advanceId);
    await onProgress(await clock(db));
    if (now?.state === 'failed') throw new Error(`Stories that would not go on: ${now.stuck.slice(0, 5).join(', ')}`);
    if (now?.state === 'done') return;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

/** What fell due between two instants, by the instant at which it took effect. */
async function fallenDue(db: Knex, from: Instant, until: Instant): Promise<{ at: Instant; kind: ForecastKind; count: number }[]> {
  const steps = await rows<{ at: Instant; step: string; count: number }>(
    db.raw(
      `select effective_at as at, step, count(*)::int as count from settled where how = 'done' and at >= ? and effective_at between ? and ? and step = any(?::text[])
       group by 1, 2`,
      [from, from, until, Object.keys(forecastSteps)] as never,
    ),
  );
  const letters = await rows<{ at: Instant; count: number }>(
    db.raw(`select due_at as at, count(*)::int as count from letter where state = 'sent' and due_at between ? and ? group by 1`, [
      from,
      until,
    ]),
  );
  return [
    ...steps.map(({ at, step, count }) => ({ at, kind: forecastSteps[step]!, count })),
    ...letters.map(({ at, count }) => ({ at, kind: 'letters' as const, count })),
  ];
}
