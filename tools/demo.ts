import { parseConfig } from '../domain/core/config';
import { openDatabase } from '../db/core/database';
import { keyRing } from '../db/core/sealing';
import { loadDemo } from './demo/load';

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  if (!config.FRIST_DEMO) throw new Error('The demo is loaded only where FRIST_DEMO is on.');
  const db = openDatabase({
    url: config.DATABASE_URL,
    keys: keyRing(config.FRIST_MASTER_KEY),
    rehearsal: config.FRIST_REHEARSAL,
    publicUrl: config.PUBLIC_URL ?? 'http://localhost',
    pool: 4,
    name: 'frist-demo',
  });
  try {
    await loadDemo(db);
  } finally {
    await db.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
