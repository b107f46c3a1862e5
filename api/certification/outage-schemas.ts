import { z } from 'zod';
import { roundStates } from '../../domain/certification/round';
import { dayOut, id, instant, instantOut, reason } from '../core/schemas';

export const outageSpan = z.strictObject({ fromAt: instant, toAt: instant });
export const outageBody = outageSpan.extend({ reason });

const movedRoundOut = z.strictObject({ id, year: z.int(), number: z.int(), fromOn: dayOut, toOn: dayOut, enrolments: z.int() });

export const outageOut = z
  .strictObject({
    id,
    fromAt: instantOut,
    toAt: instantOut,
    days: z.int(),
    reason: z.string(),
    declaredAt: instantOut,
    enrolments: z.int(),
    reopened: z.int(),
    rounds: z.array(movedRoundOut),
  })
  .meta({ id: 'Outage' });
export const outagePreviewOut = z
  .strictObject({
    days: z.int(),
    enrolments: z.int(),
    reopened: z.int(),
    rounds: z.array(movedRoundOut.extend({ state: z.enum(roundStates), stateAfter: z.enum(roundStates), reopened: z.int() })),
  })
  .meta({ id: 'OutagePreview' });
