import { parseConfig } from '../domain/core/config';
import { openDatabase } from '../db/core/database';
import { createLog } from '../db/core/log';
import { keyRing } from '../db/core/sealing';
import { startMailCapture } from './mail-capture-server';
import { stopOnSignals } from './process';

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const log = createLog('mail-capture', config.LOG_LEVEL);
  const db = openDatabase({
    url: config.DATABASE_URL,
    keys: keyRing(config.FRIST_MASTER_KEY),
    rehearsal: config.FRIST_REHEARSAL,
    publicUrl: config.PUBLIC_URL ?? 'http://localhost',
    pool: 5,
    name: 'frist-mail-capture',
  });
  const capture = await startMailCapture(db, Number(new URL(config.SMTP_URL).port), config.MAIL_REPORTS_PORT);
  log.info({ port: capture.port }, 'capturing mail');
  stopOnSignals(log, async () => {
    await capture.close();
    await db.destroy();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
