import type { Instant } from '../../domain/core/calendar';
import { refuseUnless } from '../../domain/core/errors';
import { agencyOnly, allow } from '../../domain/core/policies';
import { checkOutage, type OutageSpan } from '../../domain/certification/outage';
import { closesAt } from '../../domain/certification/round';
import { newId } from '../../db/core/ids';
import { withdrawLetters } from '../../db/core/letters';
import { appendTimelines, type NewEvent } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { saveEnrolments } from '../../db/certification/enrolments';
import { insertOutage, markInTime, type DeclaredOutage } from '../../db/certification/outages';
import { saveRound } from '../../db/certification/rounds';
import { formatDay } from '../../letters/core/format';
import { writeEnrolmentLetters } from '../../letters/certification/write-enrolment-letter';
import { personIdOf, type Context } from '../core/context';
import { planOutage, type OutagePlan, type PlannedEnrolment } from './outage-plan';

/** What waits to be sent and is no longer true once the deadline lies later. */
const untrue = ['deadline_reminder', 'deadline_moved', 'not_delivered', 'not_admitted', 'failed'];

/** What an outage would move; nothing is changed. Refuses with `value_invalid`. */
export async function previewOutage(context: Context, span: OutageSpan): Promise<OutagePlan> {
  allow(context.actor, agencyOnly, undefined);
  checkOutage(span);
  return context.transaction((trx) => planOutage(trx, { ...span, outageId: newId() }, context.receivedAt));
}

/**
 * Declares an outage, also afterwards: every deadline on its days moves by its length, for all concerned, who are told (`domain.md` 2.6). In one transaction,
 * so that no deadline is moved for some and not for others. Refuses with `reason_needed`, `value_invalid`.
 */
export async function declareOutage(
  context: Context,
  given: OutageSpan & Readonly<{ reason?: string | undefined }>,
): Promise<DeclaredOutage> {
  allow(context.actor, agencyOnly, undefined);
  refuseUnless(Boolean(given.reason), 'reason_needed', { reason: 'reason_needed' });
  checkOutage(given);
  const at = context.receivedAt;
  return context.transaction(async (trx) => {
    const span = { outageId: newId(), fromAt: given.fromAt, toAt: given.toAt };
    const plan = await planOutage(trx, span, at);
    const outage: DeclaredOutage = {
      ...span,
      reason: given.reason!,
      declaredBy: personIdOf(context),
      declaredAt: at,
      enrolments: plan.enrolments.length,
      reopened: plan.enrolments.filter(({ effect }) => effect.reopened).length,
    };
    await insertOutage(
      trx,
      outage,
      plan.rounds.map(({ file, after, enrolments }) => ({
        roundId: after.roundId,
        fromOn: file.round.deadlineOn,
        toOn: after.deadlineOn,
        enrolments,
      })),
    );
    await moveEnrolments(trx, plan.enrolments, outage, at);
    for (const { file, after, reopened } of plan.rounds) {
      if (after === file.round) continue;
      // What this outage opens again is open for the agenda of the round as well.
      const progress = { ...file.progress, openEnrolments: file.progress.openEnrolments + reopened };
      await saveRound(trx, { ...file, progress }, after, at, 'person');
    }
    await appendTimelines(trx, eventsOf(context, plan, outage));
    return outage;
  });
}

async function moveEnrolments(trx: Trx, moved: readonly PlannedEnrolment[], { outageId }: DeclaredOutage, at: Instant): Promise<void> {
  for (const { file, effect } of moved)
    if (file.enrolment.state === 'late') await markInTime(trx, file.enrolment.enrolmentId, closesAt(effect.to));
  await withdrawLetters(
    trx,
    moved.map(({ file }) => file.enrolment.enrolmentId),
    untrue,
    at,
  );
  const former = new Map(moved.map(({ file, effect }) => [file.enrolment.enrolmentId, effect]));
  await writeEnrolmentLetters(
    trx,
    moved.map(({ file, effect }) => ({ ...file, enrolment: effect.after })),
    {
      template: 'deadline_moved',
      occasion: `outage:${outageId}`,
      at,
      values: (language, { enrolmentId }) => {
        const { from, to } = former.get(enrolmentId)!;
        return { formerDeadline: formatDay(language, from), deadline: formatDay(language, to) };
      },
    },
  );
  await saveEnrolments(
    trx,
    moved.map(({ file, effect }) => ({ file, after: effect.after })),
    at,
  );
}

/** One event for the outage, one for each round and each enrolment that it moved; all name it as their cause. */
function eventsOf(context: Context, plan: OutagePlan, outage: DeclaredOutage): NewEvent[] {
  const { outageId } = outage;
  const by = { actorId: context.actor.personId, effectiveAt: context.receivedAt, recordedAt: context.receivedAt };
  const what = 'deadlineMovedByOutage';
  return [
    {
      ...by,
      case: { kind: 'outage', id: outageId },
      what: 'outageDeclared',
      data: { fromAt: outage.fromAt, toAt: outage.toAt, enrolments: outage.enrolments, reopened: outage.reopened },
    },
    ...plan.rounds
      .filter(({ moved }) => moved)
      .map(({ file, after }) => ({
        ...by,
        case: { kind: 'round', id: after.roundId },
        what,
        data: { cause: 'outage', outageId, fromOn: file.round.deadlineOn, toOn: after.deadlineOn, from: file.round.state, to: after.state },
        rulesVersion: file.rules.version,
      })),
    ...plan.enrolments.map(({ file, effect }) => ({
      ...by,
      case: { kind: 'enrolment', id: file.enrolment.enrolmentId },
      what,
      personId: file.enrolment.personId,
      data: { cause: 'outage', outageId, fromOn: effect.from, toOn: effect.to, from: file.enrolment.state, to: effect.after.state },
      rulesVersion: file.rules.version,
    })),
  ];
}
