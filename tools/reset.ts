import type { Mode } from './engine/project';
import { reset } from './start/reset';

/** Clears the data of live and rehearsal, or of the one named: `node dist/tools/reset.js [--live | --rehearsal]`. */
async function main(): Promise<void> {
  const all: readonly Mode[] = ['live', 'rehearsal'];
  const named = all.filter((mode) => process.argv.includes(`--${mode}`));
  process.exitCode = await reset(named.length > 0 ? named : all, (line) => console.log(line));
}

void main();
