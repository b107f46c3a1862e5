import { z } from 'zod';
import { certificateStates } from '../../domain/certification/certificate';
import { correctionKinds, correctionStates } from '../../domain/certification/correction';
import { enrolmentStates, verdicts } from '../../domain/certification/enrolment';
import { roundStates } from '../../domain/certification/round';
import { dayOut, id, instantOut, line, reason } from '../core/schemas';
import { agendaOut } from './schemas';

const rightPerson = z.strictObject({
  personId: id.optional(),
  name: line(200).optional(),
  email: z.string().max(400).optional(),
  employer: line(200).optional(),
});
export const correctionBody = z.strictObject({ what: z.enum(correctionKinds), reason, person: rightPerson.optional() });

const standing = z.strictObject({ state: z.enum(enrolmentStates), verdict: z.enum(verdicts).nullable() });
export const consequencesOut = z
  .strictObject({
    what: z.enum(correctionKinds),
    enrolment: z.strictObject({ before: standing, after: standing }),
    certificates: z.array(
      z.strictObject({ id, number: z.string(), before: z.enum(certificateStates), after: z.enum(certificateStates), expiresOn: dayOut }),
    ),
    round: z.strictObject({ before: z.enum(roundStates), after: z.enum(roundStates) }),
    lettersWithdrawn: z.array(z.string()),
    agenda: z.strictObject({ before: agendaOut, after: agendaOut }),
    secondPerson: z.boolean(),
  })
  .meta({ id: 'CorrectionConsequences' });
export const correctionOut = z
  .strictObject({
    id,
    enrolmentId: id,
    what: z.enum(correctionKinds),
    askedBy: id,
    askedAt: instantOut,
    state: z.enum(correctionStates),
    settledBy: id.nullable(),
    settledAt: instantOut.nullable(),
  })
  .meta({ id: 'Correction' });
export const correctedOut = z
  .strictObject({ id: id.nullable(), state: z.enum(correctionStates), consequences: consequencesOut })
  .meta({ id: 'Corrected' });
