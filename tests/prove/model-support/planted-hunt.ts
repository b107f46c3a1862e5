import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../tools/engine/project';
import { report } from '../support/report';
import { large, seed } from '../support/scale';
import type { Found, Search } from './planted-search';

const root = projectRoot();
const config = path.join(root, 'tests', 'prove', 'model-support', 'planted-jest.config.js');

/** A fault that is planted for a trial: this text of this file, which stands there once, is read as another. The file itself stays as it is. */
export type Fault = Readonly<{ what: string; file: string; from: string; to: string }>;

export type Hunt = Readonly<{
  /** The part of the proof. */
  part: string;
  /** Where `planted-run.ts` lies, and the programs kept in `planted-kept`. */
  folder: string;
  faults: readonly Fault[];
  /** Which of them are looked for in the small size. */
  few: readonly string[];
}>;

/** How many programs by chance a fault may take to be found. */
const most = Number(process.env['FRIST_PLANTED_MOST'] ?? 120);
/** Without a fault nothing may be found: what finds all is as little worth as what finds nothing. */
const none: Fault = { what: 'no fault', file: '', from: '', to: '' };
const wanted = process.env['FRIST_PLANTED_ONLY'];

/** How often each fault's text stands in its file, where that is not once. */
export function misplaced(faults: readonly Fault[]): readonly (readonly [string, number])[] {
  return faults
    .map(({ what, file, from }) => [what, readFileSync(path.join(root, file), 'utf8').split(from).length - 1] as const)
    .filter(([, count]) => count !== 1);
}

/** Plants each fault in a run of its own and looks for it; fails where one is not found, or something is found where none is. */
export async function hunt({ part, folder, faults, few }: Hunt): Promise<void> {
  const planted = faults.filter(({ what }) => (wanted ? wanted.split(';').includes(what) : large || few.includes(what)));
  const scratch = mkdtempSync(path.join(tmpdir(), 'frist-planted-'));
  const found = new Map<string, Found>();
  const left = [none, ...planted];
  const one = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      // Without a fault the programs kept for all of them show nothing either.
      const kept = path.join(folder, 'planted-kept', next === none ? '' : `${next.what.replaceAll(/[^a-z0-9]+/giu, '-')}.json`);
      // A large run finds each by chance, and with the program that is kept for it only if chance does not; a small one the other way round.
      const into = path.join(scratch, `${left.length}.json`);
      const search = { seed, most: next === none ? 3 : most, keptFirst: !large || next === none, kept, into };
      const first = await lookFor(folder, next, search);
      found.set(
        next.what,
        first.where || !large || next === none ? first : await lookFor(folder, next, { ...search, most: 0, keptFirst: true }),
      );
    }
  };
  await Promise.all([one(), one()]);
  rmSync(scratch, { recursive: true });
  const control = found.get(none.what)!;
  found.delete(none.what);
  report(part, {
    faults: planted.length,
    found: [...found.values()].filter(({ where }) => where).length,
    ...Object.fromEntries(
      [...found].map(([what, { programs, where }]) => [what, `${programs === 0 ? 'by its own program' : `after ${programs}`}, in ${where ?? 'nothing'}`]),
    ),
  });
  if (control.where) throw new Error(`seed ${seed}: without a fault there is a difference in ${control.where}, ${control.at}`);
  const unseen = [...found].flatMap(([what, { where }]) => (where ? [] : [what]));
  if (unseen.length > 0) throw new Error(`seed ${seed}: not found within ${most} programs: ${unseen.join('; ')}`);
} // prettier-ignore

/** Looks for one fault in a run of its own, in which the file is read with the fault in it. */
async function lookFor(folder: string, { file, from, to }: Fault, search: Search): Promise<Found> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'node_modules/jest/bin/jest.js'), '--config', config, '--runInBand', '--runTestsByPath', path.join(folder, 'planted-run.ts')],
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
