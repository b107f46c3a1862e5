import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import Ajv from 'ajv/dist/2020';
import { compose } from './support';

/** The module in which the Compose project publishes its schema. Nothing is compiled; the module is downloaded once and stays in Go's cache. */
const schemaModule = 'github.com/compose-spec/compose-go/v2@v2.16.2';

const schema = composeSchema();
if (!schema) console.warn('docker-compose.yml was not compared with the Compose schema: that needs Go, and once a way to its modules');

test('in CI the schema is there', () => {
  expect(schema !== undefined || !process.env['CI']).toBe(true);
});

test("docker-compose.yml is valid by the Compose project's own schema, where that is there", () => {
  expect(faultsIn(compose)).toEqual([]);
});

test.each([
  ['a key that Compose does not know', { api: { image: 'frist:1', restarts: 'always' } }],
  ['a condition that Compose does not know', { api: { depends_on: { postgres: { condition: 'service_ready' } } } }],
])('and that schema would refuse %s', (_what, wrong) => {
  expect(faultsIn({ services: wrong }).length > 0).toBe(schema !== undefined);
});

function faultsIn(file: unknown): unknown[] {
  if (!schema) return [];
  // Formats like `ports` are Compose's own; strict mode is about how a schema is written.
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  return validate(file) ? [] : (validate.errors ?? []);
}

/** Undefined on a machine without Go, or without the module and a way to it. */
function composeSchema(): object | undefined {
  try {
    const answer = execFileSync('go', ['mod', 'download', '-json', schemaModule], {
      cwd: tmpdir(),
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { Dir } = JSON.parse(answer) as { Dir: string };
    return JSON.parse(readFileSync(join(Dir, 'schema', 'compose-spec.json'), 'utf8')) as object;
  } catch {
    return undefined;
  }
}
