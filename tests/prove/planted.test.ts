import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../tools/engine/project';
import type { Found, Search } from './model-stack/planted-run';
import { faults, fewFaults } from './model-stack/planted';
import { report } from './support/report';
import { large, seed } from './support/scale';

const root = projectRoot();
const here = path.join(root, 'tests', 'prove', 'model-stack');
/** How many programs by chance a fault may take to be found. */
const most = Number(process.env['FRIST_PLANTED_MOST'] ?? 120);
/** Without a fault nothing may be found: what finds all is as little worth as what finds nothing. */
const none = { what: 'no fault', file: '', from: '', to: '' };
const wanted = process.env['FRIST_PLANTED_ONLY'];

test('each fault stands in the code once, where it is planted', () => {
  const times = faults.map(({ what, file, from }) => [what, readFileSync(path.join(root, file), 'utf8').split(from).length - 1]);
  expect(times.filter(([, count]) => count !== 1)).toEqual([]);
});

test(
  'every planted fault is found by the model, and none where none is',
  async () => {
    const planted = faults.filter(({ what }) => (wanted ? wanted.split(';').includes(what) : large || fewFaults.includes(what)));
    const scratch = mkdtempSync(path.join(tmpdir(), 'frist-planted-'));
    const found = new Map<string, Found>();
    const left = [none, ...planted];
    const one = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        // Without a fault the programs kept for all of them show nothing either.
        const kept = path.join(here, 'planted-kept', next === none ? '' : `${next.what.replaceAll(/[^a-z0-9]+/giu, '-')}.json`);
        // A large run finds each by chance, and with the program that is kept for it only if chance does not; a small one the other way round.
        const into = path.join(scratch, `${left.length}.json`);
        const search = { seed, most: next === none ? 3 : most, keptFirst: !large || next === none, kept, into };
        const first = await lookFor(next, search);
        found.set(next.what, first.where || !large || next === none ? first : await lookFor(next, { ...search, most: 0, keptFirst: true }));
      }
    };
    await Promise.all([one(), one()]);
    rmSync(scratch, { recursive: true });
    const control = found.get(none.what)!;
    found.delete(none.what);
    report('planted', {
      faults: planted.length,
      found: [...found.values()].filter(({ where }) => where).length,
      ...Object.fromEntries(
        [...found].map(([what, { programs, where }]) => [what, `${programs === 0 ? 'by its own program' : `after ${programs}`}, in ${where ?? 'nothing'}`]),
      ),
    });
    if (control.where) throw new Error(`seed ${seed}: without a fault there is a difference in ${control.where}, ${control.at}`);
    const unseen = [...found].flatMap(([what, { where }]) => (where ? [] : [what]));
    if (unseen.length > 0) throw new Error(`seed ${seed}: not found within ${most} programs: ${unseen.join('; ')}`);
  },
  4 * 3_600_000,
); // prettier-ignore

/** Looks for one fault in a run of its own, in which the file is read with the fault in it. */
async function lookFor({ file, from, to }: Readonly<{ file: string; from: string; to: string }>, search: Search): Promise<Found> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'node_modules/jest/bin/jest.js'), '--config', path.join(here, 'planted-jest.config.js'), '--runInBand', '--runTestsByPath', path.join(here, 'planted-run.ts')],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, FRIST_PLANTED: JSON.stringify({ file, from, to }), FRIST_PLANTED_SEARCH: JSON.stringify(search) },
    },
  ); // prettier-ignore
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error(said);
  return JSON.parse(readFileSync(search.into, 'utf8')) as Found;
}
