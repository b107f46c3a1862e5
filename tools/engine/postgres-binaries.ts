import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npmPostgres } from './postgres-npm';

/** A folder with a real server and its initdb. */
export type PostgresBinaries = Readonly<{ folder: string; version: string; major: number }>;

const oldestMajor = 15;

/**
 * Finds the server's programs: on the machine first, else the npm-packaged ones. Only programs are looked for, never a running server.
 * `FRIST_POSTGRES_BIN` overrides: a folder to use, or `npm` for the npm-packaged ones.
 * @param clusterMajor major version of a cluster that exists already: no other version can open it.
 * @throws Error saying where was looked when nothing fits.
 */
export function findPostgres(clusterMajor?: number, wish: string | undefined = process.env['FRIST_POSTGRES_BIN']): PostgresBinaries {
  const fits = (found: PostgresBinaries): boolean =>
    clusterMajor === undefined ? found.major >= oldestMajor : found.major === clusterMajor;
  for (const folder of candidates(wish)) {
    const found = inspect(folder);
    if (found && fits(found)) return found;
  }
  const needed =
    clusterMajor === undefined ? `PostgreSQL ${oldestMajor} or newer` : `PostgreSQL ${clusterMajor} (the data folder was made by it)`;
  throw new Error(
    wish
      ? `FRIST_POSTGRES_BIN=${wish} holds no ${needed}`
      : `no ${needed} on this machine and no npm-packaged one for ${process.platform}-${process.arch}: install it, or name a server in DATABASE_URL`,
  );
}

function* candidates(wish: string | undefined): Generator<string> {
  if (wish && wish !== 'npm') return yield wish;
  if (!wish) yield* onThisMachine();
  const packaged = npmPostgres();
  if (packaged !== undefined) yield packaged;
}

function* onThisMachine(): Generator<string> {
  const told = answer('pg_config', ['--bindir']);
  if (told) yield told;
  yield* newestFirst('/usr/lib/postgresql', (version) => join(version, 'bin')); // Debian and Ubuntu
  yield* newestFirst('/usr', (name) => (/^pgsql-\d+$/.test(name) ? join(name, 'bin') : undefined)); // Fedora and RHEL
  yield* newestFirst('/usr/libexec', (name) => (/^postgresql\d+$/.test(name) ? name : undefined)); // Alpine
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) if (folder) yield folder;
  for (const prefix of ['/opt/homebrew/opt', '/usr/local/opt', '/home/linuxbrew/.linuxbrew/opt']) {
    yield* newestFirst(prefix, (name) => (/^postgresql(@\d+)?$/.test(name) ? join(name, 'bin') : undefined));
  }
  yield* newestFirst('/Applications/Postgres.app/Contents/Versions', (version) => join(version, 'bin'));
}

function newestFirst(parent: string, folderIn: (name: string) => string | undefined): string[] {
  const versionOf = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0);
  const names = existsSync(parent) ? readdirSync(parent) : [];
  const sorted = names.sort((one, other) => versionOf(other) - versionOf(one));
  return sorted.map(folderIn).flatMap((folder) => (folder === undefined ? [] : [join(parent, folder)]));
}

/** A program called `postgres` can be something else, so it has to have initdb beside it and to say its version. */
function inspect(folder: string): PostgresBinaries | undefined {
  const server = join(folder, 'postgres');
  if (!isProgram(server) || !isProgram(join(folder, 'initdb'))) return undefined;
  const home = realpathSync(server).replace(/\/postgres$/, ''); // links elsewhere: the server looks for its libraries beside itself
  const version = /^postgres \(PostgreSQL\) ((\d+)\S*)/.exec(answer(server, ['--version']) ?? '');
  if (!version?.[1]) return undefined;
  return { folder: isProgram(join(home, 'initdb')) ? home : folder, version: version[1], major: Number(version[2]) };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function answer(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5_000 }).trim();
  } catch {
    return undefined;
  }
}
