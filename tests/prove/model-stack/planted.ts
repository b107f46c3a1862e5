import type { Fault } from '../model-support/planted-hunt';

const of = (file: string, what: string, from: string, to: string): Fault => ({ what, file, from, to });

const agenda = 'domain/certification/enrolment-agenda.ts';
const access = 'domain/certification/access.ts';
const calendar = 'domain/core/calendar.ts';
const certificate = 'domain/certification/certificate.ts';
const enrolment = 'domain/certification/enrolment.ts';

/** Each must make the comparison of model and stack go red. */
export const faults: readonly Fault[] = [
  of(certificate, 'a certificate expires a day later', 'let expiry = addYears(lastActiveOn, first.value);', 'let expiry = addDays(addYears(lastActiveOn, first.value), 1);'),
  of(enrolment, 'the correction window is a day short', 'addDays(localDay(by.at, zone), rules.correctionDays)', 'addDays(localDay(by.at, zone), rules.correctionDays - 1)'),
  of(agenda, 'certificates are issued before payment', "(rules.paymentGate !== 'before_certificate' || enrolment.payment === 'paid')", 'true'),
  of(calendar, 'a deadline passes at midnight of UTC', '() => startOfDay(addDays(day, 1), zone)', '() => `${addDays(day, 1)}T00:00:00.000Z` as Instant'),
  of('domain/certification/use.ts', 'a use before issue counts', 'if (localDay(use.at, zone) < firstIssue) throw', 'if (use.at < "1900") throw'),
  of(certificate, 'a revoked certificate holds for the rest of its day', 'if (certificate.revokedOn && certificate.revokedOn <= day) return false;', 'if (certificate.revokedOn && certificate.revokedOn < day) return false;'),
  of(certificate, 'a replaced certificate stays active', "if (certificate.replacedOn && certificate.replacedOn <= day) return 'replaced';", ''),
  of('domain/certification/grading.ts', 'the first grader decides alone', "if (secondGrader === 'off') return given[0]?.verdict;", 'if (given[0]) return given[0].verdict;'),
  of(enrolment, 'a late answer is graded', "if (enrolment.state === 'late') throw new Refusal('late_not_graded');", "if (enrolment.state === 'late') return;"),
  of('domain/core/working-days.ts', 'closing days and holidays are worked on', ' && !daysOff.has(day)', ''),
  of(agenda, 'reminders come a day early', '[days, addDays(deadline, -days)]', '[days, addDays(deadline, -days - 1)]'),
  of(access, 'on its first day a demand is none', 'assignmentStart >= region.certificateNeededFrom)', 'assignmentStart > region.certificateNeededFrom)'),
  of('domain/certification/region.ts', 'the last day as a member is none', 'day <= memberTo', 'day < memberTo'),
  of('domain/certification/outage.ts', 'an outage is rounded down', 'addDaysAt(fromAt, days, zone) >= toAt ? days : days + 1', 'days'),
  of(access, 'legacy access comes before a certificate', '  validCertificate,\n  legacyHere,\n', '  legacyHere,\n  validCertificate,\n'),
  of(certificate, 'warnings come although their day has passed', '.filter(([, day]) => day >= warnedFrom)', ''),
  of('domain/certification/round.ts', 'the last day of sign-up is none', 'at < endOfDay(round.signUpClosesOn, zone)', 'at < startOfDay(round.signUpClosesOn, zone)'),
  of(enrolment, 'who withdrew stays enrolled', "new Set(['passed', 'failed', 'late', 'not_delivered', 'withdrawn'])", "new Set(['passed', 'failed', 'late', 'not_delivered'])"),
  of(calendar, '29 February and two years is 1 March', 'Math.min(date, lastOfMonth)', 'date'),
  of('domain/core/message-hours.ts', 'letters go out at night', 'return at < closes ? at', "return at < '9999' ? at"),
  // Not in `domain/`, but rules all the same.
  of('api/certification/sign-up-commands.ts', 'nobody needs a former certificate', "wanted.kind === 'full' || (await certificatesOf(trx, [person.personId])).length > 0", 'true'),
  of('activities/core/days-off.ts', 'Easter is a day late', 'day: one.date.slice(0, 10) as PlainDate', "day: (one.rule.startsWith('easter') ? new Date(Date.parse(one.date.slice(0, 10)) + 86_400_000).toISOString() : one.date).slice(0, 10) as PlainDate"),
]; // prettier-ignore

/** Which of them are looked for in the small size. */
export const fewFaults: readonly string[] = [
  'a certificate expires a day later',
  'a deadline passes at midnight of UTC',
  'reminders come a day early',
];
