import { afterAll, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createModel } from '../model/model';
import type { Program, Sample } from '../model/program';
import { chance } from '../support/chance';
import { differenceIn } from './compare';
import { closeWorlds } from './driver';
import { generate } from './generator';
import { shrink } from './shrink';

/** What one child run of a planted fault came to; `programs` is 0 when the program that is kept for it has shown it. */
export type Found = Readonly<{ programs: number; acts: number; where: string | null; at: string | null }>;

/** What a child run is told: which programs it lives through until one differs. */
export type Search = Readonly<{
  seed: number;
  /** Programs by chance at most. */
  most: number;
  /** The program that is known to show the fault is tried first. */
  keptFirst: boolean;
  /** Where that program lies, or is put when one by chance has shown it. A folder: all that lie there. */
  kept: string;
  into: string;
}>;

type Kept = Readonly<{ program: Program; samples: readonly Sample[] }>;

afterAll(closeWorlds);

/** Looks for the fault that is planted in this run, program by program; without worker and Temporal, for it lies in the rules. */
test('a planted fault is looked for', async () => {
  const { seed, most, keptFirst, kept, into } = JSON.parse(process.env['FRIST_PLANTED_SEARCH']!) as Search;
  const tell = (found: Found): void => writeFileSync(into, JSON.stringify(found));
  let acts = 0;
  for (const file of keptFirst ? filesOf(kept) : []) {
    const { program, samples } = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    const difference = await differenceIn(program, samples, 'by hand');
    acts += program.length;
    if (difference) return tell({ programs: 0, acts, where: difference.where, at: difference.at });
  }
  for (let at = 0; at < most; at += 1) {
    const by = chance(seed).fork(at);
    const { program, samples } = generate(by, createModel(), 30 + by.below(60));
    acts += program.length;
    const difference = await differenceIn(program, samples, 'by hand');
    if (!difference) continue;
    tell({ programs: at + 1, acts, where: difference.where, at: difference.at });
    if (!existsSync(kept)) await keep(kept, difference.act === undefined ? program : program.slice(0, difference.act + 1), samples);
    return;
  }
  tell({ programs: most, acts, where: null, at: null });
}, 3_600_000);

/** The file, or all of a folder. */
function filesOf(kept: string): string[] {
  if (!existsSync(kept)) return [];
  return statSync(kept).isDirectory() ? readdirSync(kept).map((name) => path.join(kept, name)) : [kept];
}

/** Keeps the program that has shown the fault, shrunk. */
async function keep(file: string, program: Program, samples: readonly Sample[]): Promise<void> {
  const short = await shrink(program, async (one) => (await differenceIn(one, samples, 'by hand')) !== undefined, 12);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ program: short, samples }, null, 1)}\n`);
}
