import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, projectRoot } from './engine/project';
import { readEnvironment } from './start/data-layout';

/**
 * The environment of a command: its own, or, where no database is named there, that of the product as `npm start` (with `--rehearsal`: `npm run rehearsal`)
 * runs it on this machine.
 * @throws Error when there is neither
 */
export function commandEnvironment(argv: readonly string[]): NodeJS.ProcessEnv {
  const root = projectRoot();
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  if (process.env['DATABASE_URL'] && process.env['FRIST_MASTER_KEY']) return process.env;
  const found = readEnvironment(dataFolder(argv.includes('--rehearsal') ? 'rehearsal' : 'live', root));
  if (!found['DATABASE_URL'])
    throw new Error('No product is found on this machine: start it once with npm start, or set DATABASE_URL and FRIST_MASTER_KEY.');
  return { ...found, ...process.env };
}
