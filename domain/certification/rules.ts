import { z } from 'zod';
import { parseDay, type PlainDate } from '../core/calendar';
import {
  rule,
  movedOn,
  ruleCourse,
  ruleCourses,
  ruleValue,
  sharedRules,
  type RuleBook,
  type RuleCourse,
  type RuleCourses,
  type Ruled,
} from '../core/rules';

const count = z.number().int().min(0).max(1_000);
const kroner = z.number().int().min(0).max(1_000_000);
const days = z.array(z.number().int().min(1).max(400)).max(10);
/** A day of every year, so 29 February is none. */
const monthDay = z.string().refine((text) => parseDay(`2023-${text}`) !== undefined);

/** One thing that a grader looks for in an answer: a code for ever, and its words in every language. */
const criterion = z.strictObject({
  code: z.string().regex(/^[a-z][a-z_]{0,39}$/),
  da: z.string().min(1).max(300),
  nb: z.string().min(1).max(300),
  en: z.string().min(1).max(300),
});
export type Criterion = Readonly<z.infer<typeof criterion>>;
const distinct = (criteria: readonly Criterion[]): boolean => new Set(criteria.map(({ code }) => code)).size === criteria.length;

/** What an answer about a contaminated site is held against (`jar.rubric`, D). */
const rubric: Criterion[] = [
  {
    code: 'sources',
    da: 'Forureningskilder og tidligere aktiviteter er fundet og dokumenteret.',
    nb: 'Forurensningskilder og tidligere aktiviteter er funnet og dokumentert.',
    en: 'Sources of contamination and former activities are found and documented.',
  },
  {
    code: 'mapping',
    da: 'Kortlægningsniveauet er valgt rigtigt og begrundet.',
    nb: 'Kartleggingsnivået er riktig valgt og begrunnet.',
    en: 'The level of mapping is chosen correctly and justified.',
  },
  {
    code: 'registration',
    da: 'Lokalitet, sagstrin, aktiviteter og stoffer er registreret fuldstændigt.',
    nb: 'Lokalitet, sakstrinn, aktiviteter og stoffer er fullstendig registrert.',
    en: 'Site, legal steps, activities and substances are registered completely.',
  },
  {
    code: 'risk',
    da: 'Risikoen for grundvand, overfladevand og arealets brug er vurderet.',
    nb: 'Risikoen for grunnvann, overflatevann og bruken av arealet er vurdert.',
    en: 'The risk to groundwater, surface water and the use of the land is assessed.',
  },
];

/** A day, kept as the text it is typed as. */
const plainDay = z.string().refine((text) => parseDay(text) !== undefined) as unknown as z.ZodType<PlainDate>;

/** The kinds of event that count as active use of JAR (`domain.md` 2, D list). */
export const useKinds = ['draft_edit', 'project_entry', 'phase_entry', 'legal_step_entry', 'approval_request'] as const;

/** The rule values of certification (`domain.md` section 8, jar). */
export const certificationRuleDefinitions = {
  schemeStart: rule<PlainDate>('jar.schemeStart', plainDay, '2019-01-01'),
  roundsPerYear: rule('jar.roundsPerYear', z.number().int().min(1).max(12), 4),
  roundDeadlines: rule('jar.roundDeadlines', z.array(monthDay).min(1).max(12), ['02-15', '05-15', '08-15', '11-15']),
  draftsOn: rule('jar.draftsOn', monthDay, '10-01'),
  signUpClosesWorkingDays: rule('jar.signUpClosesWorkingDays', count, 10),
  gradingTargetWeeks: rule('jar.gradingTargetWeeks', count, 3),
  closingGraceMinutes: rule('jar.closingGraceMinutes', z.number().int().min(0).max(60), 6),
  price: rule('jar.price', kroner, 4_000),
  recertificationPrice: rule('jar.recertificationPrice', kroner, 4_000),
  vat: rule('jar.vat', z.number().min(0).max(100), 25),
  idleYears: rule('jar.idleYears', z.number().int().min(1).max(20), 2, { moving: true }),
  legacyIdleYears: rule<number | null>('jar.legacyIdleYears', z.number().int().min(1).max(20).nullable(), null, { moving: true }),
  corrections: rule('jar.corrections', z.number().int().min(0).max(5), 1),
  correctionDays: rule('jar.correctionDays', z.number().int().min(1).max(60), 7),
  paymentGate: rule('jar.paymentGate', z.enum(['none', 'before_task', 'before_certificate']), 'none'),
  secondGrader: rule('jar.secondGrader', z.enum(['off', 'on']), 'off'),
  blindGrading: rule('jar.blindGrading', z.enum(['off', 'on']), 'off'),
  rubric: rule('jar.rubric', z.array(criterion).max(12).refine(distinct), rubric),
  countedKinds: rule('jar.countedKinds', z.array(z.enum(useKinds)), [...useKinds]),
  clockSkewMinutes: rule('jar.clockSkewMinutes', z.number().int().min(0).max(60), 2),
  useBatch: rule('jar.useBatch', z.number().int().min(1).max(10_000), 1_000),
  answerFiles: rule('jar.answerFiles', z.strictObject({ count: z.number().int().min(1).max(20), bytes: z.number().int().min(1) }), {
    count: 5,
    bytes: 10 * 1024 * 1024,
  }),
  deadlineReminders: rule('jar.deadlineReminders', days, [14, 3, 1]),
  contact: rule('jar.contact', z.email(), 'kursus@wsp.example', { moving: true }),
  expiryWarnings: rule('jar.expiryWarnings', days, [90, 30, 7]),
} as const;

type Definitions = typeof certificationRuleDefinitions;

/** The values that rule one case of certification, resolved once per look at it. */
export type CertificationRules = Readonly<
  {
    version: number;
    messageHours: { opens: number; closes: number };
    /** `idleYears` through time: a change holds from its day for what has not expired by then (`domain.md` 8). */
    idleCourse: RuleCourse<number>;
    /** What `idleCourse` was known to be before: who asks when an expiry was moved need not have been there. */
    idleCourses: RuleCourses<number>;
    /** From which day the case has reminders and warnings that it did not begin with; none is owed for a day before (`domain.md` 1.3). */
    movedOn: Readonly<{ deadlineReminders: PlainDate | null; expiryWarnings: PlainDate | null }>;
  } & {
    [K in keyof Definitions]: Definitions[K]['initial'];
  }
>;

/** Resolves the rules of a case. In rehearsal the clock stands still during a request, so no grace is needed for closing (`domain.md` 2.2). */
export function certificationRules(book: RuleBook, ruled: Ruled, rehearsal: boolean): CertificationRules {
  const value = <K extends keyof Definitions>(key: K): [K, Definitions[K]['initial']] => [
    key,
    ruleValue(book, certificationRuleDefinitions[key] as never, ruled),
  ];
  const values = Object.fromEntries((Object.keys(certificationRuleDefinitions) as (keyof Definitions)[]).map(value));
  return {
    ...(values as unknown as CertificationRules),
    version: ruled.version,
    messageHours: ruleValue(book, sharedRules.messageHours, ruled),
    idleCourse: ruleCourse(book, certificationRuleDefinitions.idleYears),
    idleCourses: ruleCourses(book, certificationRuleDefinitions.idleYears),
    movedOn: {
      deadlineReminders: movedOn(book, certificationRuleDefinitions.deadlineReminders as never, ruled),
      expiryWarnings: movedOn(book, certificationRuleDefinitions.expiryWarnings as never, ruled),
    },
    ...(rehearsal ? { closingGraceMinutes: 0 } : {}),
  };
}
