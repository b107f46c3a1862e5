import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { ForecastWeek } from '../../domain/core/forecast';
import { rows } from './columns';
import { newId } from './ids';

/** One forecast: asked for, lived through, and what was found. It is a row of the live database; what is lived through lies in another. */
export type Forecast = Readonly<{
  forecastId: string;
  askedAt: Instant;
  days: number;
  state: 'asked' | 'running' | 'done' | 'failed';
  fromAt: Instant | null;
  livedUntil: Instant | null;
  endedAt: Instant | null;
  weeks: readonly ForecastWeek[] | null;
  failure: string | null;
}>;

const fields = `id as "forecastId", asked_at as "askedAt", days, state, from_at as "fromAt", lived_until as "livedUntil", ended_at as "endedAt", weeks, failure`;

/** How long one may be silent before it counts as ended, in seconds: it says that it lives every few seconds. */
const silentSeconds = 180;

/** Asks for a forecast. @returns `undefined` when one is asked for or under way */
export async function askForecast(db: Knex, days: number, askedBy: string | null): Promise<Forecast | undefined> {
  await db.raw(
    `update forecast set state = 'failed', failure = 'silent', ended_at = now() where state in ('asked', 'running') and seen_at < now() - make_interval(secs => ?)`,
    [silentSeconds],
  );
  const [row] = await rows<Forecast>(
    db.raw(
      `insert into forecast (id, asked_by, days, state) values (?, ?, ?, 'asked') on conflict ((true)) where state in ('asked', 'running') do nothing returning ${fields}`,
      [newId(), askedBy, days],
    ),
  );
  return row;
}

/** Takes what was asked for; nobody else takes it then. */
export async function takeForecast(db: Knex, forecastId: string, fromAt: Instant): Promise<Forecast | undefined> {
  const [row] = await rows<Forecast>(
    db.raw(`update forecast set state = 'running', from_at = ?, seen_at = now() where id = ? and state = 'asked' returning ${fields}`, [
      fromAt,
      forecastId,
    ]),
  );
  return row;
}

/** Says how far it is, and that it lives. */
export async function forecastLives(db: Knex, forecastId: string, livedUntil: Instant): Promise<void> {
  await db.raw(`update forecast set lived_until = ?, seen_at = now() where id = ? and state = 'running'`, [livedUntil, forecastId]);
}

/** Ends a forecast with what it found, or with a code that says why it found nothing. */
export async function endForecast(
  db: Knex,
  forecastId: string,
  outcome: Readonly<{ weeks: readonly ForecastWeek[] }> | Readonly<{ failure: string }>,
): Promise<void> {
  const [state, weeks, failure] = 'weeks' in outcome ? ['done', JSON.stringify(outcome.weeks), null] : ['failed', null, outcome.failure];
  await db.raw(
    `update forecast set state = ?, weeks = ?::jsonb, failure = ?, ended_at = now() where id = ? and state in ('asked', 'running')`,
    [state, weeks, failure, forecastId],
  );
}

/** The one that was asked for last, and the last that was lived through. */
export async function forecasts(db: Knex): Promise<Readonly<{ newest: Forecast | undefined; done: Forecast | undefined }>> {
  const one = async (where: string): Promise<Forecast | undefined> =>
    (await rows<Forecast>(db.raw(`select ${fields} from forecast ${where} order by asked_at desc, id desc limit 1`)))[0];
  return { newest: await one(''), done: await one(`where state = 'done'`) };
}

/** One that waits for somebody to live through it. */
export async function askedForecast(db: Knex): Promise<string | undefined> {
  return (await rows<{ id: string }>(db.raw(`select id from forecast where state = 'asked' limit 1`)))[0]?.id;
}
