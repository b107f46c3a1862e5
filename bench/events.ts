import type { Client } from '@temporalio/client';
import type { Instant } from '../domain/core/calendar';
import { storyId, type StoryId } from '../domain/core/stories';
import { rows } from '../db/core/columns';
import { clock } from '../db/core/clock';
import { until } from '../tools/engine/wait';
import { livedThrough } from './advance';
import { dayBefore, daysFrom } from './cases';
import { issue } from './certificates';
import { eventsOf } from './histories';
import { employ, participants } from './people';
import { count, type Report, type RunOptions, type Table } from './report';
import { beforeTheRound, liveARound } from './round-life';
import { Scope } from './scope';
import { startSystem, type System } from './system';
import { listSize, reportUses } from './uses';

const lists = 10;
/** Ten lists make two years. */
const daysAList = 73;
/** Issued this long ago the certificate is valid, not yet warned about, and the day it would first be warned lies ahead. */
const issuedDaysAgo = 600;

/** How many events Temporal keeps of the life of an enrolment, and of a certificate without and with ten thousand uses. */
export async function events(scope: Scope, { small, say }: RunOptions): Promise<Report> {
  const size = small ? 20 : listSize;
  const table: Table = { head: ['story', 'clock', 'runs', 'events'], rows: [] };
  const rehearsed = new Scope();
  scope.add(() => rehearsed.close());
  const [idle, used] = await inRehearsal(rehearsed, size, table, say);
  await rehearsed.close();
  say('events: two years of real timers, skipped by the server');
  const [idleLive, usedLive] = await withTimers(scope, size, table);
  return {
    title: 'Temporal events',
    tables: [table],
    notes: [
      `${count(lists * size)} uses cost ${used - idle} more events than none in rehearsal, ${usedLive - idleLive} with real timers.`,
      `In rehearsal the advance wakes stories by a signal; live they sleep on timers. With real timers the server skips the time of the two stories; the events of the skipping itself are not counted.`,
      `With real timers the uses are reported while the story sleeps: it wakes once at the day that was first, finds it moved, and sleeps on.`,
    ],
  };
}

type Pair = readonly [idle: number, used: number];

async function inRehearsal(scope: Scope, size: number, table: Table, say: (line: string) => void): Promise<Pair> {
  const system = await startSystem(scope, { rehearseFrom: beforeTheRound });
  const life = await liveARound(system);
  const [agency, region] = [await employ(system, 'agency'), await employ(system, 'region')];
  say('events: a round is lived through');
  const [idle, used] = [life.passed.certificate!, life.passedToo.certificate!];
  for (let list = 0; list < lists; list += 1) {
    const from = await clock(system.db);
    await livedThrough(system, agency, { days: daysAList });
    await reportUses(system, region, used.number, from, await clock(system.db), size);
  }
  await livedThrough(system, agency, { days: 733 });
  await allLapsed(system);

  const story = tell(system.temporal, table, 'rehearsal');
  await story('enrolment: reminded twice, handed in twice, passed', storyId('enrolment', life.passed.id));
  await story('enrolment: returned, never corrected, failed', storyId('enrolment', life.failed.id));
  await story('enrolment: returned, corrected, failed', storyId('enrolment', life.failedAgain.id));
  await story('enrolment: reminded three times, never delivered', storyId('enrolment', life.undelivered.id));
  return [
    await story('certificate: never used, lapses', storyId('certificate-lifetime', idle.id)),
    await story(`certificate: ${count(lists * size)} uses over two years, then lapses`, storyId('certificate-lifetime', used.id)),
  ];
}

/** The same certificates on a system whose clock is the real one: stories sleep on timers of months, and the server skips their time. */
async function withTimers(scope: Scope, size: number, table: Table): Promise<Pair> {
  const system = await startSystem(scope, { skipsTime: true });
  const region = await employ(system, 'region');
  const now = await clock(system.db);
  const [one, other] = await participants(system, 2);
  const [idle, used] = await issue(system, [
    { personId: one!.personId, issuedOn: dayBefore(now, 0) },
    { personId: other!.personId, issuedOn: dayBefore(now, issuedDaysAgo) },
  ]);
  const stories = [storyId('certificate-lifetime', idle!.certificateId), storyId('certificate-lifetime', used!.certificateId)] as const;
  for (const story of stories) await until(`${story} sleeps`, () => sleeps(system.temporal, story), { withinMs: 30_000 });
  const daysBetweenLists = (issuedDaysAgo - 1) / lists;
  for (let list = 0; list < lists; list += 1) {
    const from: Instant = daysFrom(now, -issuedDaysAgo + 1 + list * daysBetweenLists);
    await reportUses(system, region, used!.number, from, daysFrom(from, daysBetweenLists), size);
  }
  for (const story of stories) {
    await skipTime(system.temporal, story);
    await system.temporal.workflow.getHandle(story).result();
  }
  const story = tell(system.temporal, table, 'real timers');
  return [
    await story('certificate: never used, lapses', stories[0]),
    await story(`certificate: ${count(lists * size)} uses over ${issuedDaysAgo} days, then lapses`, stories[1]),
  ];
}

function tell(temporal: Client, table: Table, clock: string): (name: string, story: StoryId) => Promise<number> {
  return async (name, story) => {
    const { runs, events: found } = await eventsOf(temporal, story);
    (table.rows as string[][]).push([name, clock, String(runs), String(found)]);
    return found;
  };
}

async function sleeps({ workflow }: Client, story: StoryId): Promise<boolean> {
  const { raw } = await workflow.getHandle(story).describe();
  return !raw.pendingWorkflowTask && Number(raw.workflowExecutionInfo?.historyLength) > 3;
}

async function skipTime({ workflowService, options }: Client, workflowId: string): Promise<void> {
  await workflowService.updateWorkflowExecutionOptions({
    namespace: options.namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
    updateMask: { paths: ['time_skipping_config'] },
  });
}

/** @throws Error when a certificate is still valid */
async function allLapsed({ db }: System): Promise<void> {
  const open = await rows(db.raw('select id from certificate where not over'));
  if (open.length > 0) throw new Error(`${open.length} certificates have not lapsed`);
}
