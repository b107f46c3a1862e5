import { readFileSync } from 'node:fs';
import { checkEvidence } from './evidence/check';

/** `npm run evidence -- file.json`: says of each receipt whether it was in time, worked out anew. Exits 1 when the file says otherwise, 2 when it is none. */
function main(path: string | undefined): number {
  if (!path) throw new Error('Name a file: npm run evidence -- file.json');
  const { findings, disagreements } = checkEvidence(JSON.parse(readFileSync(path, 'utf8')) as unknown);
  for (const { receiptNumber, inTime, byMs } of findings)
    console.log(`${receiptNumber}: ${inTime ? 'in time' : 'late'} by ${(Math.abs(byMs) / 1_000).toFixed(3)} s`);
  if (findings.length === 0) console.log('Nothing was received.');
  for (const one of disagreements) console.log(`DISAGREES: ${one}`);
  console.log(disagreements.length === 0 ? 'The file agrees with what was worked out.' : `${disagreements.length} disagreements.`);
  return disagreements.length === 0 ? 0 : 1;
}

try {
  process.exitCode = main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
