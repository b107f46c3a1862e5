import { DefaultLogger, Runtime } from '@temporalio/worker';
import { parseConfig } from '../domain/core/config';
import { forecastCsv } from '../domain/core/forecast';
import { clock } from '../db/core/clock';
import { openDatabase } from '../db/core/database';
import { askForecast, endForecast, forecastLives, takeForecast } from '../db/core/forecasts';
import { createLog } from '../db/core/log';
import { keyRing } from '../db/core/sealing';
import { commandEnvironment } from './command-environment';
import { findTemporal, startTemporal } from './engine/temporal';
import { forecast } from './forecast/forecast';

/**
 * `npm run forecast -- --days 730`: lives through a copy of the facts and prints per week what falls due, as CSV; the page `/forecast` shows it too.
 * With `--asked <id>` it lives through what was asked for there.
 */
async function main(): Promise<void> {
  const config = parseConfig(commandEnvironment(process.argv));
  const ownerUrl = config.DATABASE_OWNER_URL;
  if (!ownerUrl) throw new Error('DATABASE_OWNER_URL is needed: a forecast is lived through in a database of its own.');
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort(new Error('stopped')));
  const log = createLog('forecast', 'warn', process.stderr);
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const live = openDatabase({
    url: config.DATABASE_URL,
    keys: keyRing(config.FRIST_MASTER_KEY),
    rehearsal: config.FRIST_REHEARSAL,
    publicUrl: config.PUBLIC_URL ?? 'http://localhost',
    pool: 3,
    name: 'frist-forecast',
  });
  const id = argument('--asked') ?? (await askForecast(live, daysOf(argument('--days') ?? '730'), null))?.forecastId;
  const taken = id ? await takeForecast(live, id, await clock(live)) : undefined;
  if (!taken) throw new Error('A forecast is under way already.');
  const temporal = await startTemporal({ binary: await findTemporal((line) => console.error(line)), log: () => undefined });
  try {
    const weeks = await forecast({
      live,
      url: config.DATABASE_URL,
      ownerUrl,
      temporalAddress: temporal.address,
      days: taken.days,
      log,
      signal: stopping.signal,
      onProgress: async (livedUntil) => forecastLives(live, taken.forecastId, livedUntil),
    });
    await endForecast(live, taken.forecastId, { weeks });
    process.stdout.write(forecastCsv(weeks));
  } catch (error) {
    await endForecast(live, taken.forecastId, { failure: stopping.signal.aborted ? 'stopped' : 'failed' });
    throw error;
  } finally {
    await temporal.stop();
    await live.destroy();
  }
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 3_660) throw new Error('--days takes a whole number from 1 to 3660.');
  return days;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
