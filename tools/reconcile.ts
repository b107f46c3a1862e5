import { parseConfig } from '../domain/core/config';
import { commandEnvironment } from './command-environment';
import { openDatabase } from '../db/core/database';
import { createLog } from '../db/core/log';
import { keyRing } from '../db/core/sealing';
import { reconcile } from '../workers/reconcile';
import { temporalAddress } from '../workers/start';
import { openTemporalClient } from '../workers/worker';

/** `npm run reconcile [-- --dry-run]`: wakes every open case, and ends the runs of other releases. */
async function main(): Promise<void> {
  const config = parseConfig(commandEnvironment(process.argv));
  const dryRun = process.argv.includes('--dry-run');
  const db = openDatabase({
    url: config.DATABASE_URL,
    keys: keyRing(config.FRIST_MASTER_KEY),
    rehearsal: config.FRIST_REHEARSAL,
    publicUrl: config.PUBLIC_URL ?? 'http://localhost',
    pool: 2,
    name: 'frist-reconcile',
  });
  const temporal = await openTemporalClient(temporalAddress(config));
  const report = await reconcile({ db, temporal, log: createLog('reconcile', 'warn') }, { always: true, dryRun });
  process.stdout.write(
    `${dryRun ? 'would end' : 'ended'} ${report.terminated} runs of other releases, ${dryRun ? 'would wake' : 'woke'} ${report.woken} open cases (${report.why})\n`,
  );
  await temporal.connection.close();
  await db.destroy();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
