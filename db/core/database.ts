import { knex, type Knex } from 'knex';
import { types } from 'pg';
import type { KeyRing } from './sealing';

/** What belongs to a database as long as it is open: its keys, whether its clock is a rehearsal's, where links lead, and who is told of committed changes. */
export type Services = Readonly<{ keys: KeyRing; rehearsal: boolean; publicUrl: string; tell: (caseIds: Iterable<string>) => void }>;

const services = new WeakMap<object, Services>();

/** The services of the database that a pool or a transaction belongs to. */
export function servicesOf(db: Knex): Services {
  const found = services.get((db.client as { config: object }).config);
  if (!found) throw new Error('This database was not opened by openDatabase.');
  return found;
}

/**
 * Opens a pool on PostgreSQL. Days arrive as `YYYY-MM-DD`, instants as `…Z` with milliseconds, whole numbers as numbers.
 * @param url of the app role; the owner's only to migrate
 */
export function openDatabase(options: {
  url: string;
  keys: KeyRing;
  rehearsal: boolean;
  publicUrl: string;
  pool?: number;
  name?: string;
}): Knex {
  const db = knex({
    client: 'pg',
    // Its own log would print the texts of errors; whoever catches them logs their codes.
    log: { warn: () => undefined, error: () => undefined, deprecate: () => undefined, debug: () => undefined },
    connection: {
      connectionString: options.url,
      application_name: options.name ?? 'frist',
      // Every query of ours is short: compiling one takes longer than to carry it out.
      options: '-c timezone=UTC -c jit=off',
      types: { getTypeParser: parserOf },
      keepAlive: true,
    } as Knex.PgConnectionConfig,
    pool: { min: 0, max: options.pool ?? 20, idleTimeoutMillis: 30_000, acquireTimeoutMillis: 20_000 },
  });
  services.set((db.client as { config: object }).config, {
    keys: options.keys,
    rehearsal: options.rehearsal,
    publicUrl: options.publicUrl,
    tell: teller(db),
  });
  return db;
}

const parsers: Record<number, (text: string) => unknown> = {
  [types.builtins.DATE]: (text) => text,
  [types.builtins.INT8]: Number,
  // `2026-05-15 21:59:59.9+00` in a session whose zone is UTC.
  [types.builtins.TIMESTAMPTZ]: (text) =>
    `${text.slice(0, 10)}T${text.slice(11, 19)}.${(/\.(\d{1,3})/.exec(text)?.[1] ?? '').padEnd(3, '0')}Z`,
};

function parserOf(oid: number, format?: 'text' | 'binary'): unknown {
  return (format !== 'binary' && parsers[oid]) || types.getTypeParser(oid, format);
}

/** How long changes are gathered before they are told, in milliseconds: one NOTIFY then serves many commits. */
const gatherMs = 20;
/** PostgreSQL takes payloads below 8,000 bytes: about 200 ids. */
const idsPerNotice = 200;

/** The channel on which committed changes are told: ids of cases, comma separated, nothing else. */
export const factsChannel = 'facts';

// Told after the commit on a connection of its own: a NOTIFY inside the transaction would serialise commits (design.md 3).
function teller(db: Knex): Services['tell'] {
  let gathered = new Set<string>();
  let waiting: NodeJS.Timeout | undefined;
  const send = async (): Promise<void> => {
    waiting = undefined;
    const ids = [...gathered];
    gathered = new Set();
    for (let from = 0; from < ids.length; from += idsPerNotice) {
      // A lost notice costs a second: courier and pages also look by themselves.
      await db.raw('select pg_notify(?, ?)', [factsChannel, ids.slice(from, from + idsPerNotice).join(',')]).catch(() => undefined);
    }
  };
  return (caseIds) => {
    for (const id of caseIds) gathered.add(id);
    if (gathered.size > 0) waiting ??= setTimeout(() => void send(), gatherMs).unref();
  };
}
