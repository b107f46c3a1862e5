import { appendFileSync } from 'node:fs';
import { large, seed } from './scale';

/** What a proof tells: words and figures, a line each. */
export type Figures = Readonly<Record<string, string | number>>;

/** Prints what a part of the proof did, with its seed; `npm run prove` gathers the lines of all parts. */
export function report(part: string, figures: Figures): void {
  const line = Object.entries({ seed, size: large ? 'large' : 'small', ...figures })
    .map(([what, value]) => `${what} ${value}`)
    .join(' · ');
  process.stderr.write(`prove ${part}: ${line}\n`);
  const file = process.env['FRIST_PROVE_REPORT'];
  if (file) appendFileSync(file, `${JSON.stringify({ part, figures })}\n`);
}
