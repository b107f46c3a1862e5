import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const silent = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** What the compiler leaves undone: the pages' assets, the fonts of documents, and the stories bundled once so that a worker need not. */
async function main(): Promise<void> {
  const dist = path.resolve(__dirname, '..');
  cpSync(path.join(dist, '../web/core/assets'), path.join(dist, 'web/core/assets'), { recursive: true });
  cpSync(path.join(dist, '../letters/certification/fonts'), path.join(dist, 'letters/certification/fonts'), { recursive: true });
  const { code } = await bundleWorkflowCode({ workflowsPath: path.join(dist, 'workflows/index.js'), logger: silent });
  writeFileSync(path.join(dist, 'stories-bundle.js'), code);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
