import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from './child';
import { messageOf } from './wait';

/** What the ways to come by the program need: the folder with go.mod, and where the program shall be. */
export type MakeOptions = Readonly<{ module: string; target: string; log: Log; signal?: AbortSignal | undefined }>;

const run = promisify(execFile);
const packagePath = 'github.com/temporalio/cli/cmd/temporal';

/**
 * Builds the program with the Go toolchain from the pinned module; about four minutes on two cores when nothing is cached.
 * @throws Error when there is no Go or the build fails.
 */
export async function buildTemporal({ module, target, log, signal }: MakeOptions): Promise<void> {
  const go = findGo();
  if (go === undefined) throw new Error('there is no Go toolchain to build the Temporal server with');
  const temporary = `${target}.${process.pid}.new`;
  const began = performance.now();
  log('building the Temporal server once with Go; this takes some minutes');
  const ticking = setInterval(() => log(`building the Temporal server: ${Math.round((performance.now() - began) / 1000)} s`), 10_000);
  try {
    await run(go, ['build', '-mod=readonly', '-o', temporary, packagePath], {
      cwd: module,
      maxBuffer: 16 * 1024 * 1024,
      ...(signal && { signal }),
    });
    renameSync(temporary, target); // in one step: the cache never holds a half program
    log(`built the Temporal server in ${Math.round((performance.now() - began) / 1000)} s`);
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join(' | ');
    throw new Error(`building the Temporal server failed: ${said || messageOf(cause)}`, { cause });
  } finally {
    clearInterval(ticking);
    rmSync(temporary, { force: true });
  }
}

/** Go's installer puts it where PATH of a non-login shell does not look. */
function findGo(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin', '/opt/homebrew/bin', '/usr/lib/go/bin'];
  return folders.map((folder) => join(folder, 'go')).find((file) => existsSync(file));
}
