import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadavg } from 'node:os';
import { access } from './access';
import { board } from './board';
import { bulkUses } from './bulk-uses';
import { dueInADay } from './due-in-a-day';
import { dbos } from './dbos';
import { events } from './events';
import { handIns } from './hand-ins';
import { lookups } from './lookups';
import { overview } from './overview';
import { rehearsal } from './rehearsal';
import { machine, markdown, type Report, type RunOptions } from './report';
import { saves } from './saves';
import { Scope } from './scope';
import { startUp } from './start-up';
import { whatIf } from './what-if';
import { verdictToLetter } from './verdict-to-letter';

type Measurement = (scope: Scope, options: RunOptions) => Promise<Report>;

const measurements: Readonly<Record<string, Measurement>> = {
  'start-up': startUp,
  'hand-ins': handIns,
  'verdict-to-letter': verdictToLetter,
  dbos,
  uses: bulkUses,
  access,
  board,
  'due-in-a-day': dueInADay,
  'what-if': whatIf,
  saves,
  overview,
  lookups,
  events,
  rehearsal,
};

const usage = `usage: npm run bench -- [--small] [--count=<number>] [--profile=<folder>] [${Object.keys(measurements).join('] [')}]`;

let scope = new Scope();

/** Measures what is named, or everything; prints Markdown to standard output and how far it is to standard error. */
async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const named = given.filter((one) => !one.startsWith('--'));
  const option = (name: string): string | undefined => given.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
  const [profile, count] = [option('profile'), option('count')];
  if (named.some((one) => !(one in measurements)) || (count && !/^[1-9]\d*$/.test(count))) throw new Error(usage);
  const began = performance.now();
  const say = (line: string): void =>
    void process.stderr.write(`${`${((performance.now() - began) / 1_000).toFixed(0)} s`.padStart(6)}  ${line}\n`);
  const options: RunOptions = {
    small: given.includes('--small'),
    count: count ? Number(count) : undefined,
    profileFolder: profile && resolve(profile),
    say,
  };
  if (options.profileFolder) mkdirSync(options.profileFolder, { recursive: true });

  console.log(markdown({ title: 'Where and when', tables: [await machine()], notes: [] }));
  const failed: string[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (named.length > 0 && !named.includes(name)) continue;
    say(`${name} (load ${loadavg()[0]?.toFixed(2)})`);
    try {
      console.log(`\n${markdown(await measure(scope, options))}`);
    } catch (error) {
      failed.push(name); // the others are measured all the same
      say(`${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    } finally {
      await scope.close();
      scope = new Scope();
    }
  }
  if (failed.length > 0) throw new Error(`not measured: ${failed.join(', ')}`);
  say('done');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void scope.close().then(() => process.exit(130)));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
