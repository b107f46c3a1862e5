import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { serverRelease } from '../../tools/topology/temporal-programs';
import { compose, root, text } from './support';

const template = text('deploy/temporal/server.yaml.template');
const environment = compose.services['temporal']?.environment ?? {};

test('the server says in its first line that its configuration is a template', () => {
  expect(template.split('\n')[0]).toBe('# enable-template');
});

test('what the configuration takes from the environment has a default or is given', () => {
  const taken = [...template.matchAll(/env "(\w+)"\)?(?: \| (default))?/g)];
  expect(taken.length).toBeGreaterThan(10);
  expect(taken.filter(([, name, fallback]) => !fallback && environment[name!] === undefined)).toEqual([]);
});

test('filled in it is YAML with the stores and services of a whole server, and everything that is given to it is used', () => {
  const filled = template.replace(/\{\{ .*? \}\}/g, '7233');
  const config = parse(filled) as { persistence: { datastores: object }; services: object };
  expect(Object.keys(config.persistence.datastores)).toEqual(['default', 'visibility']);
  expect(Object.keys(config.services).sort()).toEqual(['frontend', 'history', 'matching', 'worker']);
  const others = ['TEMPORAL_SERVER_CONFIG_FILE_PATH', 'TEMPORAL_ALLOW_NO_AUTH']; // read by the server itself
  for (const name of Object.keys(environment).filter((one) => !others.includes(one))) expect(template).toContain(`env "${name}"`);
});

test('PostgreSQL allows all the connections that processes and Temporal may open', () => {
  const allowed = Number(/max_connections=(\d+)/.exec(compose.services['postgres']?.command?.join(' ') ?? '')?.[1]);
  const temporal = 4 * [...template.matchAll(/maxConns: (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  const poolOfAProcess = 20 + 10; // DATABASE_POOL, and what sessions, notices and a person at the console need
  expect(temporal + 3 * poolOfAProcess).toBeLessThan(allowed);
});

test('server, its tools and the release that `npm run topology` builds are one', () => {
  for (const service of ['temporal', 'temporal-schema', 'temporal-namespace'])
    expect(compose.services[service]?.image).toMatch(new RegExp(`:${serverRelease}$`));
});

test.each(['schema', 'namespace'])('the script can be read by a plain shell, knows %s, and is what Compose runs', (step) => {
  execFileSync('sh', ['-n', join(root, 'deploy/temporal/setup.sh')]);
  expect(text('deploy/temporal/setup.sh')).toContain(`  ${step}) ${step} ;;`);
  expect(compose.services[`temporal-${step}`]?.entrypoint).toEqual(['/bin/sh', '/deploy/temporal/setup.sh', step]);
});

test('what the scripts need is given to them', () => {
  const script = text('deploy/temporal/setup.sh');
  const needed = (step: string): string[] =>
    [...new RegExp(`^${step}\\(\\) \\{\\n  : (.*)$`, 'm').exec(script)![1]!.matchAll(/\$\{(\w+):\?\}/g)].map(([, name]) => name!);
  for (const step of ['schema', 'namespace'])
    expect(Object.keys(compose.services[`temporal-${step}`]?.environment ?? {})).toEqual(expect.arrayContaining(needed(step)));
  const asked = [...text('deploy/postgres/roles.sql').matchAll(/^\\getenv \w+ (\w+)$/gm)].map(([, name]) => name!);
  expect(asked.length).toBe(2);
  expect(Object.keys(compose.services['roles']?.environment ?? {})).toEqual(expect.arrayContaining(asked));
});
