import type { Instant } from '../../domain/core/calendar';
import { refuseUnless } from '../../domain/core/errors';
import { agencyOnly, allow } from '../../domain/core/policies';
import { checkOutage, type OutageSpan } from '../../domain/certification/outage';
import { closesAt } from '../../domain/certification/round';
import { newId } from '../../db/core/ids';
import { appendTimelines, type NewEvent } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { saveEnrolments } from '../../db/certification/enrolments';
import { insertOutage, markInTime, type DeclaredOutage } from '../../db/certification/outages';
import { saveRound } from '../../db/certification/rounds';
import { renewLetters, tellMovedDeadlines } from '../../letters/certification/moved-deadline-letters';
import { personIdOf, type Context } from '../core/context';
import { planOutage, type OutagePlan } from './outage-plan';

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
    await moveEnrolments(trx, plan, outage.outageId, at);
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

async function moveEnrolments(trx: Trx, { enrolments, unchanged }: OutagePlan, outageId: string, at: Instant): Promise<void> {
  const late = enrolments.filter(({ file }) => file.enrolment.state === 'late');
  await markInTime(
    trx,
    late.map(({ file, effect }) => ({ enrolmentId: file.enrolment.enrolmentId, before: closesAt(effect.to) })),
  );
  await renewLetters(trx, unchanged, at);
  const moved = enrolments.map(({ file, effect: { after, from, to } }) => ({ ...file, enrolment: after, from, to }));
  await tellMovedDeadlines(trx, moved, `outage:${outageId}`, at);
  await saveEnrolments(
    trx,
    enrolments.map(({ file, effect }) => ({ file, after: effect.after })),
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
