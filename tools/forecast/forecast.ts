import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Instant } from '../../domain/core/calendar';
import type { ForecastWeek } from '../../domain/core/forecast';
import { clock, setRehearsalClock } from '../../db/core/clock';
import { openDatabase } from '../../db/core/database';
import { migrate } from '../../db/core/migrate';
import { keyRing } from '../../db/core/sealing';
import { roleIn, withDatabase } from '../start/database-urls';
import { copyFacts } from './copy-facts';
import { liveThrough, type LivingOptions } from './live-through';

export type ForecastOptions = Readonly<{
  /** The facts as they are; read, never changed. */
  live: Knex;
  /** The app's address of those facts, and the owner's, who makes a database beside them. */
  url: string;
  ownerUrl: string;
  temporalAddress: string;
  days: number;
  log: Logger;
  code?: LivingOptions['code'];
  signal: AbortSignal;
  onProgress: (livedUntil: Instant) => Promise<void>;
}>;

/**
 * Says what will fall due in the coming days if everybody does what the stories wait for, and nobody else anything: a copy of the facts, without anything about
 * anybody, is lived through in a database of its own, which is dropped at the end. Nothing touches the facts; no letter leaves the machine.
 * @throws Error when the owner may not make a database, or a story would not go on
 */
export async function forecast(options: ForecastOptions): Promise<ForecastWeek[]> {
  const { live, url, ownerUrl } = options;
  const name = `${decodeURIComponent(new URL(ownerUrl).pathname.slice(1))}_forecast`;
  // One at a time, so what is left of a killed one is nobody's.
  await asOwner(ownerUrl, `drop database if exists "${name}" with (force)`);
  await asOwner(ownerUrl, `create database "${name}" template template0`);
  const [copyUrl, copyOwnerUrl] = [withDatabase(url, name), withDatabase(ownerUrl, name)];
  const keys = keyRing(randomBytes(32).toString('base64'));
  const open = (which: string): Knex =>
    openDatabase({ url: which, keys, rehearsal: true, publicUrl: 'http://forecast.invalid', pool: 15, name: 'frist-forecast' });
  const [owner, copy] = [open(copyOwnerUrl), open(copyUrl)];
  try {
    const { username: role, password } = roleIn(url);
    await migrate(copyOwnerUrl, { role, password });
    await copyFacts(live, owner);
    await setRehearsalClock(copy, await clock(live));
    return await liveThrough({ ...options, db: copy, url: copyUrl });
  } finally {
    await owner.destroy();
    await copy.destroy();
    await asOwner(ownerUrl, `drop database if exists "${name}" with (force)`);
  }
}

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'frist-forecast' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
