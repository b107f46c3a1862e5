import { expect, test } from '@jest/globals';
import { setRule } from '../../api/core/rule-commands';
import { readBatch } from '../../db/core/batches';
import { overdueCases } from '../../db/core/cases';
import { clock } from '../../db/core/clock';
import { wakesWait } from '../../db/core/outbox';
import { rows } from '../../db/core/columns';
import { installation } from '../../db/core/installation';
import { beginning, liveARound } from '../support/round-story';
import { as, somebody } from '../support/people';
import { halfSilentRegister, liveInTheRegister, registerStories } from '../support/register-story';
import { Stage } from '../support/stage';
import { loadHistories, saveHistories, type Recorded } from './histories';

/** A wake that comes late begins a story once more, which reads that its case is over: the run that lived is the long one. */
async function longestRun(stage: Stage, workflowId: string): Promise<Recorded['history']> {
  const runs: Recorded['history'][] = [];
  for await (const run of stage.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    runs.push(await stage.temporal.workflow.getHandle(workflowId, run.runId).fetchHistory());
  return runs.sort((a, b) => (b.events?.length ?? 0) - (a.events?.length ?? 0))[0]!;
}

/** Lets time pass only once everything due is done: a wake that meets a story at its end has it do its last task again, unrecorded. */
function restingOf(stage: Stage): (instant: string) => Promise<void> {
  const atRest = async (): Promise<boolean> =>
    (await overdueCases(stage.db, await clock(stage.db), 1)).length === 0 && !(await wakesWait(stage.db));
  return async (instant) => {
    await stage.until('all is at rest', atRest);
    await stage.passTo(instant);
  };
}

/** What Temporal recorded of stories, each with a name. */
async function recordedOf(stage: Stage, stories: readonly Readonly<{ story: string; name: string }>[]): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for (const { story, name } of stories) recorded.push({ name, workflowId: story, history: await longestRun(stage, story) });
  return recorded;
}

// Not part of the usual run: `npm run record` lives a round and keeps what Temporal recorded of it.
test('a round and a municipality are lived and their histories are kept', async () => {
  const stage = await Stage.open({ now: beginning });
  await liveARound({ db: stage.db, passTo: restingOf(stage) });
  const agency = await as(stage.db, await somebody(stage.db, 'aksel@styrelsen.example', 'agency'));
  const { batch } = await setRule(agency, 'jar.idleYears', { value: 3, reason: 'recorded' });
  await stage.until('the batch is worked', async () => (await readBatch(stage.db, batch!.batchId))?.finishedAt !== null);
  const cases = await rows<{ story: string; name: string }>(
    stage.db.raw(
      `select 'enrolment/' || e.id as story, 'enrolment-' || split_part(p.email, '@', 1) as name from enrolment e join person p on p.id = e.person_id
       union all select 'certificate-lifetime/' || id, 'certificate-lifetime' from certificate union all select 'round/' || id, 'round-' || number from round where published_at is not null`,
    ),
  );
  const { installationId } = await installation(stage.db);
  const stories = [
    ...cases,
    { story: `post-office/${installationId}`, name: 'post-office' },
    { story: `nightly/${installationId}`, name: 'nightly' },
    { story: `batch/${batch!.batchId}`, name: 'batch' },
  ];
  const recorded = await recordedOf(stage, stories);
  await stage.close();

  const municipality = await Stage.open({ now: beginning, register: halfSilentRegister });
  await liveInTheRegister({ db: municipality.db, passTo: restingOf(municipality) });
  recorded.push(...(await recordedOf(municipality, await registerStories(municipality))));
  await municipality.close();
  saveHistories(recorded);
  expect(loadHistories()).toHaveLength(recorded.length);
}, 300_000);
