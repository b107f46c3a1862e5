import type { Client as TemporalClient } from '@temporalio/client';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { STORIES_VERSION, storyQueue } from '../domain/core/stories';
import { countOpenCases } from '../db/core/cases';
import { installation, ruleInstallation } from '../db/core/installation';
import { wakeAllOpen } from '../db/core/outbox';

export type ReconcileOptions = Readonly<{ db: Knex; temporal: TemporalClient; log: Logger }>;
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
  { db, temporal, log }: ReconcileOptions,
  how: Readonly<{ always?: boolean; dryRun?: boolean }> = {},
): Promise<ReconcileReport> {
  const { installationId, storiesVersion, temporalNamespaceId } = await installation(db);
  const namespace = await namespaceId(temporal);
  const why =
    storiesVersion !== STORIES_VERSION
      ? 'another release'
      : temporalNamespaceId !== namespace
        ? 'another Temporal'
        : how.always
          ? 'asked for'
          : '';
  if (!why) return { needed: false, why: '', terminated: 0, woken: 0 };

  const queue = storyQueue(installationId);
  const ours = new RegExp(`^stories-\\d+-${installationId}$`);
  // First of all, so that couriers of the other release deliver nothing more.
  if (!how.dryRun) await ruleInstallation(db, STORIES_VERSION, namespace);
  let terminated = 0;
  for await (const run of temporal.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
    if (run.taskQueue === queue || !ours.test(run.taskQueue)) continue;
    terminated += 1;
    if (!how.dryRun) await terminate(temporal, run.workflowId, `superseded by stories ${STORIES_VERSION}`, run.runId);
  }
  const woken = how.dryRun ? await countOpenCases(db) : await wakeAllOpen(db);
  log.info({ why, terminated, woken, dryRun: how.dryRun ?? false }, 'reconciled');
  return { needed: true, why, terminated, woken };
}

/** Terminates a run; one that has ended by itself is as good. */
export async function terminate(temporal: TemporalClient, workflowId: string, reason: string, runId?: string): Promise<void> {
  try {
    await temporal.workflow.getHandle(workflowId, runId).terminate(reason);
  } catch (error) {
    if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
  }
}
