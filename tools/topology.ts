import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './engine/project';
import { messageOf } from './engine/wait';
import { killRecorded } from './start/orphans';
import { inSeconds, stage } from './start/progress';
import { onStopAsked } from './start/stop-signals';
import { readComposeFile } from './topology/compose-file';
import { installAsImage } from './topology/image';
import { startPlant } from './topology/plant';
import { pushRoundThrough } from './topology/round';
import { secretsForOneRun, Stock } from './topology/stock';
import { serverRelease } from './topology/temporal-programs';

const print = (line: string): void => console.log(line);

/**
 * Runs what docker-compose.yml describes without Docker, and pushes a round through it: `npm run topology [-- --as-image]`.
 * `--as-image` runs the product from a folder with what the image holds; `FRIST_TOPOLOGY_NODE` names another Node to run it with.
 */
async function main(): Promise<number> {
  const began = performance.now();
  const root = projectRoot();
  const folder = mkdtempSync(join(tmpdir(), 'frist-topology-'));
  chmodSync(folder, 0o711); // PostgreSQL runs as nobody when root starts it, and must be able to enter
  const stopping = new AbortController();
  onStopAsked(stopping, print, () => {
    killRecorded(folder);
    process.exit(130);
  });
  const stock = new Stock(folder, print, stopping);
  const node = process.env['FRIST_TOPOLOGY_NODE'] || process.execPath;
  let failure: unknown;
  try {
    const compose = readComposeFile(root, secretsForOneRun());
    const named = compose.services['temporal']?.image ?? '';
    if (!named.endsWith(`:${serverRelease}`)) throw new Error(`docker-compose.yml names ${named}, this is for ${serverRelease}`);
    const home = process.argv.includes('--as-image')
      ? await stage(
          print,
          'installing as the image does',
          () => installAsImage(root, join(folder, 'app')),
          () => 'installed as the image does',
        )
      : root;
    const plant = await startPlant({ root, home, node, compose, stock });
    const replicas = compose.services['worker']?.deploy?.replicas ?? 1;
    const workers = [];
    // One after the other, so that it is known who carries the wakes.
    for (let number = 1; number <= replicas; number += 1)
      workers.push(
        await stage(
          print,
          'a worker is starting',
          () => plant.startWorker(`worker-${number}`),
          ({ name }) => `${name} ready`,
        ),
      );
    await pushRoundThrough(plant, workers, stock);
  } catch (error) {
    failure = error;
    for (const line of `FAILED: ${messageOf(error)}`.split('\n')) print(line.slice(0, 400));
  }
  await stock.stop();
  if (failure === undefined) rmSync(folder, { recursive: true, force: true });
  else print(`logs are left in ${folder}`);
  print(`${failure === undefined ? 'everything held' : 'it did not hold'}, in ${inSeconds(performance.now() - began)}`);
  return failure === undefined ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
