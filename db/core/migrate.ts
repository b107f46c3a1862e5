import { knex, type Knex } from 'knex';
import * as core from '../migrations/0001-core';
import * as certification from '../migrations/0002-certification';
import * as retention from '../migrations/0003-retention';
import * as access from '../migrations/0004-access';
import * as deadlines from '../migrations/0005-deadlines';
import * as grading from '../migrations/0006-grading';
import * as badge from '../migrations/0007-badge';
import * as batches from '../migrations/0008-batches';
import * as evidence from '../migrations/0009-evidence';
import * as mended from '../migrations/0010-mended';
import * as ruleTransitions from '../migrations/0011-rule-transitions';
import * as register from '../migrations/0012-register';
import * as registerLists from '../migrations/0014-register-lists';
import * as registerSpeed from '../migrations/0015-register-speed';
import * as registerRetention from '../migrations/0016-register-retention';
import * as registerNames from '../migrations/0017-register-names';

/** What the app's own role may not do: change or take away what was recorded for ever. */
const appendOnly = ['timeline_event', 'settled', 'lookup_log', 'rule_setting', 'access_decision', 'region_setting', 'badge_key'];

/**
 * Brings the schema up to this release and lets the app's role use it. Runs as the owner; two at once wait for each other (knex locks).
 * @param app name and password of the role that the processes use; made when it is missing. Only a rehearsal's may take and restore snapshots
 */
export async function migrate(
  ownerUrl: string,
  app: Readonly<{ role: string; password: string; rehearsal?: boolean }>,
  log: (line: string) => void = () => undefined,
): Promise<void> {
  const db = openOwner(ownerUrl);
  try {
    await ensureRole(db, app.role, app.password);
    const [, applied] = (await db.migrate.latest()) as [number, string[]];
    for (const name of applied) log(`migrated ${name}`);
    await grant(db, app.role, app.rehearsal ?? false);
  } finally {
    await db.destroy();
  }
}

/** Whether every migration of this release is applied. */
export async function isMigrated(db: Knex): Promise<boolean> {
  const found = (await db.raw('select name from knex_migrations')) as { rows: { name: string }[] };
  const names = new Set(found.rows.map((row) => row.name));
  return Object.keys(migrations).every((name) => names.has(name));
}

// Named without an ending: the same migration is a .ts file in tests and a .js file once built.
const migrations: Readonly<Record<string, Knex.Migration>> = {
  '0001-core': core,
  '0002-certification': certification,
  '0003-retention': retention,
  '0005-deadlines': deadlines,
  '0004-access': access,
  '0006-grading': grading,
  '0007-badge': badge,
  '0008-batches': batches,
  '0009-evidence': evidence,
  '0010-mended': mended,
  '0011-rule-transitions': ruleTransitions,
  '0012-register': register,
  '0014-register-lists': registerLists,
  '0015-register-speed': registerSpeed,
  '0016-register-retention': registerRetention,
  '0017-register-names': registerNames,
};
const migrationSource = {
  getMigrations: async (): Promise<string[]> => Promise.resolve(Object.keys(migrations)),
  getMigrationName: (name: string): string => name,
  getMigration: async (name: string): Promise<Knex.Migration> => Promise.resolve(migrations[name]!),
};

function openOwner(url: string): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: 'frist-migrate' },
    pool: { min: 0, max: 2 },
    migrations: { migrationSource },
  });
}

async function ensureRole(db: Knex, role: string, password: string): Promise<void> {
  const quoted = `"${role.replaceAll('"', '""')}"`;
  const secret = `'${password.replaceAll("'", "''")}'`;
  // Roles belong to the whole cluster: two databases may be migrated at once.
  await db.raw(`do $$ begin create role ${quoted} login; exception when duplicate_object or unique_violation then null; end $$`);
  await db.raw(`alter role ${quoted} with login password ${secret}`);
}

async function grant(db: Knex, role: string, rehearsal: boolean): Promise<void> {
  const to = `"${role.replaceAll('"', '""')}"`;
  await db.raw(`
    grant usage on schema public to ${to};
    grant select, insert, update, delete on all tables in schema public to ${to};
    grant usage, select on all sequences in schema public to ${to};
    grant execute on all functions in schema public to ${to};
    revoke update, delete on ${appendOnly.join(', ')} from ${to};
    revoke insert, update, delete on knex_migrations, knex_migrations_lock from ${to};
    ${rehearsal ? '' : `revoke execute on function take_snapshot(text), restore_snapshot(text) from ${to};`}
  `);
}
