import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type PostgresEngine } from '../engine/postgres';
import { onThisMachine } from './addresses';
import type { ComposeFile } from './compose-file';
import type { Stock } from './stock';

/** PostgreSQL of docker-compose.yml, with the settings it is given there. */
export type DatabaseService = Readonly<{
  engine: PostgresEngine;
  settings: Readonly<Record<string, string>>;
  /** Makes roles and databases by the script that Compose runs. */
  roles(): Promise<void>;
  /** Takes the databases of Temporal away, as a lost disk would. */
  dropTemporal(): Promise<void>;
  /** How many connections are open. */
  connections(): Promise<number>;
}>;

/** Starts PostgreSQL in the folder of this run. */
export async function databaseService(root: string, compose: ComposeFile, stock: Stock, dataDir: string): Promise<DatabaseService> {
  const settings = settingsIn(compose);
  const engine = stock.keep(
    await startPostgres({
      dataDir,
      log: () => undefined,
      logFile: stock.logOf('postgres'),
      pidFile: join(stock.folder, 'postgres.pid'),
      signal: stock.signal,
      settings,
    }),
  );
  const superuser = new URL(engine.ownerUrl);
  const query = async <T>(sql: string): Promise<T[]> => {
    const client = new Client({ connectionString: engine.ownerUrl });
    await client.connect();
    try {
      return (await client.query(sql)).rows as T[];
    } finally {
      await client.end();
    }
  };
  return {
    engine,
    settings,
    async roles() {
      const env = onThisMachine(
        compose.services['roles']?.environment ?? {},
        { postgres: engine.port, temporal: 0, mailpit: 0 },
        {
          PGHOST: '127.0.0.1',
          PGPORT: String(engine.port),
          PGUSER: decodeURIComponent(superuser.username),
          PGPASSWORD: decodeURIComponent(superuser.password),
        },
      );
      const [psql, ...args] = (compose.services['roles']?.entrypoint ?? []).map((word) => word.replace('/deploy/', `${root}/deploy/`));
      await stock.run('roles', root, psql!, args, env);
    },
    async dropTemporal() {
      for (const database of ['temporal', 'temporal_visibility']) await query(`drop database ${database} with (force)`);
    },
    connections: async () =>
      (await query<{ count: number }>('select count(*)::int as count from pg_stat_activity where client_port is not null'))[0]!.count,
  };
}

/** The server settings that docker-compose.yml gives PostgreSQL: `-c name=value`. */
function settingsIn(compose: ComposeFile): Record<string, string> {
  const words = compose.services['postgres']?.command ?? [];
  const given = words.filter((_, at) => words[at - 1] === '-c');
  return Object.fromEntries(given.map((word): [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']));
}
