import type { Client as TemporalClient, WorkflowExecutionInfo } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { STORIES_VERSION, storyQueue, type StoryId } from '../domain/core/stories';
import { installation, ruleInstallation } from '../db/core/installation';
import { countAllOpen, wake, wakeAllOpen } from '../db/core/outbox';
import { transaction } from '../db/core/transaction';

export type ReconcileOptions = Readonly<{
  db: Knex;
  temporal: TemporalClient;
  log: Logger;
  /** The release that is to rule: this one, unless two run side by side in a test. */
  storiesVersion?: number;
}>;
export type ReconcileReport = Readonly<{ needed: boolean; why: string; terminated: number; woken: number }>;

/** The id of the namespace: another one means that Temporal has lost everything, or is another. */
export async function namespaceId(temporal: TemporalClient): Promise<string> {
  const described = await temporal.workflowService.describeNamespace({ namespace: temporal.options.namespace });
  return described.namespaceInfo?.id ?? '';
}

/**
 * Makes this release and this Temporal the ones that rule: terminates the runs of every other version, and wakes every open case. Stories hold no state, so
 * each goes on from the facts. Does nothing when they rule already, unless `always`.
 */
export async function reconcile(
  { db, temporal, log, storiesVersion = STORIES_VERSION }: ReconcileOptions,
  how: Readonly<{ always?: boolean; dryRun?: boolean }> = {},
): Promise<ReconcileReport> {
  const { installationId, storiesVersion: ruling, temporalNamespaceId } = await installation(db);
  const namespace = await namespaceId(temporal);
  const why =
    ruling !== storiesVersion ? 'another release' : temporalNamespaceId !== namespace ? 'another Temporal' : how.always ? 'asked for' : '';
  if (!why) return { needed: false, why: '', terminated: 0, woken: 0 };

  // First of all, so that couriers of the other release deliver nothing more.
  if (!how.dryRun) await ruleInstallation(db, storiesVersion, namespace);
  let terminated = 0;
  for await (const run of runsOfOthers(temporal, installationId, storiesVersion)) {
    terminated += 1;
    if (!how.dryRun) await terminate(temporal, run.workflowId, `superseded by stories ${storiesVersion}`, run.runId);
  }
  const woken = how.dryRun ? await countAllOpen(db) : await wakeAllOpen(db);
  log.info({ why, terminated, woken, dryRun: how.dryRun ?? false }, 'reconciled');
  return { needed: true, why, terminated, woken };
}

/**
 * Ends the runs of other releases that `reconcile` did not see, and begins their stories anew: a courier of the former release may deliver a last wake after it,
 * and such a story would wait for ever on a queue that nobody polls. For the release that rules.
 * @returns how many there were
 */
export async function bringOver({ db, temporal, log, storiesVersion = STORIES_VERSION }: ReconcileOptions): Promise<number> {
  const { installationId } = await installation(db);
  const stories: StoryId[] = [];
  for await (const { workflowId, runId } of runsOfOthers(temporal, installationId, storiesVersion))
    if (await terminate(temporal, workflowId, `superseded by stories ${storiesVersion}`, runId)) stories.push(workflowId as StoryId);
  if (stories.length === 0) return 0;
  await transaction(db, (trx) => wake(trx, ...stories));
  log.warn({ stories: stories.slice(0, 20), count: stories.length }, 'stories of another release, begun anew');
  return stories.length;
}

/** The running stories of this installation that are of another release. */
async function* runsOfOthers(
  temporal: TemporalClient,
  installationId: string,
  storiesVersion: number,
): AsyncGenerator<WorkflowExecutionInfo> {
  const ours = new RegExp(`^stories-\\d+-${installationId}$`);
  const query = `ExecutionStatus = 'Running' AND TaskQueue != '${storyQueue(installationId, storiesVersion)}'`;
  for await (const run of temporal.workflow.list({ query })) if (ours.test(run.taskQueue)) yield run;
}

/** Terminates a run. @returns false for one that has ended by itself, which is as good */
export async function terminate(temporal: TemporalClient, workflowId: string, reason: string, runId?: string): Promise<boolean> {
  try {
    await temporal.workflow.getHandle(workflowId, runId).terminate(reason);
    return true;
  } catch (error) {
    if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
    return false;
  }
}
