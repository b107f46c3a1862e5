import type { Agenda } from '../core/agenda';
import type { Instant, PlainDate } from '../core/calendar';
import type { RuleBook } from '../core/rules';
import { expiresOn, type Certificate } from './certificate';
import { endedStates, type Enrolment } from './enrolment';
import type { Round } from './round';
import type { CertificationRules } from './rules';

/** What a rule gives or takes beside dates in an agenda. `more` is better for whom it concerns, `less` is, or neither. */
const better = {
  expiresOn: 'more',
  correctionsLeft: 'more',
  correctionDays: 'more',
  unpaidHolds: 'less',
  signUpClosesOn: 'more',
  gradingTargetOn: 'neither',
} as const;
export type Measure = keyof typeof better;
export type Measures = Readonly<Partial<Record<Measure, string | number>>>;

/** How one case stands under one set of rules. */
export type Standing = Readonly<{ measures: Measures; agenda: Agenda }>;

/** A value of a case that differs; `null`: there is none. Dates of the agenda stand under their slot (`expiry-90d`, `closeUndelivered`). */
export type Difference = Readonly<{ what: string; before: string | number | null; after: string | number | null }>;

export const outcomes = ['gains', 'loses', 'other'] as const;
/** Whether the case has more of what is good for it, less of anything, or only other dates and letters. */
export type Outcome = (typeof outcomes)[number];

/** `past`: a date of it would lie in the past when the other rules take over, so that it takes effect at once. */
export type Comparison = Readonly<{
  outcome: Outcome;
  past: boolean;
  differences: readonly Difference[];
  letters: Readonly<{ come: number; go: number; move: number }>;
}>;

/** What a certificate gives. */
export function certificateMeasures(certificate: Certificate, rules: Pick<CertificationRules, 'idleCourse'>): Measures {
  return certificate.revokedOn || certificate.replacedOn ? {} : { expiresOn: expiresOn(certificate, rules) };
}

/** What an enrolment gives beside its dates: corrections, and whether a missing payment holds it up. */
export function enrolmentMeasures(
  { state, correctionsUsed, payment }: Enrolment,
  rules: Pick<CertificationRules, 'corrections' | 'correctionDays' | 'paymentGate'>,
): Measures {
  if (endedStates.has(state)) return {};
  const correctionsLeft = Math.max(0, rules.corrections - correctionsUsed);
  return {
    correctionsLeft,
    // The days of the one that is running were given; those of one still to come follow the rules.
    ...(correctionsLeft > 0 ? { correctionDays: rules.correctionDays } : {}),
    unpaidHolds: rules.paymentGate !== 'none' && payment !== 'paid' ? 1 : 0,
  };
}

/** The dates of a round that are no steps of its agenda. */
export function roundMeasures({ signUpClosesOn, gradingTargetOn }: Round): Measures {
  return { signUpClosesOn, gradingTargetOn };
}

/**
 * What another set of rules changes in one case.
 * @param from when the other rules take over: what is due before that happens by the present ones, and is no difference; what they put before it would have to
 * happen at once
 */
export function compare(before: Standing, after: Standing, from: Instant): Comparison | undefined {
  const measured = measureDifferences(before.measures, after.measures);
  const dated = agendaDifferences(before.agenda, after.agenda, from);
  const differences = [...measured, ...dated];
  if (differences.length === 0) return undefined;
  const signs = measured.map(signOf);
  const letters = dated.filter(({ step }) => reminding.has(step));
  return {
    outcome: signs.includes(-1) ? 'loses' : signs.includes(1) ? 'gains' : 'other',
    past: dated.some((one) => one.after !== null && one.after < from),
    differences: differences.map(({ what, before: was, after: is }) => ({ what, before: was, after: is })),
    letters: {
      come: letters.filter((one) => one.before === null).length,
      go: letters.filter((one) => one.after === null).length,
      move: letters.filter((one) => one.before !== null && one.after !== null).length,
    },
  };
}

/** Steps that are letters and nothing else. */
const reminding: ReadonlySet<string> = new Set(['remindOfDeadline', 'warnOfExpiry']);

function measureDifferences(before: Measures, after: Measures): (Difference & { what: Measure })[] {
  return (Object.keys(better) as Measure[])
    .filter((what) => before[what] !== after[what])
    .map((what) => ({ what, before: before[what] ?? null, after: after[what] ?? null }));
}

/** 1: better, -1: worse, 0: neither. What is no longer there at all was given by a right that says so itself. */
function signOf({ what, before, after }: Difference & { what: Measure }): 1 | 0 | -1 {
  if (before === null || after === null || better[what] === 'neither') return 0;
  return after > before === (better[what] === 'more') ? 1 : -1;
}

type Dated = Readonly<{ what: string; step: string; before: Instant | null; after: Instant | null }>;

/** Entries that come, go or move. An occasion names its date; what stands before the date is the slot, which stays the same when the date moves. */
function agendaDifferences(before: Agenda, after: Agenda, from: Instant): Dated[] {
  const slots = new Map<string, { step: string; before: Instant | null; after: Instant | null }>();
  for (const { occasion, step, effectiveAt } of before) slots.set(slotOf(occasion), { step, before: effectiveAt, after: null });
  for (const { occasion, step, effectiveAt } of after) {
    const slot = slotOf(occasion);
    slots.set(slot, { step, before: slots.get(slot)?.before ?? null, after: effectiveAt });
  }
  return [...slots]
    .map(([what, one]): Dated => ({ what, ...one }))
    .filter((one) => one.before !== one.after && !(one.before !== null && one.before < from && one.after === null));
}

/** `deadline-14d:2026-05-15` is the reminder of 14 days, whatever its deadline. */
function slotOf(occasion: string): string {
  return occasion.split(/[:#]/)[0]!;
}

/** The rule book as it would be with one setting more, to which running cases are moved. */
export function bookWith(
  book: RuleBook,
  setting: Readonly<{ key: string; value: unknown; validFrom: PlainDate; setAt: Instant }>,
): RuleBook {
  const version = book.version + 1;
  return { version, settings: [...book.settings, { ...setting, version, moves: true }] };
}

/** A place for a round in a year; without a deadline it waits for somebody to choose one. */
export type RoundPlace = Readonly<{ number: number; deadlineOn: PlainDate | null }>;
export type PlaceChange = Readonly<{ year: number; number: number; before: RoundPlace | null; after: RoundPlace | null }>;

/** Which places for rounds a year would have more, or fewer, or with another deadline (`roundsPerYear`, `roundDeadlines`). */
export function comparePlaces(year: number, before: PlacesBy, after: PlacesBy): PlaceChange[] {
  const [was, is] = [placesOf(year, before), placesOf(year, after)];
  const numbers = Array.from({ length: Math.max(was.length, is.length) }, (_, at) => at + 1);
  return numbers
    .map((number): PlaceChange => ({ year, number, before: was[number - 1] ?? null, after: is[number - 1] ?? null }))
    .filter((one) => !one.before !== !one.after || one.before?.deadlineOn !== one.after?.deadlineOn);
}

type PlacesBy = Pick<CertificationRules, 'roundsPerYear' | 'roundDeadlines'>;

function placesOf(year: number, { roundsPerYear, roundDeadlines }: PlacesBy): RoundPlace[] {
  return Array.from({ length: roundsPerYear }, (_, at) => {
    const monthDay = roundDeadlines[at];
    return { number: at + 1, deadlineOn: monthDay === undefined ? null : (`${year}-${monthDay}` as PlainDate) };
  });
}
