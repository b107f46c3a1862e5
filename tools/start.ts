import { run } from './start/run';

/** Starts everything the product needs on this machine and keeps it running: `node dist/tools/start.js [--rehearsal]`. */
async function main(): Promise<void> {
  process.stdout.on('error', () => undefined); // a closed terminal or pipe must not keep us from stopping in order
  const mode = process.argv.includes('--rehearsal') ? 'rehearsal' : 'live';
  process.exit(await run({ mode, print: (line) => console.log(line) }));
}

void main();
