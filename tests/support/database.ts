import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { Client } from 'pg';
import { openDatabase } from '../../db/core/database';
import { migrate } from '../../db/core/migrate';
import { keyRing } from '../../db/core/sealing';
import { engines } from './engines';

export type TestDatabase = Readonly<{ db: Knex; url: string; ownerUrl: string; masterKey: string; drop(): Promise<void> }>;

/**
 * A database of its own for a test file, copied from the migrated template; its id makes it an installation of its own.
 * @param options.server the owner's URL of another server than the run's, which is migrated there
 */
export async function createDatabase(
  options: Readonly<{ rehearsal?: boolean; pool?: number; publicUrl?: string; server?: string }> = {},
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = options.server ?? engines().ownerUrl;
  const owner = new URL(server);
  if (options.server) await asOwner(server, `create database ${name}`);
  else await asOwner(server, `create database ${name} template template_frist`);
  owner.pathname = `/${name}`;
  if (options.server) await migrate(owner.href, { role: 'frist_app', password: 'app', rehearsal: true });
  await asOwner(owner.href, 'update installation set id = gen_random_uuid()');
  const url = new URL(owner.href);
  url.username = 'frist_app';
  url.password = 'app';
  const masterKey = randomBytes(32).toString('base64');
  const db = openDatabase({
    url: url.href,
    keys: keyRing(masterKey),
    rehearsal: options.rehearsal ?? false,
    publicUrl: options.publicUrl ?? 'http://frist.test',
    pool: options.pool ?? 15,
    name,
  });
  return {
    db,
    url: url.href,
    ownerUrl: owner.href,
    masterKey,
    async drop() {
      await db.destroy();
      await asOwner(server, `drop database ${name} with (force)`);
    },
  };
}

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
