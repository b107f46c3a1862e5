import { join } from 'node:path';
import { startChild } from '../tools/engine/child';
import { freePort } from '../tools/engine/ports';
import { projectRoot } from '../tools/engine/project';
import { findTemporal } from '../tools/engine/temporal';
import { until } from '../tools/engine/wait';
import { answersOk } from '../tools/start/part';
import { median } from './percentiles';
import { seconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { temporaryFolder } from './system';

type Start = Readonly<{ urlMs: number; readyMs: number; stages: readonly string[] }>;

/** How long `npm start` takes, without the build before it: on an empty data folder, and again on the same one. */
export async function startUp(scope: Scope, { small, say }: RunOptions): Promise<Report> {
  await findTemporal(say); // building the engine once is no part of a start
  const cold: Start[] = [];
  const warm: Start[] = [];
  for (let turn = 1; turn <= (small ? 1 : 3); turn += 1) {
    const folder = join(temporaryFolder(scope), 'data');
    cold.push(await start(scope, folder));
    warm.push(await start(scope, folder));
    say(`start-up ${turn}: cold ${seconds(cold.at(-1)!.urlMs)} s, warm ${seconds(warm.at(-1)!.urlMs)} s`);
  }
  const row = (name: string, starts: readonly Start[]): string[] => [
    name,
    String(starts.length),
    seconds(median(starts.map((one) => one.urlMs))),
    starts.map((one) => seconds(one.urlMs)).join(', '),
    seconds(median(starts.map((one) => one.readyMs))),
  ];
  return {
    title: 'Start-up',
    tables: [
      {
        head: ['', 'starts', 'URL printed after (s, median)', 'each', 'first 200 of /readyz after (s, median)'],
        rows: [row('cold: empty data folder', cold), row('warm: the same folder again', warm)],
      },
    ],
    notes: [`The last cold start said: ${cold.at(-1)!.stages.join('; ')}`, `The last warm start said: ${warm.at(-1)!.stages.join('; ')}`],
  };
}

/** What a developer's own environment or `.env` may name instead of our own; set and empty, so that `.env` does not set it. */
const nothingElse = {
  DATABASE_URL: '',
  DATABASE_OWNER_URL: '',
  TEMPORAL_ADDRESS: '',
  SMTP_URL: '',
  FRIST_MASTER_KEY: '',
  PUBLIC_URL: '',
  FRIST_DEMO: '',
};

async function start(scope: Scope, folder: string): Promise<Start> {
  const port = await freePort();
  const stages: string[] = [];
  let urlMs: number | undefined;
  const began = performance.now();
  const child = await startChild({
    command: process.execPath,
    args: ['dist/bench/start-product.js', folder],
    cwd: projectRoot(),
    env: { ...process.env, ...nothingElse, PORT: String(port) },
    log(line) {
      if (/^\s+Frist\s+http/.test(line)) urlMs = performance.now() - began;
      else if (/ \(\d+\.\d s\)$/.test(line)) stages.push(line);
    },
  });
  const stop = (): Promise<void> => child.stop(['SIGTERM', 60_000]);
  scope.add(stop);
  const reached = async (what: string, probe: () => Promise<boolean>): Promise<number> => {
    await until(what, async () => child.ended() !== undefined || probe(), { withinMs: 300_000, everyMs: 10 });
    if (child.ended() !== undefined) throw new Error(`the product ${child.ended()}:\n${child.lastLines().join('\n')}`);
    return performance.now() - began;
  };
  const readyMs = await reached('/readyz answers', () => answersOk(`http://127.0.0.1:${port}/readyz`));
  await reached('the URL is printed', async () => urlMs !== undefined);
  await stop();
  return { urlMs: urlMs!, readyMs, stages };
}
