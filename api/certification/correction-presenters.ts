import type { z } from 'zod';
import type { Correction } from '../../domain/certification/correction';
import type { Enrolment } from '../../domain/certification/enrolment';
import type { Corrected } from './correction-commands';
import type { CorrectionPlan } from './correction-plan';
import type * as schemas from './correction-schemas';
import { presentAgenda } from './presenters';

type Out<T extends z.ZodType> = z.infer<T>;

const standing = ({ state, verdict }: Enrolment): Pick<Enrolment, 'state' | 'verdict'> => ({ state, verdict });

export function presentConsequences(plan: CorrectionPlan): Out<typeof schemas.consequencesOut> {
  return {
    what: plan.what,
    enrolment: { before: standing(plan.before), after: standing(plan.after) },
    certificates: plan.certificates.map(({ before, from, to, expiresOn }) => ({
      id: before.certificateId,
      number: before.number,
      before: from,
      after: to,
      expiresOn,
    })),
    round: { before: plan.round.from, after: plan.round.to },
    lettersWithdrawn: [...plan.withdrawn],
    agenda: { before: presentAgenda(plan.agenda.before), after: presentAgenda(plan.agenda.after) },
    secondPerson: plan.secondPerson,
  };
}

export function presentCorrection(one: Correction): Out<typeof schemas.correctionOut> {
  const { correctionId, enrolmentId, what, askedBy, askedAt, state, settledBy, settledAt } = one;
  return { id: correctionId, enrolmentId, what, askedBy, askedAt, state, settledBy, settledAt };
}

export function presentCorrected({ plan, asked }: Corrected): Out<typeof schemas.correctedOut> {
  return { id: asked?.correctionId ?? null, state: asked?.state ?? 'done', consequences: presentConsequences(plan) };
}
