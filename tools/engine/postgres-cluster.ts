import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Log, RunAs } from './child';
import { nobody } from './nobody';
import { commandOf, identify } from './process-identity';
import { findPostgres, type PostgresBinaries } from './postgres-binaries';
import { isRoot } from './project';
import { messageOf } from './wait';

/** Name of the role that owns everything in a cluster of ours. */
export const ownerRole = 'frist_owner';

/** A cluster on disk, ready to be served. */
export type Cluster = Readonly<{
  folder: string;
  binaries: PostgresBinaries;
  password: string;
  runAs?: RunAs;
  socketFolder: string | undefined;
}>;

const run = promisify(execFile);

/**
 * Opens the cluster below `dataDir`, making it when there is none: `cluster/` is PostgreSQL's own folder, `owner-password` (mode 0600) lies
 * beside it, `s/` takes the Unix socket.
 * @throws Error when no fitting programs are found, or PostgreSQL's user cannot reach the folder.
 */
export async function openCluster(dataDir: string, log: Log): Promise<Cluster> {
  const base = resolve(dataDir);
  mkdirSync(base, { recursive: true, mode: 0o711 });
  const runAs = isRoot() ? letNobodyIn(base) : undefined;
  const folder = join(base, 'cluster');
  const passwordFile = join(base, 'owner-password');
  const binaries = findPostgres(majorOf(folder));

  if (!existsSync(folder)) {
    const password = randomBytes(24).toString('base64url');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    await makeCluster({ base, folder, binaries, password, runAs, log });
  }
  dropStaleLock(folder);
  const password = readFileSync(passwordFile, 'utf8').trim();
  return { folder, binaries, password, ...(runAs && { runAs }), socketFolder: socketFolder(base, runAs) };
}

/**
 * After a reboot PostgreSQL refuses to start when another process of its user happens to have the number its server had before. Only we
 * serve this folder, and always by naming it.
 */
function dropStaleLock(folder: string): void {
  const file = join(folder, 'postmaster.pid');
  const pid = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
  if (Number.isInteger(pid) && identify(pid) && !commandOf(pid).includes(folder)) rmSync(file, { force: true });
}

function letNobodyIn(base: string): RunAs {
  const { uid, gid, barredBy } = nobody();
  if (barredBy(base) === base) chmodSync(base, (statSync(base).mode & 0o7777) | 0o011);
  const barrier = barredBy(base);
  if (barrier)
    throw new Error(`PostgreSQL runs as "nobody" when started by root, who cannot enter ${barrier}; choose a data folder elsewhere`);
  return { uid, gid };
}

function ownFolder(folder: string, runAs: RunAs | undefined): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (runAs) chownSync(folder, runAs.uid, runAs.gid);
  return folder;
}

/** A socket's path may have 107 bytes at most; without a socket TCP on the loopback remains, which is all we use ourselves. */
function socketFolder(base: string, runAs: RunAs | undefined): string | undefined {
  const folder = join(base, 's');
  return Buffer.byteLength(join(folder, '.s.PGSQL.65535.lock')) > 107 ? undefined : ownFolder(folder, runAs);
}

function majorOf(folder: string): number | undefined {
  const file = join(folder, 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

type Making = { base: string; folder: string; binaries: PostgresBinaries; password: string; runAs: RunAs | undefined; log: Log };

/** Made beside its place and moved there when complete: a half-made cluster looks like a whole one. */
async function makeCluster({ base, folder, binaries, password, runAs, log }: Making): Promise<void> {
  for (const name of readdirSync(base)) if (name.startsWith('new-')) rmSync(join(base, name), { recursive: true }); // of a start that was killed
  const unfinished = ownFolder(join(base, `new-cluster-${process.pid}`), runAs);
  const pwfile = join(base, `new-password-${process.pid}`); // initdb reads it as PostgreSQL's user, who cannot read ours
  writeFileSync(pwfile, `${password}\n`, { mode: 0o600 });
  if (runAs) chownSync(pwfile, runAs.uid, runAs.gid);
  const common = [`--pgdata=${unfinished}`, `--username=${ownerRole}`, `--pwfile=${pwfile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  const initdb = join(binaries.folder, 'initdb');
  for (const [index, locale] of locales.entries()) {
    try {
      await run(initdb, [...common, ...locale], { cwd: unfinished, env: { ...process.env, LC_ALL: undefined }, ...runAs });
      break;
    } catch (error) {
      const another = index < locales.length - 1 && /locale|icu/i.test((error as { stderr?: string }).stderr ?? '');
      if (!another) throw new Error(`initdb of PostgreSQL ${binaries.version} failed: ${messageOf(error)}`, { cause: error });
      log(`initdb with ${locale.join(' ')} failed, trying a simpler locale`);
    }
  }
  rmSync(pwfile);
  renameSync(unfinished, folder);
}

/** Best first: letters of all languages sorted and folded by ICU wherever the machine's own locales end; plain C is always there. */
const locales: readonly (readonly string[])[] = [
  ['--locale-provider=icu', '--icu-locale=und', '--locale=C.UTF-8'],
  ['--locale-provider=icu', '--icu-locale=und', '--locale=C'],
  ['--locale=C.UTF-8'],
  ['--locale=C'],
];
