import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { startPostgres } from '../../tools/engine/postgres';
import { findTemporal, startTemporal } from '../../tools/engine/temporal';
import { migrate } from '../../db/core/migrate';
import { Client } from 'pg';
import type { Engines } from './engines';

/** Starts what the whole run shares: one PostgreSQL with a migrated template database, one Temporal server, the stories bundled once. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'frist-test-'));
  // PostgreSQL runs as nobody when the tests run as root, and must be able to enter.
  chmodSync(folder, 0o711);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const quiet = (): void => undefined;
  const [postgres, temporalBinary] = [
    await startPostgres({
      dataDir: path.join(folder, 'postgres'),
      log: quiet,
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
    }),
    await findTemporal(log),
  ];
  const temporal = await startTemporal({ binary: temporalBinary, log: quiet });
  const owner = new Client({ connectionString: postgres.ownerUrl });
  await owner.connect();
  await owner.query('create database template_frist');
  await owner.end();
  const template = new URL(postgres.ownerUrl);
  template.pathname = '/template_frist';
  await migrate(template.href, { role: 'frist_app', password: 'app', rehearsal: true });
  const bundle = path.join(folder, 'stories-bundle.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.resolve(__dirname, '../../workflows/index.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  writeFileSync(bundle, code);
  const engines: Engines = { folder, ownerUrl: postgres.ownerUrl, temporalAddress: temporal.address, temporalBinary, bundle };
  process.env['FRIST_TEST_ENGINES'] = JSON.stringify(engines);
  Object.assign(globalThis, { fristEngines: { postgres, temporal, folder } });
}
