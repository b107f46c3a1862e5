import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MakeOptions } from './temporal-build';

/** The release of the Temporal CLI that the SDK shall fetch: the same one that go.mod pins. */
const release = 'v1.9.1';

/**
 * Fetches the program with the SDK's own download, which is part of its test environment: it starts a server once, after which the program
 * lies in the download folder.
 * @throws Error when the test environment is not installed or the download fails.
 */
export async function downloadTemporal({ target, log, signal }: MakeOptions): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing'); // a development dependency: only needed here
  const { Runtime } = await import('@temporalio/worker');
  signal?.throwIfAborted();
  const folder = mkdtempSync(join(dirname(target), 'download-'));
  const began = performance.now();
  log(`downloading the Temporal server ${release}`);
  const ticking = setInterval(() => log(`downloading the Temporal server: ${Math.round((performance.now() - began) / 1000)} s`), 10_000);
  try {
    Runtime.install({ shutdownSignals: [] }); // else the SDK takes Ctrl-C away from us
    const executable = { type: 'cached-download', version: release, downloadDir: folder } as const;
    const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
    await environment.teardown();
    const file = readdirSync(folder).find((name) => name.startsWith('temporal'));
    if (file === undefined) throw new Error('the download left no program behind');
    renameSync(join(folder, file), target);
  } finally {
    clearInterval(ticking);
    rmSync(folder, { recursive: true, force: true });
  }
}
