import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { askedForecast, endForecast } from '../db/core/forecasts';
import type { FactsListener } from '../db/core/facts-listener';
import { locks } from '../db/core/installation';
import { holds } from './courier';
import { startLoop, type Loop } from './loop';

export type ForecastsOptions = Readonly<{
  db: Knex;
  listener: FactsListener;
  log: Logger;
  /** Whether this process knows the owner of the database: a forecast is lived through in a database of its own. */
  knowsOwner: boolean;
  /** The program that lives through it. */
  program?: string;
}>;

/** Has what was asked for lived through by a process of its own, so that its work takes nothing from the stories here but processor time. */
export function startForecasts({
  db,
  listener,
  log,
  knowsOwner,
  program = path.join(__dirname, '../tools/forecast.js'),
}: ForecastsOptions): Loop {
  let child: ChildProcess | undefined;
  const loop = startLoop('forecasts', log, 5_000, async () => {
    const asked = child ? undefined : await askedForecast(db);
    if (!asked || !(await holds(listener, locks.forecast))) return false;
    if (!knowsOwner || !existsSync(program)) {
      await endForecast(db, asked, { failure: 'unavailable' });
      return false;
    }
    const begun = spawn(process.execPath, [program, '--asked', asked], { stdio: 'ignore' });
    child = begun;
    log.info({ forecast: asked, pid: begun.pid }, 'forecast begins');
    const over = (code: number | null): void => {
      child = undefined;
      log.info({ forecast: asked, code }, 'forecast ended');
      // One that ended without saying so has failed; what it said stands.
      void endForecast(db, asked, { failure: 'failed' }).catch(() => undefined);
    };
    begun.once('error', () => over(null));
    begun.once('exit', over);
    return false;
  });
  return {
    nudge: loop.nudge,
    async stop() {
      await loop.stop();
      child?.kill('SIGTERM');
    },
  };
}
