import { parseConfig } from '../domain/core/config';
import { createLog } from '../db/core/log';
import { stopOnSignals } from './process';
import { startWorker } from './start';

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLog('worker', config.LOG_LEVEL);
  const worker = await startWorker(config, log);
  stopOnSignals(log, () => worker.stop());
  // A worker that ends without being asked is begun anew by whoever supervises this process.
  await worker.ended;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
