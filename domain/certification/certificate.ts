import { addDays, addYears, daysBetween, localDay, startOfDay, type Instant, type PlainDate } from '../core/calendar';
import { agendaOf, type Agenda, type Entry, type Reminding, type Settled } from '../core/agenda';
import { Refusal } from '../core/errors';
import { sendingOpens } from '../core/message-hours';
import type { RuleCourse } from '../core/rules';
import type { CertificationRules } from './rules';
import { zone } from './zone';

export const certificateStates = ['active', 'expiring', 'expired', 'replaced', 'revoked'] as const;
export type CertificateState = (typeof certificateStates)[number];
export const certificateKinds = ['jar', 'rsd_proof'] as const;
export type CertificateKind = (typeof certificateKinds)[number];

export type Certificate = Readonly<{
  certificateId: string;
  number: string;
  kind: CertificateKind;
  personId: string;
  enrolmentId: string | null;
  issuedOn: PlainDate;
  /** From the set of counted uses, so the order of arrival cannot matter. */
  lastActiveOn: PlainDate;
  /** When the present expiry was set: warnings whose day had passed by then are skipped. */
  movedOn: PlainDate;
  revokedOn: PlainDate | null;
  replacedOn: PlainDate | null;
  /** The certificate that replaced it, so that it can come back when that one is taken back. */
  replacedBy?: string | null;
  /** What it was issued on was a mistake (`domain.md` 2.6). */
  takenBack?: boolean;
  rulesVersion: number;
  rulesOn: PlainDate;
  version: number;
}>;

export const certificateSteps = ['warnOfExpiry', 'recordExpiry'] as const;
export type CertificateStep = (typeof certificateSteps)[number];

/** Steps of which only the latest is done when several are due together (`domain.md` 1.3). */
export const certificateReminders: Reminding<CertificateStep> = new Set(['warnOfExpiry']);

type Idle = Pick<CertificationRules, 'idleCourse'> & Partial<Pick<CertificationRules, 'idleCourses'>>;
type Living = Pick<Certificate, 'lastActiveOn'> & Partial<Pick<Certificate, 'revokedOn' | 'replacedOn'>>;

/** The years that count for it: one that was revoked or replaced never moves again, so what was set from that day on is nothing to it (`domain.md` 2.4). */
function courseOf({ revokedOn, replacedOn }: Living, { idleCourse, idleCourses }: Idle): RuleCourse<number> {
  const [endedOn] = [revokedOn, replacedOn].filter((day) => day != null).sort();
  if (!endedOn) return idleCourse;
  return idleCourses?.findLast(({ setOn }) => setOn === null || setOn < endedOn)?.course ?? idleCourse;
}

/**
 * The last day on which the certificate is valid: same day number, or the month's last day (`domain.md` 1.1, 2.4). A changed number of years holds from its
 * day on for what has not expired by then; the expired stay expired, and what was valid the day before was valid (`domain.md` 8).
 */
export function expiresOn(certificate: Living, rules: Idle): PlainDate {
  const { lastActiveOn } = certificate;
  const [first, ...changes] = courseOf(certificate, rules);
  let expiry = addYears(lastActiveOn, first.value);
  for (const { from, value } of changes) {
    if (expiry < from) return expiry;
    const [dayBefore, changed] = [addDays(from, -1), addYears(lastActiveOn, value)];
    expiry = changed > dayBefore ? changed : dayBefore;
  }
  return expiry;
}

/** The state on a day (`domain.md` 2.4). `expiring` begins with the first warning's number of days left. */
export function stateOn(
  day: PlainDate,
  certificate: Certificate,
  rules: Idle & Pick<CertificationRules, 'expiryWarnings'>,
): CertificateState {
  if (certificate.revokedOn && certificate.revokedOn <= day) return 'revoked';
  if (certificate.replacedOn && certificate.replacedOn <= day) return 'replaced';
  const left = daysBetween(day, expiresOn(certificate, rules));
  if (left < 0) return 'expired';
  return left <= Math.max(0, ...rules.expiryWarnings) ? 'expiring' : 'active';
}

/** Whether it gives the right to write on a day: from its issue through its expiry, unless revoked or replaced by then. */
export function validOn(day: PlainDate, certificate: Certificate, rules: Idle): boolean {
  if (certificate.revokedOn && certificate.revokedOn <= day) return false;
  if (certificate.replacedOn && certificate.replacedOn <= day) return false;
  return certificate.issuedOn <= day && day <= expiresOn(certificate, rules);
}

/** What will happen to a certificate, and when, if nobody acts (`domain.md` 2.4). */
export function certificateAgenda(certificate: Certificate, settled: Settled, rules: CertificationRules): Agenda<CertificateStep> {
  if (certificate.revokedOn || certificate.replacedOn) return [];
  const expiry = expiresOn(certificate, rules);
  const movedBy = ['certification.movedBy.certificateUsed'];
  const warnedFrom = warningsBeganOn(certificate, rules);
  const entry = (step: CertificateStep, occasion: string, at: Instant): Entry<CertificateStep> => ({
    step,
    occasion,
    effectiveAt: at,
    dueAt: at,
    because: `certification.step.${step}.because`,
    movedBy,
  });
  const warnings = rules.expiryWarnings
    .map((days): [number, PlainDate] => [days, addDays(expiry, -days)])
    .filter(([, day]) => day >= warnedFrom)
    .map(([days, day]) => entry('warnOfExpiry', `expiry-${days}d:${expiry}`, sendingOpens(day, rules.messageHours, zone)));
  return agendaOf([...warnings, entry('recordExpiry', `expired:${expiry}`, startOfDay(addDays(expiry, 1), zone))], settled);
}

/**
 * The day from which warnings are owed: when the present expiry was set by a use, by a changed number of idle years, or the certificate was moved to other
 * warnings. What was to be said before that day is never said late (`domain.md` 1.3, 2.4).
 */
function warningsBeganOn(
  certificate: Certificate,
  { idleCourses, movedOn }: Pick<CertificationRules, 'idleCourses' | 'movedOn'>,
): PlainDate {
  const days = [certificate.movedOn, movedOn.expiryWarnings ?? certificate.movedOn];
  let expiry: PlainDate | undefined;
  for (const { setOn, course } of idleCourses) {
    const former = expiry;
    expiry = expiresOn(certificate, { idleCourse: course });
    if (setOn && expiry !== former) days.push(setOn);
  }
  return days.sort().at(-1)!;
}

/** Over when nothing more happens by itself. A use reported late may bring it back, and starts the story anew. */
export function certificateIsOver(certificate: Certificate, settled: Settled, rules: CertificationRules): boolean {
  return certificateAgenda(certificate, settled, rules).length === 0;
}

/**
 * The life of a certificate as a function of the SET of its uses: by day, each use on or before the expiry reached so far moves it (`domain.md` 2.4).
 * @param useDays in any order
 */
export function lastActiveFrom(startOn: PlainDate, useDays: Iterable<PlainDate>, rules: Idle): PlainDate {
  let last = startOn;
  for (const day of [...useDays].sort()) if (day > last && day <= expiresOn({ lastActiveOn: last }, rules)) last = day;
  return last;
}

/** Moves a certificate to a later last day of use; a changed date begins its warnings anew. */
export function usedOn(certificate: Certificate, lastActiveOn: PlainDate, recordedAt: Instant): Certificate {
  return lastActiveOn === certificate.lastActiveOn ? certificate : { ...certificate, lastActiveOn, movedOn: localDay(recordedAt, zone) };
}

/**
 * Takes a valid certificate back: it is not valid from that local day on, and no use, however dated, changes it (`domain.md` 2.4).
 * @throws Refusal `not_allowed_in_state` unless it is active or expiring on that day
 */
export function revokeOn(day: PlainDate, certificate: Certificate, rules: CertificationRules): Certificate {
  const state = stateOn(day, certificate, rules);
  if (state !== 'active' && state !== 'expiring') throw new Refusal('not_allowed_in_state');
  return { ...certificate, revokedOn: day };
}
