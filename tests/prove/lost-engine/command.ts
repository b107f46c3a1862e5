import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { rows } from '../../../db/core/columns';
import type { Stage } from '../../support/stage';

const program = path.resolve(__dirname, '../../../dist/tools/reconcile.js');

/** Runs the built `reconcile` as an operator would. @returns how many open cases it says, having looked that nothing else is said */
export async function reconcileByCommand(stage: Stage, temporalAddress: string, dryRun: boolean): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...(dryRun ? ['--dry-run'] : [])], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: stage.database.url,
      FRIST_MASTER_KEY: stage.database.masterKey,
      FRIST_REHEARSAL: 'on',
      TEMPORAL_ADDRESS: temporalAddress,
    },
  });
  const said = dryRun
    ? /^would end 0 runs of other releases, would wake (\d+) open cases \(another Temporal\)\n$/.exec(stdout)
    : /^ended 0 runs of other releases, woke (\d+) open cases \(another Temporal\)\n$/.exec(stdout);
  if (!said) throw new Error(`reconcile said: ${stdout}`);
  return Number(said[1]);
}

/** A hash of every row of every table. */
export async function everyRow(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const tables = await rows<{ name: string }>(
    stage.db.raw(`select tablename as name from pg_tables where schemaname = 'public' order by 1`),
  );
  const hashes: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await rows<{ hash: string }>(
      stage.db.raw(`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${name} t`),
    );
    hashes[name] = row!.hash;
  }
  return hashes;
}
