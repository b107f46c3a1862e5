import { setTimeout as rest } from 'node:timers/promises';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow, signedIn } from '../../domain/core/policies';
import { runningAdvance } from '../../db/core/advance';
import { overdueCases } from '../../db/core/cases';
import { clock } from '../../db/core/clock';
import { wakesWait } from '../../db/core/outbox';
import { restoreSnapshot, snapshots, takeSnapshot, workerLives, type Snapshot } from '../../db/core/snapshots';
import type { Context } from './context';

/** How long what is under way may take to come to rest before facts are replaced, in milliseconds, and how often to look. */
const patience = { wholeMs: 5_000, lookMs: 50 } as const;

/** What a snapshot may be called: it becomes part of a schema's name. */
export const snapshotName = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** The snapshots of this rehearsal, newest first. */
export async function snapshotList(context: Context): Promise<Snapshot[]> {
  allow(context.actor, signedIn, undefined);
  return snapshots(context.db);
}

/**
 * Takes a snapshot of the rehearsal; one of that name is replaced. In a transaction of its own, which sees all tables at one instant: the context must be on
 * the pool. Refuses with `invalid_request`, `advance_running`.
 */
export async function snapshot(context: Context, name: string): Promise<Snapshot> {
  allow(context.actor, signedIn, undefined);
  refuseUnless(snapshotName.test(name), 'invalid_request', { name: 'invalid' });
  if (await runningAdvance(context.db)) throw new Refusal('advance_running');
  return takeSnapshot(context.db, name, await clock(context.db));
}

/** Goes back to a snapshot: every fact is as it was, and every open case is woken. Refuses with `not_found`, `snapshot_of_other_version`, `advance_running`. */
export async function restore(context: Context, name: string): Promise<void> {
  allow(context.actor, signedIn, undefined);
  if (await runningAdvance(context.db)) throw new Refusal('advance_running');
  await untilQuiet(context);
  await context.transaction(async (trx) => {
    const outcome = await restoreSnapshot(trx, name);
    if (outcome !== 'restored') throw new Refusal(outcome);
  });
}

/** A step under way would act on facts that are about to be replaced: what is due now is let finish, for a while. */
async function untilQuiet({ db }: Context): Promise<void> {
  if (!(await workerLives(db))) return;
  const end = Date.now() + patience.wholeMs;
  while (Date.now() < end && ((await wakesWait(db)) || (await overdueCases(db, await clock(db), 1)).length > 0))
    await rest(patience.lookMs);
}
