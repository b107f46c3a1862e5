import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Log } from './child';
import { exclusively } from './lock';
import { projectRoot } from './project';
import { buildTemporal } from './temporal-build';
import { downloadTemporal } from './temporal-download';
import { isNewEnough, oldestServer, serverVersionOf } from './temporal-version';
import { messageOf } from './wait';

/**
 * Finds a `temporal` program with a server that is new enough: on PATH, else in the cache, else built once with Go from the pinned
 * `tools/temporal/go.mod`, else by the SDK's own download. What was built or downloaded stays in the cache.
 * @throws Error saying what can be done when there is none.
 */
export async function findTemporal(log: Log, signal?: AbortSignal): Promise<string> {
  const installed = await onPath(log);
  if (installed) return installed;

  const module = join(projectRoot(), 'tools', 'temporal');
  const cache = cacheFolder(module);
  const cached = join(cache, 'temporal');
  if (await isUsable(cached)) return cached;

  mkdirSync(cache, { recursive: true });
  return exclusively(
    join(cache, 'lock'),
    log,
    async () => {
      if (await isUsable(cached)) return cached; // another start made it while we waited for the lock
      const reasons: string[] = [];
      for (const make of [buildTemporal, downloadTemporal]) {
        try {
          await make({ module, target: cached, log, signal });
          if (await isUsable(cached)) return cached;
          reasons.push('what came of it does not work here');
        } catch (error) {
          signal?.throwIfAborted();
          reasons.push(messageOf(error));
          log(messageOf(error));
        }
      }
      throw new Error(
        `no Temporal server (${reasons.join('; ')}): install Go or the Temporal CLI with server ${oldestServer.join('.')} or newer, or name a server in TEMPORAL_ADDRESS`,
      );
    },
    signal,
  );
}

/** The cache for exactly these pinned versions, shared by all checkouts of one user. */
export function cacheFolder(module: string): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, file)));
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'frist', `temporal-${hash.digest('hex').slice(0, 12)}`);
}

async function onPath(log: Log): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = join(folder || '.', 'temporal');
    if (!isProgram(program)) continue;
    const version = await serverVersionOf(program);
    if (version && isNewEnough(version)) return program;
    log(
      `${program} is left aside: ${version ? `its server is ${version}, needed is ${oldestServer.join('.')}` : 'it does not tell its server version'}`,
    );
  }
  return undefined;
}

async function isUsable(program: string): Promise<boolean> {
  if (!existsSync(program)) return false;
  const version = await serverVersionOf(program);
  return version !== undefined && isNewEnough(version);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
