import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../api/core/context';
import { myTasks } from '../../api/core/task-queries';
import {
  createParticipation,
  dischargeParticipation,
  endParticipation,
  reopenParticipation,
  saveEntry,
  saveFields,
} from '../../api/register/participation-commands';
import { addProject } from '../../api/register/project-commands';
import { clock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { timelineOf } from '../../db/core/timeline';
import { readParticipationFile } from '../../db/register/participations';
import { womanNumber } from '../support/norwegian-numbers';
import { as, somebody } from '../support/people';
import { endingFields, filledFields } from '../support/register-cases';
import { allowSynthetic } from '../support/register-people';
import { Stage } from '../support/stage';
import { syntheticRegister } from '../support/synthetic-register';

let stage: Stage;
let admin: string;
let user: string;
let elsewhere: string;
let projectId: string;
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-01-15T09:00:00.000Z', register: syntheticRegister });
  const { db } = stage;
  admin = await somebody(db, 'marit@oslo.example', 'municipality_admin', '0301');
  user = await somebody(db, 'nina@oslo.example', 'municipality_user', '0301');
  elsewhere = await somebody(db, 'bjorn@bergen.example', 'municipality_user', '4601');
  await allowSynthetic(db, 'on', admin);
  const project = { municipality: '0301', name: 'Jobbsjansen', startsOn: '2020-01-01', offersProgramme: true };
  projectId = (await addProject(await by(admin), project)).project.projectId;
});
afterAll(() => stage.close());

const by = (personId: string): Promise<Context> => as(stage.db, personId);
const tasksOf = async (personId: string, participationId: string): Promise<string[]> =>
  (await myTasks(await by(personId)))
    .filter(({ caseId }) => caseId === participationId)
    .map(({ what, data }) => `${what}${typeof data['months'] === 'number' ? data['months'] : ''}`)
    .sort();
const whatOf = async (participationId: string): Promise<string[]> =>
  (await timelineOf(stage.db, { caseId: participationId })).map(({ what }) => what).filter((what) => !what.startsWith('name'));
const file = async (participationId: string) => (await readParticipationFile(stage.db, participationId, await clock(stage.db)))!;

let births = 0;
async function begin(fields: Record<string, unknown> = {}): Promise<string> {
  births += 1;
  const nationalId = womanNumber(births, 3, 85, 5);
  const wanted = { nationalId, startOn: '2026-01-15', municipality: '0301', financing: 'jobbsjansen_grant' };
  const { participation } = await createParticipation(await by(user), wanted);
  if (Object.keys(fields).length > 0) await saveFields(await by(user), participation.participationId, 1, fields);
  return participation.participationId;
}

test('a participation asks for what is missing, warns of its length, asks for its end and its discharge, and rests once discharged', async () => {
  const bare = await begin();
  const full = await begin({ ...filledFields, projectId });
  const activity = { kind: 'activity', type: 'norwegian', fromOn: '2026-01-20', toOn: '2028-06-30', hoursPerWeek: 20 } as const;
  await saveEntry(await by(user), full, activity);

  await stage.passTo('2026-02-11T23:59:00+01:00');
  expect(await tasksOf(user, bare)).toEqual([]);
  await stage.passTo('2026-02-12T00:00:00+01:00');
  expect([await tasksOf(user, bare), await tasksOf(admin, bare), await tasksOf(elsewhere, bare)]).toEqual([
    ['fields_missing'],
    ['fields_missing'],
    [],
  ]);
  expect(await tasksOf(user, full)).toEqual([]);

  // Filled in, nobody is asked any more.
  await saveFields(await by(user), bare, 1, { ...filledFields, projectId });
  await saveEntry(await by(user), bare, { ...activity, toOn: null });
  expect(await tasksOf(user, bare)).toEqual([]);

  await stage.passTo('2028-01-15T23:59:59.999+01:00');
  expect(await tasksOf(user, full)).toEqual([]);
  await stage.passTo('2028-01-16T00:00:00+01:00');
  expect(await tasksOf(user, full)).toEqual(['programme_length24']);

  await stage.passTo('2028-07-14T00:00:00+02:00');
  expect(await tasksOf(user, full)).toEqual(['end_date_missing', 'programme_length24']);

  // With an end date both are settled; the discharge is asked for four weeks later.
  await endParticipation(await by(user), full, { ...endingFields, endOn: '2028-06-30' });
  expect(await tasksOf(user, full)).toEqual([]);
  await stage.passTo('2028-07-28T00:00:00+02:00');
  expect(await tasksOf(user, full)).toEqual(['discharge_missing']);
  await dischargeParticipation(await by(user), full);
  expect([await tasksOf(user, full), (await file(full)).over]).toEqual([[], true]);

  await stage.passTo('2030-02-01T00:00:00+01:00');
  expect((await whatOf(bare)).filter((what) => what === 'lengthWarned')).toHaveLength(3);
  expect((await whatOf(full)).slice(-5)).toEqual([
    'lengthWarned',
    'endAskedFor',
    'participationEnded',
    'dischargeAskedFor',
    'participationDischarged',
  ]);

  // Reopened, its story goes on.
  await reopenParticipation(await by(user), full, 'Sluttdatoen var feil');
  const { participation } = await file(full);
  await saveFields(await by(user), full, participation.version, { endOn: null });
  await stage.passTo('2030-02-02T00:00:00+01:00');
  expect((await whatOf(full)).at(-1)).toBe('lengthWarned');
  expect((await file(full)).over).toBe(false);
});

test('whoever is registered late is warned once, of the longest length passed', async () => {
  births += 1;
  const { participation } = await createParticipation(await by(user), {
    nationalId: womanNumber(births, 3, 85, 5),
    startOn: '2026-06-01',
    municipality: '0301',
    financing: 'other',
  });
  const id = participation.participationId;
  await stage.until('the story has looked', async () => (await whatOf(id)).includes('lengthWarned'));
  expect(await tasksOf(user, id)).toEqual(['programme_length36']);
  const settled = await rows<{ how: string }>(stage.db.raw(`select how from settled where case_id = ? order by occasion`, [id]));
  expect(settled.map(({ how }) => how)).toEqual(['passed_over', 'done']);
});
