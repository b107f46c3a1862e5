import { z } from 'zod';
import { parseDay } from '../core/calendar';
import { rule, ruleValue, sharedRules, type RuleBook, type Ruled } from '../core/rules';
import { activityTypes, endingReasons, financings, participantClasses } from './codes';
import { dischargeChoices, startChoices } from './fields';

const days = z.array(z.number().int().min(1).max(400)).max(10);
const years = z.number().int().min(0).max(130);
/** A day, kept as the text it is typed as. */
const plainDay = z.string().refine((text) => parseDay(text) !== undefined);
const rests = z.array(z.number().int().min(0).max(10)).min(1).max(11);
const count = z.number().int().min(1).max(1_000_000);
const month = z.number().int().min(1).max(120);
/** Some of a list of names, at least one. */
const someOf = <const N extends string>(names: readonly [N, ...N[]]) => z.array(z.enum(names)).min(1);
const subReasonsOf = <const N extends string>(names: readonly [N, ...N[]]) => z.array(z.enum(names));

/** The rule values of the register (`domain.md` section 8, jobbsjansen). */
export const registerRuleDefinitions = {
  /** First check digits a number may leave, by the day asked about: from 2032 also 1, 2 and 3 (`domain.md` 1.2). */
  k1Rests: rule(
    'fnr.k1Rests',
    z.strictObject({ before: rests, changesOn: plainDay, after: rests }),
    { before: [0], changesOn: '2032-01-01', after: [0, 1, 2, 3] },
    { moving: true },
  ),
  allowSynthetic: rule('fnr.allowSynthetic', z.enum(['off', 'on']), 'off', { moving: true }),
  ageFrom: rule('register.ageFrom', years, 18),
  ageTo: rule('register.ageTo', years, 55),
  ageRefusedUnder: rule('register.ageRefusedUnder', years, 16),
  lengthWarningMonths: rule('register.lengthWarningMonths', z.array(month).max(10), [24, 36, 48]),
  /** Days after everything planned is over until somebody is asked for the end date that is missing. */
  missedEndDays: rule('register.missedEndDays', count, 14),
  /** Days after the end until somebody is asked to discharge. */
  undischargedDays: rule('register.undischargedDays', count, 28),
  /** Days in the register until somebody is asked for the fields that are still empty. */
  missingFieldsDays: rule('register.missingFieldsDays', count, 28),
  invitationDays: rule('register.invitationDays', z.number().int().min(1).max(90), 14),
  invitationReminders: rule('register.invitationReminders', days, [3, 10]),
  lookupDelayedMinutes: rule('register.lookupDelayedMinutes', count, 2),
  lookupLongestWaitMinutes: rule('register.lookupLongestWaitMinutes', count, 60),
  lookupDays: rule('register.lookupDays', z.number().int().min(1).max(90), 14),
  /** How many questions a minute the population register bears. */
  lookupsPerMinute: rule('register.lookupsPerMinute', count, 600, { moving: true }),
  /** The last day of the report, in the year after. */
  reportDueOn: rule('register.reportDueOn', z.string().regex(/^\d{2}-\d{2}$/), '02-28'),
  reportReminders: rule('register.reportReminders', days, [14, 3, 1]),
  strictDischarge: rule('register.strictDischarge', z.enum(['off', 'on']), 'on', { moving: true }),
  // Codes that are offered for new values: what is offered changes with the day, for running cases too; what is stored stays (`domain.md` 6.2, 6.6).
  financings: rule('register.financings', someOf(financings), [...financings], { moving: true }),
  participantClasses: rule('register.participantClasses', someOf(participantClasses), [...participantClasses], { moving: true }),
  activityTypes: rule('register.activityTypes', someOf(activityTypes), [...activityTypes], { moving: true }),
  /** Each main reason with the sub-reasons offered; without one it is not offered itself. The one that the source names always is. */
  endingReasons: rule(
    'register.endingReasons',
    z.strictObject({
      completed: subReasonsOf(endingReasons.completed),
      interrupted: subReasonsOf(endingReasons.interrupted).refine((subs) => subs.includes('pregnancy_or_birth')),
      transferred: subReasonsOf(endingReasons.transferred),
      registered_by_mistake: subReasonsOf(endingReasons.registered_by_mistake),
    }),
    {
      completed: [...endingReasons.completed],
      interrupted: [...endingReasons.interrupted],
      transferred: [...endingReasons.transferred],
      registered_by_mistake: [...endingReasons.registered_by_mistake],
    },
    { moving: true },
  ),
  /** Fields without which a participation is Under registrering, beside the mandatory ones (`domain.md` 6.2). A running case keeps what was asked of it. */
  requiredForStart: rule<(typeof startChoices)[number][]>('register.requiredForStart', z.array(z.enum(startChoices)), [
    'projectId',
    'participantClass',
  ]),
  /** Fields that report and discharge ask for, beside the mandatory ones and the end date (`domain.md` 6.2). */
  requiredForDischarge: rule<(typeof dischargeChoices)[number][]>('register.requiredForDischarge', z.array(z.enum(dischargeChoices)), [
    ...dischargeChoices,
  ]),
  /** Whom to ask when nobody of one's municipality can be found. */
  contact: rule('register.contact', z.email(), 'jobbsjansen@imdi.example', { moving: true }),
  /** How many days after the last discharge a participant is known by name, and a download is listed. */
  retentionDays: rule(
    'register.retentionDays',
    z.strictObject({ participants: z.number().int().min(1), downloads: z.number().int().min(1) }),
    { participants: 3_652, downloads: 1_826 },
    { moving: true },
  ),
  /** How long the link to a file of the register holds, in hours. */
  downloadHours: rule('register.downloadHours', z.number().int().min(1).max(168), 24, { moving: true }),
} as const;

type Definitions = typeof registerRuleDefinitions;
/** The values that rule one case of the register. */
export type RegisterRules = Readonly<
  { version: number; messageHours: { opens: number; closes: number } } & { [K in keyof Definitions]: Definitions[K]['initial'] }
>;

/** Resolves the rules of a case. */
export function registerRules(book: RuleBook, ruled: Ruled): RegisterRules {
  const values = Object.fromEntries(
    (Object.keys(registerRuleDefinitions) as (keyof Definitions)[]).map((key) => [
      key,
      ruleValue(book, registerRuleDefinitions[key] as never, ruled),
    ]),
  );
  return {
    ...(values as unknown as RegisterRules),
    version: ruled.version,
    messageHours: ruleValue(book, sharedRules.messageHours, ruled),
  };
}
