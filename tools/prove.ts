import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { projectRoot } from './engine/project';

const root = projectRoot();
const folder = path.join(root, 'tests', 'prove');
const parts = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => name.replace('.test.ts', ''))
  .sort();

/** `npm run prove -- <part>|all [--small] [--seed N]`: breaks the promises of the base, or tries to. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { small: { type: 'boolean', default: false }, seed: { type: 'string', default: String(randomInt(1, 1_000_000)) } },
  });
  const [part] = positionals;
  const seed = Number(values.seed);
  if (!part || (part !== 'all' && !parts.includes(part)) || !Number.isInteger(seed)) {
    process.stderr.write(`usage: npm run prove -- <part>|all [--small] [--seed N]\nparts: ${parts.join(', ')}\n`);
    return 2;
  }
  process.stderr.write(`seed ${seed}\n`);
  const scratch = mkdtempSync(path.join(tmpdir(), 'frist-prove-'));
  const reportFile = path.join(scratch, 'report.ndjson');
  const code = await jest(
    (part === 'all' ? parts : [part]).map((one) => path.join('tests', 'prove', `${one}.test.ts`)),
    { FRIST_PROVE: values.small ? 'small' : 'large', FRIST_PROVE_SEED: String(seed), FRIST_PROVE_REPORT: reportFile },
  );
  if (existsSync(reportFile)) print(readFileSync(reportFile, 'utf8'));
  rmSync(scratch, { recursive: true });
  process.stdout.write(`seed ${seed}\n`);
  return code;
}

/** One part after another, in one process at a time: what is measured shares the machine with nothing of ours. */
async function jest(files: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--runInBand', '--runTestsByPath', ...files],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    },
  );
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

function print(lines: string): void {
  for (const line of lines.trim().split('\n')) {
    const { part, figures } = JSON.parse(line) as { part: string; figures: Record<string, string | number> };
    process.stdout.write(
      `\n${part}\n${Object.entries(figures)
        .map(([what, value]) => `  ${what}: ${value}\n`)
        .join('')}`,
    );
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
