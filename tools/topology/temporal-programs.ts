import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../engine/child';
import { exclusively } from '../engine/lock';
import { messageOf } from '../engine/wait';

/** The release of the full server: the one whose images docker-compose.yml names. */
export const serverRelease = '1.32.1';

/** What the images `temporalio/server` and `temporalio/admin-tools` hold of it, by file name. */
export type TemporalPrograms = Readonly<{ server: string; sqlTool: string }>;

const run = promisify(execFile);
const packages = ['cmd/server', 'cmd/tools/sql'].map((path) => `go.temporal.io/server/${path}@v${serverRelease}`);

/**
 * The full Temporal server and its SQL tool, built once with Go and kept in the cache; about five minutes when nothing is cached.
 * @throws Error when there is no Go toolchain or the build fails
 */
export async function findTemporalPrograms(log: Log): Promise<TemporalPrograms> {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'frist', `temporal-server-${serverRelease}`);
  const programs = { server: join(cache, 'server'), sqlTool: join(cache, 'sql') };
  const complete = (): boolean => existsSync(programs.server) && existsSync(programs.sqlTool);
  if (complete()) return programs;
  mkdirSync(cache, { recursive: true });
  await exclusively(join(cache, 'lock'), log, async () => {
    if (!complete()) await build(cache, log); // another may have built it while we waited for the lock
  });
  return programs;
}

async function build(cache: string, log: Log): Promise<void> {
  const folder = mkdtempSync(join(cache, 'new-'));
  const began = performance.now();
  log(`building the Temporal server ${serverRelease} once with Go; this takes some minutes`);
  const ticking = setInterval(() => log(`building the Temporal server: ${Math.round((performance.now() - began) / 1000)} s`), 10_000);
  try {
    // Go's installer puts it where PATH of a non-login shell does not look.
    const path = [process.env['PATH'] ?? '', '/usr/local/go/bin', '/opt/homebrew/bin', '/usr/lib/go/bin'].join(delimiter);
    const env = { ...process.env, PATH: path, GOBIN: folder };
    await run('go', ['install', ...packages], { cwd: cache, env, maxBuffer: 16 * 1024 * 1024 });
    for (const name of ['server', 'sql']) renameSync(join(folder, name), join(cache, name)); // the cache never holds a half program
    log(`built the Temporal server in ${Math.round((performance.now() - began) / 1000)} s`);
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join(' | ');
    throw new Error(`building the Temporal server failed: ${said || messageOf(cause)}`, { cause });
  } finally {
    clearInterval(ticking);
    rmSync(folder, { recursive: true, force: true });
  }
}
