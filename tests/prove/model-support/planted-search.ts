import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chance, type Chance } from '../support/chance';
import type { Difference } from './difference';

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

/** How programs of one system are made, compared and shortened. */
export type Trial<Program> = Readonly<{
  make(by: Chance): Program;
  acts(program: Program): number;
  differenceIn(program: Program): Promise<Difference | undefined>;
  /** A shorter one that shows it still. */
  shorten(program: Program, difference: Difference): Promise<Program>;
}>;

/** Looks for the fault that is planted in this run, program by program; without worker and Temporal, for it lies in the rules. */
export async function searchFor<Program>(trial: Trial<Program>): Promise<void> {
  const { seed, most, keptFirst, kept, into } = JSON.parse(process.env['FRIST_PLANTED_SEARCH']!) as Search;
  const tell = (found: Found): void => writeFileSync(into, JSON.stringify(found));
  let acts = 0;
  for (const file of keptFirst ? filesOf(kept) : []) {
    const program = JSON.parse(readFileSync(file, 'utf8')) as Program;
    const difference = await trial.differenceIn(program);
    acts += trial.acts(program);
    if (difference) return tell({ programs: 0, acts, where: difference.where, at: difference.at });
  }
  for (let at = 0; at < most; at += 1) {
    const program = trial.make(chance(seed).fork(at));
    acts += trial.acts(program);
    const difference = await trial.differenceIn(program);
    if (!difference) continue;
    tell({ programs: at + 1, acts, where: difference.where, at: difference.at });
    if (existsSync(kept)) return;
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(kept, `${JSON.stringify(await trial.shorten(program, difference), null, 1)}\n`);
    return;
  }
  tell({ programs: most, acts, where: null, at: null });
}

/** The file, or all of a folder. */
function filesOf(kept: string): string[] {
  if (!existsSync(kept)) return [];
  return statSync(kept).isDirectory() ? readdirSync(kept).map((name) => path.join(kept, name)) : [kept];
}
