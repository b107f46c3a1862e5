import { z } from 'zod';
import {
  activityTypes,
  educations,
  financings,
  incomeSources,
  literacies,
  mainReasons,
  norwegianLevels,
  participantClasses,
  situationsAfter,
  subReasons,
  workExperiences,
} from '../../domain/register/codes';
import { lookupStates, mismatches } from '../../domain/register/name-lookup';
import { participationStates } from '../../domain/register/participation';
import { entryKinds } from '../../domain/register/programme';
import { savedFields } from '../../domain/register/saving';
import { dayOut, id, instantOut, line, wholeNumber } from '../core/schemas';

/** A field as a page or a program sends it; what it must be is a rule, answered with a code of its own and never with `invalid_request`. */
const sent = z.union([z.string().max(200), z.number(), z.null()]);
const text = z.string().max(60);

export const participationBody = z.strictObject({
  nationalId: text.describe('11 digits; spaces are dropped'),
  startOn: text.describe('A day'),
  municipality: z.string().max(10).describe('The number of the municipality, for example 0301'),
  financing: text.describe(`One of ${financings.join(', ')}`),
});
export const fieldsBody = z.strictObject(Object.fromEntries(['nationalId', ...savedFields].map((field) => [field, sent.optional()])));
export const endBody = z.strictObject({
  endOn: text,
  mainReason: text.nullish(),
  subReason: text.nullish(),
  situationAfter: text.nullish(),
  incomeAfter: text.nullish(),
});
export const reopenBody = z.strictObject({ reason: z.string().max(2_000).optional() });
export const returnBody = z.strictObject({ startOn: text, financing: text, projectId: text });

const entryFields = { type: sent.optional(), fromOn: sent.optional(), toOn: sent.optional(), hoursPerWeek: sent.optional() } as const;
export const newEntryBody = z.strictObject({ kind: z.enum(entryKinds), ...entryFields });
export const entryBody = z.strictObject(entryFields);
export const byEntry = z.strictObject({ id, entryId: id });
/** What is taken out is compared with what somebody saw, when they say which version that was. */
export const seenQuery = z.strictObject({ version: wholeNumber.min(1).optional() });

export const lookupOut = z.strictObject({
  state: z.enum(lookupStates),
  mismatch: z.enum(mismatches).nullable(),
  askedAt: instantOut,
  attempts: z.int(),
  nextTryAt: instantOut.nullable(),
  answeredAt: instantOut.nullable(),
});
export const entryOut = z.strictObject({
  id,
  kind: z.enum(entryKinds),
  type: z.enum(activityTypes).nullable(),
  fromOn: dayOut.nullable(),
  toOn: dayOut.nullable(),
  hoursPerWeek: z.number().nullable(),
});
const fieldFaults = z.record(z.string(), z.string());

export const participationOut = z
  .strictObject({
    id,
    state: z.enum(participationStates),
    person: z.strictObject({ id, name: z.string().nullable(), nationalId: z.string().describe('Masked') }),
    municipality: z.strictObject({ code: z.string(), name: z.string() }),
    startOn: dayOut,
    financing: z.enum(financings),
    projectId: id.nullable(),
    participantClass: z.enum(participantClasses).nullable(),
    countryBackground: z.string().nullable(),
    yearsInNorway: z.int().nullable(),
    education: z.enum(educations).nullable(),
    norwegianLevel: z.enum(norwegianLevels).nullable(),
    literacy: z.enum(literacies).nullable(),
    workExperience: z.enum(workExperiences).nullable(),
    children: z.int().nullable(),
    incomeBefore: z.enum(incomeSources).nullable(),
    entries: z.array(entryOut),
    endOn: dayOut.nullable(),
    mainReason: z.enum(mainReasons).nullable(),
    subReason: z.enum(subReasons).nullable(),
    situationAfter: z.enum(situationsAfter).nullable(),
    incomeAfter: z.enum(incomeSources).nullable(),
    lookup: lookupOut.nullable(),
    warnings: z.array(z.strictObject({ code: z.string(), months: z.int().optional() })),
    missing: z.strictObject({ start: z.array(z.string()), report: z.array(z.string()), discharge: z.array(z.string()) }),
    readiness: z.strictObject({ filled: z.int(), of: z.int() }),
    agenda: z.array(
      z.strictObject({
        step: z.string(),
        occasion: z.string(),
        effectiveAt: instantOut,
        because: z.string(),
        movedBy: z.array(z.string()),
      }),
    ),
    createdAt: instantOut,
    savedAt: instantOut,
    dischargedAt: instantOut.nullable(),
    changedSinceDischarge: z.boolean(),
    returnOf: id.nullable(),
    notSaved: fieldFaults.optional().describe('Fields of this request that were not stored, each with its code'),
    entryId: id.optional().describe('The entry that this request stored'),
    version: z.int(),
  })
  .meta({ id: 'Participation' });

const days = { startsOn: text, endsOn: text.nullish() } as const;
export const projectBody = z.strictObject({
  municipality: z.string().max(10),
  name: line(200),
  ...days,
  offersProgramme: z.boolean().default(true),
});
export const projectChange = z.strictObject({
  name: line(200).optional(),
  startsOn: text.optional(),
  endsOn: text.nullish(),
  offersProgramme: z.boolean().optional(),
});
export const projectOut = z
  .strictObject({
    id,
    municipality: z.strictObject({ code: z.string(), name: z.string() }),
    name: z.string(),
    startsOn: dayOut,
    endsOn: dayOut.nullable(),
    offersProgramme: z.boolean(),
    running: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Project' });
