import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { startPostgres } from '../../tools/engine/postgres';
import { findPostgres } from '../../tools/engine/postgres-binaries';
import { temporaryFolder } from './support';

const settings = { fsync: 'off' };
const log = (): void => undefined;

test('a cluster of our own keeps what was committed when its server is killed, and picks another port when the wished one is busy', async () => {
  const dataDir = temporaryFolder();
  const first = await startPostgres({ dataDir, log, settings });
  await query(first.ownerUrl, 'create table kept as select 42 as answer');
  expect(statSync(join(dataDir, 'owner-password')).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir).sort()).toEqual(expect.arrayContaining(['cluster', 'owner-password']));
  first.kill();
  expect(await first.exited).toBe('ended by SIGKILL');

  const busy = createServer();
  await new Promise<void>((resolve) => busy.listen(first.port, '127.0.0.1', resolve));
  const second = await startPostgres({ dataDir, port: (busy.address() as AddressInfo).port, log, settings });
  busy.close();
  expect(second.port).not.toBe(first.port);
  expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
  expect(await second.exited).toBe('ended with code 0');
}, 60_000);

test('its log holds no error of a statement, for it would repeat what people typed', async () => {
  const dataDir = temporaryFolder();
  const logFile = join(dataDir, '..', `${basename(dataDir)}.log`);
  const engine = await startPostgres({ dataDir, log, logFile, settings });
  await query(engine.ownerUrl, 'create table person (email text unique); insert into person values ($$anna@firma.example$$)');
  for (const sql of ['insert into person values ($$anna@firma.example$$)', "select 'anna@firma.example'::uuid"])
    await expect(query(engine.ownerUrl, sql)).rejects.toThrow(/duplicate key|invalid input syntax/);
  await engine.stop();
  const written = readFileSync(logFile, 'utf8');
  rmSync(logFile);
  expect(written).toContain('database system is ready to accept connections');
  expect(written).not.toContain('anna@firma.example');
}, 60_000);

test('programs are looked for where one says, and nowhere else then', () => {
  expect(() => findPostgres(undefined, '/nowhere')).toThrow('FRIST_POSTGRES_BIN=/nowhere holds no PostgreSQL 15 or newer');
});

test('only programs of the version that made a cluster can open it', () => {
  expect(() => findPostgres(9, '/nowhere')).toThrow('PostgreSQL 9 (the data folder was made by it)');
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // its server is killed meanwhile
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
