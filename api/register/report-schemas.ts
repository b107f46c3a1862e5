import { z } from 'zod';
import { activityTypes, endingReasons, financings, mainReasons, participantClasses } from '../../domain/register/codes';
import { participationStates } from '../../domain/register/participation';
import { reportStates } from '../../domain/register/yearly-report';
import { day, dayOut, id, instantOut, reason } from '../core/schemas';

const count = z.int();
const counts = <C extends string>(codes: readonly [C, ...C[]]) => z.record(z.enum(codes), count);
const code = z.string().trim().min(1).max(10);

export const byYear = z.strictObject({ year: z.coerce.number().int().min(1900).max(2900) });
export const submitBody = z.strictObject({ municipality: code.optional() }).default({});
export const approveBody = z.strictObject({ municipality: code });
export const returnBody = z.strictObject({ municipality: code, reason });
export const snapshotQuery = z.strictObject({ municipality: code.optional(), on: day.optional() });

const totalsOut = z
  .strictObject({
    participations: count,
    state: counts(participationStates),
    mainReason: counts(mainReasons as readonly [(typeof mainReasons)[number], ...(typeof mainReasons)[number][]]),
    subReason: z
      .strictObject({
        completed: counts(endingReasons.completed),
        interrupted: counts(endingReasons.interrupted),
        transferred: counts(endingReasons.transferred),
        registered_by_mistake: counts(endingReasons.registered_by_mistake),
      })
      .optional()
      .meta({ description: 'Below each main reason its own; not in what was submitted before they were counted' }),
    participantClass: counts(participantClasses),
    financing: counts(financings),
    activity: counts(activityTypes),
  })
  .meta({ id: 'ReportTotals' });

const municipalityOut = z.strictObject({ code: z.string(), name: z.string() });

/** A report as it stands. `incomplete` and `mismatched` name participations to who registers there; the directorate is told how many. */
export const reportOut = z
  .strictObject({
    year: count,
    municipality: municipalityOut,
    state: z.enum(reportStates).nullable().meta({ description: 'null: not open yet, or nobody was in the programme' }),
    dueOn: dayOut.nullable(),
    overdue: z.boolean(),
    openedAt: instantOut.nullable(),
    submittedAt: instantOut.nullable(),
    approvedAt: instantOut.nullable(),
    returnedAt: instantOut.nullable(),
    returnReason: z.string().nullable(),
    changedSince: z.boolean().meta({ description: 'Something of the year was changed after it was submitted' }),
    totals: totalsOut,
    missing: z.strictObject({ incomplete: count, mismatched: count }),
    incomplete: z.array(z.strictObject({ participationId: id, fields: z.array(z.string()) })).optional(),
    mismatched: z.array(id).optional(),
  })
  .meta({ id: 'YearlyReport' });
export const reportsOut = z.strictObject({ reports: z.array(reportOut) });

export const reportStateOut = z
  .strictObject({
    year: count,
    state: z.enum(reportStates),
    dueOn: dayOut,
    submittedAt: instantOut.nullable(),
    approvedAt: instantOut.nullable(),
    returnedAt: instantOut.nullable(),
    changedSince: z.boolean(),
  })
  .meta({ id: 'YearlyReportState' });

/** What was submitted. Rows are told to who registers there, totals to the directorate too. */
export const snapshotOut = z
  .strictObject({
    year: count,
    municipality: municipalityOut,
    at: instantOut,
    totals: totalsOut,
    rows: z.array(z.object({ participationId: id, state: z.enum(participationStates) }).catchall(z.unknown())).optional(),
  })
  .meta({ id: 'YearlyReportSnapshot' });
