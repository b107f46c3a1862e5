import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { myTasks } from '../../api/core/task-queries';
import { approveReport, submitReport } from '../../api/register/report-commands';
import { createParticipation, saveEntry, saveFields } from '../../api/register/participation-commands';
import { addProject } from '../../api/register/project-commands';
import { clock } from '../../db/core/clock';
import { letterList } from '../../db/core/letters';
import { timelineOf } from '../../db/core/timeline';
import { readReportFile, reportsAbout } from '../../db/register/yearly-reports';
import { womanNumber } from '../support/norwegian-numbers';
import { as, somebody } from '../support/people';
import { filledFields } from '../support/register-cases';
import { allowSynthetic } from '../support/register-people';
import { Stage } from '../support/stage';
import { syntheticRegister } from '../support/synthetic-register';

let stage: Stage;
let oslo: string;
let bergen: string;
let directorate: string;
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-11-20T09:00:00.000Z', register: syntheticRegister });
  const { db } = stage;
  oslo = await somebody(db, 'marit@oslo.example', 'municipality_admin', '0301');
  bergen = await somebody(db, 'bjorn@bergen.example', 'municipality_admin', '4601');
  directorate = await somebody(db, 'dag@imdi.example', 'directorate', 'imdi');
  await allowSynthetic(db, 'on', directorate);
});
afterAll(() => stage.close());

const by = (personId: string) => as(stage.db, personId);
const tasksOf = async (personId: string): Promise<string[]> =>
  (await myTasks(await by(personId)))
    .map(({ what, data }) => (typeof data['municipality'] === 'string' ? `${what} ${data['municipality']}` : what))
    .filter((what) => what.startsWith('report'));
const reportOf = async (municipality: string, year = 2026) => {
  for (const { reportId } of await reportsAbout(stage.db, year)) {
    const file = (await readReportFile(stage.db, reportId, await clock(stage.db)))!;
    if (file.municipality.code === municipality) return file;
  }
  return undefined;
};
const letters = async (caseId: string): Promise<string[]> =>
  (await letterList(stage.db, { caseId }, 20)).map(({ occasion }) => occasion).reverse();

let births = 0;
async function register(admin: string, municipality: string): Promise<void> {
  births += 1;
  const { projectId } = (
    await addProject(await by(admin), { municipality, name: `P${births}`, startsOn: '2020-01-01', offersProgramme: true })
  ).project;
  const wanted = { nationalId: womanNumber(births, 5, 85, 5), startOn: '2026-11-01', municipality, financing: 'jobbsjansen_grant' };
  const { participationId } = (await createParticipation(await by(admin), wanted)).participation;
  await saveFields(await by(admin), participationId, 1, { ...filledFields, projectId });
  await saveEntry(await by(admin), participationId, { kind: 'activity', type: 'norwegian', fromOn: '2026-11-05', hoursPerWeek: 20 });
}

test('the reports open on 1 January, remind at nine, and one that nobody submits is overdue on the list of the directorate', async () => {
  await register(oslo, '0301');
  await register(bergen, '4601');
  await stage.passTo('2026-12-31T23:59:59.999+01:00');
  expect(await reportsAbout(stage.db, 2026)).toEqual([]);
  await stage.passTo('2027-01-01T00:00:00+01:00');
  expect(await reportOf('0301')).toMatchObject({ report: { state: 'open', dueOn: '2027-02-28', openedAt: '2026-12-31T23:00:00.000Z' } });
  const [ofOslo, ofBergen] = [(await reportOf('0301'))!.report.reportId, (await reportOf('4601'))!.report.reportId];

  await stage.passTo('2027-02-14T08:59:59.999+01:00');
  expect(await letters(ofOslo)).toEqual([]);
  await stage.passTo('2027-02-14T09:00:00+01:00');
  expect([await letters(ofOslo), await tasksOf(oslo), await tasksOf(bergen)]).toEqual([
    ['reminder-14d:2027-02-28'],
    ['report_due'],
    ['report_due'],
  ]);

  // Submitted, nobody is reminded of it any more; the other goes on.
  await submitReport(await by(bergen), 2026);
  expect([await tasksOf(bergen), await tasksOf(directorate)]).toEqual([[], ['report_submitted 4601']]);
  await stage.passTo('2027-02-28T23:59:59.999+01:00');
  expect([await letters(ofOslo), await letters(ofBergen)]).toEqual([
    ['reminder-14d:2027-02-28', 'reminder-3d:2027-02-28', 'reminder-1d:2027-02-28'],
    ['reminder-14d:2027-02-28'],
  ]);
  expect(await tasksOf(directorate)).toEqual(['report_submitted 4601']);
  await stage.passTo('2027-03-01T00:00:00+01:00');
  expect((await tasksOf(directorate)).sort()).toEqual(['report_overdue 0301', 'report_submitted 4601']);

  await submitReport(await by(oslo), 2026);
  await approveReport(await by(directorate), 2026, '0301');
  expect([await tasksOf(oslo), await tasksOf(directorate)]).toEqual([[], ['report_submitted 4601']]);
  expect((await reportOf('0301'))!.over).toBe(true);
  expect((await timelineOf(stage.db, { caseId: ofOslo })).map(({ what }) => what).filter((what) => what.startsWith('report'))).toEqual([
    'reportOpened',
    'reportReminded',
    'reportReminded',
    'reportReminded',
    'reportOverdue',
    'reportSubmitted',
    'reportApproved',
  ]);
});

test('a year later the next ones open, for who still has participants', async () => {
  await stage.passTo('2028-01-01T00:00:00+01:00');
  expect((await reportsAbout(stage.db, 2027)).map(({ state, dueOn }) => [state, dueOn])).toEqual([
    ['open', '2028-02-28'],
    ['open', '2028-02-28'],
  ]);
  expect(await reportsAbout(stage.db, 2026)).toHaveLength(2);
});
