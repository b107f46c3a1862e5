import type { PlainDate } from '../core/calendar';
import type { DaysOff } from '../core/working-days';
import { roundDatesFrom, type Round } from './round';
import type { CertificationRules } from './rules';

/** What the usual dates of a round depend on. */
export type DatesBy = Readonly<{ rules: CertificationRules; daysOff: DaysOff }>;

/**
 * A round whose rules, or whose calendar of days off, changed: dates that are the usual ones stay the usual ones, those that somebody chose stay. Sign-up that
 * has closed stays closed, and none closes on a day that has passed (`domain.md` 1.1, 2.2).
 */
export function withUsualDates(round: Round, before: DatesBy, after: DatesBy, today: PlainDate): Round {
  const [was, is] = [before, after].map(({ rules, daysOff }) => roundDatesFrom(round.deadlineOn, rules, daysOff)) as [
    UsualDates,
    UsualDates,
  ];
  const follows = round.signUpClosesOn === was.signUpClosesOn && round.signUpClosesOn >= today;
  return {
    ...round,
    signUpClosesOn: follows ? latestDay(is.signUpClosesOn, today, round.signUpOpensOn) : round.signUpClosesOn,
    gradingTargetOn: round.gradingTargetOn === was.gradingTargetOn ? is.gradingTargetOn : round.gradingTargetOn,
  };
}

type UsualDates = ReturnType<typeof roundDatesFrom>;

function latestDay(first: PlainDate, ...others: readonly PlainDate[]): PlainDate {
  return others.reduce((latest, day) => (day > latest ? day : latest), first);
}
