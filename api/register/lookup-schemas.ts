import { z } from 'zod';
import { fieldPages } from '../../domain/register/fields';
import { lookupStates, mismatches } from '../../domain/register/name-lookup';
import { id, instantOut } from '../core/schemas';

const count = z.int();

/** How far the question for a name has come. It never holds the name, nor the number. */
export const lookupOut = z
  .strictObject({
    id,
    state: z.enum(lookupStates),
    mismatch: z.enum(mismatches).nullable(),
    askedAt: instantOut,
    attempts: count,
    lastStatus: z.int().nullable(),
    lastAskedAt: instantOut.nullable(),
    nextTryAt: instantOut.nullable(),
    answeredAt: instantOut.nullable(),
  })
  .meta({ id: 'NameLookup' });

/** Fields that somebody may be stuck at: those of the pages, and those that stand apart. */
export const troubleFields = [
  'name',
  'nationalId',
  'municipality',
  ...fieldPages.person,
  ...fieldPages.background,
  ...fieldPages.programme,
  ...fieldPages.ending,
] as const;
export const troubleBody = z.strictObject({ field: z.enum(troubleFields).default('name') });

const tryOut = z.strictObject({ at: instantOut, status: z.int().nullable(), tookMs: count });
const troubleDataOut = {
  field: z.string(),
  lookup: z
    .strictObject({
      state: z.enum(lookupStates),
      askedAt: instantOut,
      attempts: count,
      lastStatus: z.int().nullable(),
      lastAskedAt: instantOut.nullable(),
      nextTryAt: instantOut.nullable(),
      tries: z.array(tryOut),
    })
    .nullable(),
};
export const troubleSentOut = z.strictObject({ id, at: instantOut, ...troubleDataOut }).meta({ id: 'TroubleReportSent' });
export const troubleOut = z
  .strictObject({ id, at: instantOut, municipality: z.strictObject({ code: z.string(), name: z.string() }), ...troubleDataOut })
  .meta({ id: 'TroubleReport' });
export const troublesOut = z.strictObject({ reports: z.array(troubleOut) });

export const lookupFiguresOut = z
  .strictObject({
    queue: z.strictObject({ pending: count, delayed: count, failed: count, oldestAskedAt: instantOut.nullable() }),
    hours: z.array(z.strictObject({ hour: instantOut, answered: count, busy: count, faulty: count, silent: count })),
    municipalities: z.array(
      z.strictObject({
        code: z.string(),
        name: z.string(),
        waiting: count,
        medianSeconds: count.nullable(),
        longestSeconds: count.nullable(),
        attempts: count,
        failures: count,
      }),
    ),
  })
  .meta({ id: 'NameLookupFigures' });
