import { mayPass, pass } from './grading';
import { tell, tellHolder } from './letters';
import { stands } from './life';
import type { At, Day } from './program';
import { draftRounds, nothingLeft } from './rounds';
import { deadlineOf, type Certificate, type Enrolment, type Round, type World } from './state';
import { later, localDay, passedFrom, plusDays, sendingOpensOn, startOf } from './time';

/** At what hour of the night the year's drafts are made. */
const nightMs = 3 * 3_600_000;

/** Something that happens by itself: when, and what it does. */
export type Event = Readonly<{ at: At; happen: () => void }>;

/** What happens next if nobody acts: the earliest, of several at one instant the first listed. */
export function nextEvent(world: World): Event | undefined {
  const all = [
    ...world.rounds.flatMap((round) => roundEvents(round)),
    ...world.enrolments.flatMap((enrolment) => enrolmentEvents(world, enrolment)),
    ...world.certificates.flatMap((certificate) => certificateEvents(world, certificate)),
    ...world.rounds.flatMap((round) => completion(world, round)),
    { at: new Date(Date.parse(startOf(`${world.draftsFor - 1}-10-01`)) + nightMs).toISOString(), happen: () => draftRounds(world) },
  ];
  return all.reduce<Event | undefined>((first, event) => (first && first.at <= event.at ? first : event), undefined);
}

/** Opening, material and closing of a round (`domain.md` 2.2). */
function roundEvents(round: Round): readonly Event[] {
  const { state, publishedAt, uploadedAt } = round;
  const becomes = (next: Round['state']) => () => {
    round.state = next;
  };
  if (state === 'draft') return publishedAt ? [{ at: later(startOf(round.signUpOpensOn), publishedAt), happen: becomes('open') }] : [];
  if (state === 'cancelled' || state === 'completed') return [];
  const events: Event[] = [];
  if (uploadedAt && !round.released) {
    const happen = (): void => {
      round.released = true;
      if (round.state === 'open') round.state = 'running';
    };
    events.push({ at: later(startOf(round.materialOn), uploadedAt), happen });
  }
  if (state !== 'closed') events.push({ at: passedFrom(round.deadlineOn), happen: becomes('closed') });
  return events;
}

/** A closed round is completed as soon as it has nothing to wait for (`domain.md` 2.2). */
function completion(world: World, round: Round): readonly Event[] {
  if (round.state !== 'closed' || !nothingLeft(world, round)) return [];
  const happen = (): void => {
    round.state = 'completed';
  };
  return [{ at: world.now, happen }];
}

/** What the passing of days does to an enrolment (`domain.md` 2.3). */
function enrolmentEvents(world: World, enrolment: Enrolment): readonly Event[] {
  const passedAt = passedFrom(deadlineOf(enrolment));
  switch (enrolment.state) {
    case 'requested':
      return [{ at: passedAt, happen: () => end(world, enrolment, passedAt) }];
    case 'studying':
    case 'task_open':
      return [
        { at: passedAt, happen: () => end(world, enrolment, passedAt) },
        ...material(world, enrolment),
        ...reminders(world, enrolment),
      ];
    case 'submitted': {
      const happen = (): void => {
        world.coverage.took('submitted + round closed -> under_grading');
        enrolment.state = 'under_grading';
      };
      return [{ at: passedAt, happen }];
    }
    case 'under_grading':
      return mayPass(enrolment) ? [{ at: world.now, happen: () => pass(world, enrolment) }] : [];
    case 'returned': {
      const at = passedFrom(enrolment.correctionUntilOn!);
      return [{ at, happen: () => failUncorrected(world, enrolment, at) }];
    }
    case 'passed':
    case 'failed':
    case 'late':
    case 'not_delivered':
    case 'withdrawn':
      return [];
  }
}

/** The deadline passes without an answer: who was not admitted is withdrawn, who was has not delivered. */
function end(world: World, enrolment: Enrolment, at: At): void {
  const { state } = enrolment;
  enrolment.endedAt = at;
  if (state === 'requested') {
    world.coverage.took('requested + deadline passes -> withdrawn');
    enrolment.state = 'withdrawn';
    enrolment.cause = 'not_admitted';
    return tell(world, enrolment, 'not_admitted');
  }
  if (state !== 'studying' && state !== 'task_open') return;
  world.coverage.took(`${state} + deadline passes -> not_delivered`);
  enrolment.undeliveredFrom = state;
  enrolment.state = 'not_delivered';
  tell(world, enrolment, 'not_delivered');
}

/** The days of correction pass: failed. */
function failUncorrected(world: World, enrolment: Enrolment, at: At): void {
  world.coverage.took('returned + the days pass -> failed');
  enrolment.state = 'failed';
  enrolment.endedAt = at;
  tell(world, enrolment, 'failed');
}

/** The material goes to everybody admitted once it is out, to later ones with their admission. */
function material(world: World, enrolment: Enrolment): readonly Event[] {
  if (!enrolment.round.released || enrolment.materialSent) return [];
  const happen = (): void => {
    enrolment.materialSent = true;
    tell(world, enrolment, 'material');
  };
  return [{ at: world.now, happen }];
}

/**
 * When warnings of a day ahead go: at 09:00 on the days with so many left, none for a day that had passed when the duty began (`domain.md` 1.3). A
 * warning whose day is the one on which the duty began goes then.
 */
function warnings(day: Day, ahead: readonly number[], since: At): readonly Readonly<{ at: At; name: string }>[] {
  return [...new Set(ahead)]
    .map((days) => ({ on: plusDays(day, -days), name: `${days}d:${day}` }))
    .filter(({ on }) => on >= localDay(since))
    .map(({ on, name }) => ({ at: later(sendingOpensOn(on), since), name }));
}

/** Reminders before the deadline for who still owes an answer. */
function reminders(world: World, enrolment: Enrolment): readonly Event[] {
  return warnings(deadlineOf(enrolment), enrolment.rules.deadlineReminders, enrolment.dutySince)
    .filter(({ name }) => !enrolment.reminded.has(name))
    .map(({ at, name }) => ({
      at,
      happen: () => {
        enrolment.reminded.add(name);
        tell(world, enrolment, 'deadline_reminder');
      },
    }));
}

/** Warnings before a certificate expires, and the message that it has (`domain.md` 2.4). */
function certificateEvents(world: World, certificate: Certificate): readonly Event[] {
  if (!stands(certificate)) return [];
  const { expiresOn, told, dutySince, warnings: ahead } = certificate;
  const events: Event[] = warnings(expiresOn, ahead, dutySince)
    .filter(({ name }) => !told.has(name))
    .map(({ at, name }) => ({
      at,
      happen: () => {
        told.add(name);
        tellHolder(world, certificate, 'expiry_warning');
      },
    }));
  const name = `expired:${expiresOn}`;
  // Nothing is said when the day of saying it had passed as the expiry moved there (`domain.md` 2.4).
  if (told.has(name) || plusDays(expiresOn, 1) < localDay(certificate.movedAt)) return events;
  const happen = (): void => {
    told.add(name);
    tellHolder(world, certificate, 'expired');
  };
  return [...events, { at: later(passedFrom(expiresOn), dutySince), happen }];
}
