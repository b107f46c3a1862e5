import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPostgres } from '../../tools/engine/postgres';
import { beginning, factsOf, liveARound } from '../support/round-story';
import { Stage } from '../support/stage';

const quiet = (): void => undefined;
let folder: string;
let expected: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'frist-killed-'));
  chmodSync(folder, 0o711);
  const stage = await Stage.open({ now: beginning });
  await liveARound(stage);
  expected = await factsOf(stage.db);
  await stage.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('PostgreSQL is killed in mid-run and comes back: nothing that was acknowledged is lost, and the round comes to the same end', async () => {
  const options = { dataDir: path.join(folder, 'postgres'), log: quiet };
  let postgres = await startPostgres(options);
  const stage = await Stage.open({ now: beginning, server: postgres.ownerUrl });
  let parts = 0;
  const passTo = async (instant: string): Promise<void> => {
    parts += 1;
    if (parts !== 3 && parts !== 6) return void (await stage.passTo(instant));
    const lived = stage.activities.length;
    const passing = stage.passTo(instant);
    await stage.until('stories are under way', async () => Promise.resolve(stage.activities.length > lived + 5));
    postgres.kill();
    await postgres.exited;
    postgres = await startPostgres({ ...options, port: postgres.port, portIsFixed: true });
    await passing;
  };
  await liveARound({ db: stage.db, passTo });
  expect(await factsOf(stage.db)).toEqual(expected);
  await stage.close();
  await postgres.stop();
  // A letter that was claimed when the server was killed is nobody else's for three minutes.
}, 400_000);
