import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../engine/child';
import { take } from '../engine/lock';
import { forgetProcess, readRecord } from '../engine/process-identity';
import { dataFolder, projectRoot, type Mode } from '../engine/project';
import { messageOf } from '../engine/wait';
import { openData, type DataLayout } from './data-layout';
import { killRecorded } from './orphans';
import { startProduct, type Product } from './product';
import { ourScripts, type Scripts } from './programs';
import { inSeconds } from './progress';
import { onStopAsked } from './stop-signals';
import { createSupervisor } from './supervisor';

export type RunOptions = Readonly<{ mode: Mode; print: Log; folder?: string; scripts?: Scripts }>;

/**
 * Runs the product until somebody asks it to stop.
 * @returns the exit code: 0 when it was asked to stop, 1 when it did not start or runs already.
 */
export async function run({ mode, print, folder, scripts = ourScripts }: RunOptions): Promise<number> {
  const root = projectRoot();
  const data = openData(folder ?? dataFolder(mode, root));
  if (!take(data.lock)) {
    const holder = readRecord(data.lock);
    print(`Frist (${mode}) runs already: ${holder?.['url'] ?? 'it is just starting'} (process ${holder?.pid}); Ctrl-C there stops it`);
    return 1;
  }
  const stopping = new AbortController();
  const { signal } = stopping;
  onStopAsked(stopping, print, () => {
    killRecorded(data.run);
    forgetProcess(data.lock);
    process.exit(130);
  });
  const supervisor = createSupervisor(stopping, print);
  let code = 0;
  try {
    const began = performance.now();
    const product = await startProduct({ mode, root, data, given: environment(root), scripts, supervisor, signal, print });
    welcome(product, data, print, performance.now() - began);
    await asked(signal);
  } catch (error) {
    if (!signal.aborted) {
      print(messageOf(error));
      code = 1;
    }
  }
  await supervisor.stop();
  forgetProcess(data.lock);
  print('stopped');
  return code;
}

/** The environment, with what `.env` adds to it. */
function environment(root: string): NodeJS.ProcessEnv {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return { ...process.env };
}

function welcome({ url, mailUrl, temporalPages, demo }: Product, data: DataLayout, print: Log, tookMs: number): void {
  const lines = [
    ['Frist', `${url} (up after ${inSeconds(tookMs)})`],
    ['sign in', demo ? `${url}/sign-in as coordinator, grader, consultant, agency or any other person shown there` : `${url}/sign-in`],
    ['captured mail', mailUrl],
    ['Temporal', temporalPages],
    ['data and logs', data.folder],
  ] as const;
  print('');
  for (const [what, where] of lines) if (where) print(`  ${what.padEnd(14)} ${where}`);
  print('');
  print('Ctrl-C stops');
}

function asked(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
