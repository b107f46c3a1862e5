import { addDays, endOfDay, latest, localDay, plusMinutes, startOfDay, type Instant, type PlainDate } from '../core/calendar';
import { agendaOf, type Agenda, type Entry, type Reminding, type Settled } from '../core/agenda';
import { sendingOpens } from '../core/message-hours';
import { anew, beforeGrading, deadlineOf, deadlineSetAt, endedStates, type Enrolment } from './enrolment';
import type { Round } from './round';
import type { CertificationRules } from './rules';
import { zone } from './zone';

export const enrolmentSteps = [
  'releaseMaterial',
  'remindOfDeadline',
  'withdrawUnadmitted',
  'withdrawCancelled',
  'closeUndelivered',
  'startGrading',
  'issueCertificate',
  'failUncorrected',
] as const;
export type EnrolmentStep = (typeof enrolmentSteps)[number];

/** Steps of which only the latest is done when several are due together (`domain.md` 1.3). */
export const enrolmentReminders: Reminding<EnrolmentStep> = new Set(['remindOfDeadline']);

/** What will happen to an enrolment, and when, if nobody acts (`domain.md` 2.2, 2.3). */
export function enrolmentAgenda(enrolment: Enrolment, round: Round, settled: Settled, rules: CertificationRules): Agenda<EnrolmentStep> {
  const deadline = deadlineOf(enrolment, round);
  const entries: Entry<EnrolmentStep>[] = [];
  const add = (step: EnrolmentStep, occasion: string, effectiveAt: Instant, movedBy: readonly string[], graceMinutes = 0): void => {
    entries.push({
      step,
      occasion,
      effectiveAt,
      dueAt: plusMinutes(effectiveAt, graceMinutes),
      because: `certification.step.${step}.because`,
      movedBy: movedBy.map((what) => `certification.movedBy.${what}`),
    });
  };
  const atDeadline = (step: EnrolmentStep, movedBy: readonly string[]): void =>
    add(step, `${step}:${deadline}`, endOfDay(deadline, zone), [...movedBy, 'deadlineMoved'], rules.closingGraceMinutes);

  if (round.cancelledAt && beforeGrading.includes(enrolment.state)) {
    // Nothing else is owed any more, also not what was due before: it would be untrue by now.
    add('withdrawCancelled', `cancelled:${round.cancelledAt}`, round.cancelledAt, []);
    return agendaOf(entries, settled);
  }
  switch (enrolment.state) {
    case 'requested':
      atDeadline('withdrawUnadmitted', ['admitted']);
      break;
    case 'studying':
    case 'task_open':
      if (!enrolment.materialReleasedAt && enrolment.admittedAt && round.materialUploadedAt)
        add(
          'releaseMaterial',
          anew(`material:${round.materialOn}`, enrolment),
          latest(startOfDay(round.materialOn, zone), enrolment.admittedAt, round.materialUploadedAt),
          ['roundDates'],
        );
      for (const reminder of reminders(enrolment, round, deadline, rules))
        add('remindOfDeadline', ...reminder, ['answerReceived', 'deadlineMoved']);
      atDeadline('closeUndelivered', ['answerReceived']);
      break;
    case 'submitted':
      atDeadline('startGrading', []);
      break;
    case 'under_grading':
      // With the gate `before_certificate` the step is not in the agenda until it is paid: a step never refuses.
      if (
        enrolment.verdict === 'satisfactory' &&
        enrolment.verdictAt &&
        (rules.paymentGate !== 'before_certificate' || enrolment.payment === 'paid')
      )
        add('issueCertificate', anew(`certificate:${enrolment.verdictAt}`, enrolment), enrolment.verdictAt, []);
      break;
    case 'returned':
      if (enrolment.correctionUntilOn)
        add(
          'failUncorrected',
          anew(`correction:${enrolment.correctionUntilOn}`, enrolment),
          endOfDay(enrolment.correctionUntilOn, zone),
          ['answerReceived'],
          rules.closingGraceMinutes,
        );
      break;
    case 'passed':
    case 'failed':
    case 'late':
    case 'not_delivered':
    case 'withdrawn':
      break;
  }
  return agendaOf(entries, settled);
}

/** Reminders at sending time on their days; none for a day that had passed when the duty began (`domain.md` 1.3, 2.3). */
function reminders(enrolment: Enrolment, round: Round, deadline: PlainDate, rules: CertificationRules): [occasion: string, at: Instant][] {
  if (!enrolment.admittedAt) return [];
  const toldOn = localDay(latest(enrolment.admittedAt, deadlineSetAt(enrolment, round)), zone);
  // Moved to other reminders it owes them from that day on.
  const movedOn = rules.movedOn.deadlineReminders;
  const dutyBeganOn = movedOn && movedOn > toldOn ? movedOn : toldOn;
  return rules.deadlineReminders
    .map((days): [number, PlainDate] => [days, addDays(deadline, -days)])
    .filter(([, day]) => day >= dutyBeganOn)
    .map(([days, day]) => [`deadline-${days}d:${deadline}`, sendingOpens(day, rules.messageHours, zone)]);
}

export function enrolmentIsOver(enrolment: Enrolment): boolean {
  return endedStates.has(enrolment.state);
}
