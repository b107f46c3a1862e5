import type { z } from 'zod';
import { outageDays, type OutageSpan } from '../../domain/certification/outage';
import type { OutagePlan } from './outage-plan';
import type { OutageView } from './outage-queries';
import type * as schemas from './outage-schemas';

/** An outage with the rounds that it moved, of those that the asker may see. */
export function presentOutage({ outage, rounds }: OutageView): z.infer<typeof schemas.outageOut> {
  const { outageId, fromAt, toAt, reason, declaredAt, enrolments, reopened } = outage;
  return {
    id: outageId,
    fromAt,
    toAt,
    days: outageDays(outage),
    reason,
    declaredAt,
    enrolments,
    reopened,
    rounds: rounds.map((one) => ({
      id: one.roundId,
      year: one.year,
      number: one.number,
      fromOn: one.fromOn,
      toOn: one.toOn,
      enrolments: one.enrolments,
    })),
  };
}

/** What an outage would move, were it declared now. */
export function presentPlan(span: OutageSpan, { rounds, enrolments }: OutagePlan): z.infer<typeof schemas.outagePreviewOut> {
  return {
    days: outageDays(span),
    enrolments: enrolments.length,
    reopened: enrolments.filter(({ effect }) => effect.reopened).length,
    rounds: rounds.map(({ file: { round }, after, enrolments: concerned, reopened }) => ({
      id: round.roundId,
      year: round.year,
      number: round.number,
      state: round.state,
      stateAfter: after.state,
      fromOn: round.deadlineOn,
      toOn: after.deadlineOn,
      enrolments: concerned,
      reopened,
    })),
  };
}
