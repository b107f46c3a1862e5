import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { person } from '../../../db/core/people';
import { letGoOfRegister, nextLetGoOfRegister } from '../../../db/register/retention';
import { registerRuleDefinitions } from '../../../domain/register/rules';
import { plusMs, type Instant } from '../../../domain/core/calendar';
import { openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type ParticipationOut, type RegisterCast } from '../../support/register-people';

const days = registerRuleDefinitions.retentionDays.initial;
const daysOn = (from: string, count: number): Instant => plusMs(from as Instant, count * 86_400_000);

let api: OpenApi;
let cast: RegisterCast;
beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
  // Those of the demo were discharged at other times.
  await api.database.db.raw(`update participation set discharged_at = '2040-01-01' where discharged_at is not null`);
});
afterAll(() => api.close());

const erased = async ({ person: { id } }: ParticipationOut): Promise<boolean> => (await person(api.database.db, id))!.erasedAt !== null;

test('who was discharged ten years ago is known by name no more, not the day before; what was registered stays as numbers', async () => {
  const { db } = api.database;
  const [gone, running, came] = [await cast.complete('discharged'), await cast.complete('ended'), await cast.complete('discharged')];
  const back = { startOn: '2026-02-25', financing: 'other', projectId: await cast.project() };
  expect((await cast.ask('municipality-user', 'POST', `/register/participations/${came.id}/return`, back)).status).toBe(201);
  const at = gone.dischargedAt!;
  const first = await nextLetGoOfRegister(db, { ...days, downloads: 1_000_000 });
  expect(first).toBe(daysOn(at, days.participants));

  await letGoOfRegister(db, daysOn(at, days.participants), days);
  expect(await erased(gone)).toBe(false);
  const told = await letGoOfRegister(db, plusMs(daysOn(at, days.participants), 1), days);
  expect(told['participants']).toBe(1);
  expect([await erased(gone), await erased(running), await erased(came)]).toEqual([true, false, false]);

  const [row] = await rows<Record<string, unknown>>(db.raw('select * from participation where id = ?', [gone.id]));
  expect(row).toMatchObject({ education: 'primary', main_reason: 'completed', over: true });
  expect(await rows(db.raw('select from national_id where person_id = ?', [gone.person.id]))).toEqual([]);
  expect(await rows(db.raw('select from person_key where person_id = ?', [gone.person.id]))).toEqual([]);
  // Once is enough.
  expect((await letGoOfRegister(db, daysOn(at, 2 * days.participants), days))['participants']).toBe(0);
  const { body } = await cast.ask('municipality-user', 'GET', `/register/participations/${gone.id}`);
  expect(body.person.name).toBeNull();
});

test('which files were fetched, and why, is kept as long as the rule says', async () => {
  const { db } = api.database;
  await cast.ask('municipality-user', 'POST', '/register/downloads', { format: 'csv', reason: 'Innsyn' });
  const [row] = await rows<{ at: Instant }>(db.raw('select created_at as at from register_download'));
  const count = async (): Promise<number> => (await rows(db.raw('select from register_download'))).length;
  expect((await letGoOfRegister(db, daysOn(row!.at, days.downloads), days))['downloads']).toBe(0);
  expect(await count()).toBe(1);
  await letGoOfRegister(db, plusMs(daysOn(row!.at, days.downloads), 1_000), days);
  expect(await count()).toBe(0);
});
