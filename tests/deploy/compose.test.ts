import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { composeVariables, readComposeFile } from '../../tools/topology/compose-file';
import { compose, exampleVariables, lasting, once, root, secrets, services, text } from './support';

test('every service either stays or does its work once', () => {
  expect(lasting.length + once.length).toBe(services.length);
  expect(once.map(([name]) => name).sort()).toEqual(['migrate', 'roles', 'temporal-namespace', 'temporal-schema']);
});

test.each(services)('%s runs an image of one exact version', (_name, { image }) => {
  expect(image).toMatch(/^[a-z/-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
});

test.each(services)('%s is not root, cannot become it, and cannot write its own file system', (_name, service) => {
  expect(service.user).toMatch(/^(node|[1-9]\d*:[1-9]\d*)$/);
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
});

test.each(lasting)('%s says whether it is well', (_name, { healthcheck }) => {
  expect(healthcheck?.test[0]).toBe('CMD');
});

test.each(services)('what %s waits for can come', (_name, { depends_on = {} }) => {
  const comes = ([other, { condition }]: [string, { condition: string }]): boolean => {
    const { healthcheck, restart } = compose.services[other]!;
    return condition === 'service_healthy' ? healthcheck !== undefined : condition === 'service_completed_successfully' && restart === 'no';
  };
  expect(Object.entries(depends_on).filter((one) => !comes(one))).toEqual([]);
});

test.each(services)('what %s mounts of ours is there, and only to read', (_name, { volumes = [] }) => {
  for (const [from, , mode] of volumes.filter((one) => one.startsWith('.')).map((one) => one.split(':'))) {
    expect(existsSync(join(root, from!))).toBe(true);
    expect(mode).toBe('ro');
  }
});

test.each(services)('what %s runs of a mounted folder is there', (_name, { entrypoint = [], environment = {} }) => {
  const mounted = [...entrypoint, ...Object.values(environment)].flatMap((word) => /(?:^|=)\/(deploy\/\S+)$/.exec(word)?.[1] ?? []);
  expect(mounted.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('only pages, Temporal UI and Mailpit are published, and only on this machine', () => {
  const published = services.filter(([, { ports }]) => ports?.length).map(([name]) => name);
  expect(published.sort()).toEqual(['api', 'mailpit', 'temporal-ui']);
  for (const [, { ports = [] }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('PostgreSQL and Temporal are on networks without a way in or out, and the API does not reach Temporal', () => {
  const internal = Object.keys(compose.networks).filter((name) => compose.networks[name]?.internal);
  expect(internal.sort()).toEqual(['data', 'temporal']);
  for (const name of ['postgres', 'roles', 'migrate', 'temporal', 'temporal-schema', 'temporal-namespace'])
    expect(compose.services[name]?.networks?.filter((network) => !internal.includes(network))).toEqual([]);
  expect(compose.services['api']?.networks).not.toContain('temporal');
});

test('there are two workers', () => {
  expect(compose.services['worker']?.deploy?.replicas).toBe(2);
});

test('no secret has a default', () => {
  const needed = [...composeVariables(root)].filter(([, kind]) => kind === 'needed').map(([name]) => name);
  expect(needed.sort()).toEqual(Object.keys(secrets).sort());
});

test.each(Object.keys(secrets))('nothing starts without %s', (name) => {
  expect(() => readComposeFile(root, { ...secrets, [name]: undefined })).toThrow(`${name} must be given`);
});

test('deploy/.env.example names exactly the variables of docker-compose.yml', () => {
  expect(Object.keys(exampleVariables('deploy/.env.example')).sort()).toEqual([...composeVariables(root).keys()].sort());
});

test('the release in docker-compose.yml is the one in package.json', () => {
  const { version } = JSON.parse(text('package.json')) as { version: string };
  expect(compose.services['api']?.image).toBe(`frist:${version}`);
});
