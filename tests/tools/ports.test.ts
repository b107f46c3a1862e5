import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepts, freePort, isFree, pickPort } from '../../tools/engine/ports';
import { choosePorts } from '../../tools/start/choose-ports';

let server: Server;
let busy: number;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  busy = (server.address() as AddressInfo).port;
});

afterAll(() => void server.close());

test('a busy port is seen as busy', async () => {
  expect(await isFree(busy)).toBe(false);
  expect(await accepts(busy)).toBe(true);
});

test('a free port is taken as wished', async () => {
  const free = await freePort();
  expect(await accepts(free)).toBe(false);
  expect(await pickPort([free])).toBe(free);
});

test('a busy port picks another one near it', async () => {
  const picked = await pickPort([busy]);
  expect(picked).toBeGreaterThan(busy);
  expect(picked).toBeLessThanOrEqual(busy + 20);
});

test('a port that was given away already is not given again', async () => {
  const free = await freePort();
  expect(await pickPort([free], new Set([free]))).not.toBe(free);
});

test('remembered ports are reused, busy ones are not, and no two are the same', async () => {
  const postgres = await freePort();
  const ports = await choosePorts({ postgres, temporal: busy }, { asked: undefined, usual: busy });
  expect(ports.postgres).toBe(postgres);
  expect(ports.temporal).not.toBe(busy);
  expect(ports.web).not.toBe(busy);
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
});

test('the port asked for goes before the remembered one, and that before the usual one', async () => {
  const [asked, remembered, usual] = [await freePort(), await freePort(), await freePort()];
  expect((await choosePorts({ web: remembered }, { asked, usual })).web).toBe(asked);
  expect((await choosePorts({ web: remembered }, { asked: undefined, usual })).web).toBe(remembered);
  expect((await choosePorts({}, { asked: undefined, usual })).web).toBe(usual);
});
