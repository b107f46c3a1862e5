import { rows } from '../../../db/core/columns';
import type { Answer } from '../../support/http';
import type { Participant } from '../../support/people-of-the-demo';
import type { Body, Track } from './race';

let made = 0;

/** A round of its own, wherever there is room for it in the calendar; its last day is the one given. */
export async function aRound(
  { ask }: Track,
  how: 'draft' | 'open' | 'running',
  deadlineOn = '2026-11-20',
): Promise<Readonly<{ id: string; version: number }>> {
  // A large run makes more than eight hundred: down from the years that races about years use, without those around today.
  const year = 2097 - Math.floor(made / 12);
  const place = { year: year > 2028 ? year : year - 4, number: (made % 12) + 1 };
  made += 1;
  const dates = {
    signUpOpensOn: '2026-01-01',
    signUpClosesOn: deadlineOn,
    materialOn: '2026-01-01',
    deadlineOn,
    gradingTargetOn: '2026-12-20',
  };
  const round = must(await ask('coordinator', 'POST', '/certification/rounds', { ...place, ...dates })).body;
  if (how === 'draft') return round;
  const path = `/certification/rounds/${round.id}`;
  let now = must(await ask('coordinator', 'POST', `${path}/publish`)).body;
  if (how === 'running') {
    const form = new FormData();
    form.append('files', new Blob(['læs']), 'materiale.txt');
    now = must(await ask('coordinator', 'PUT', `${path}/material`, form)).body;
  }
  return now;
}

/** Somebody whose answer waits for a verdict, in a round of their own that is open still. */
export async function waiting(track: Track): Promise<Participant> {
  const one = await participant(track, 'submitted');
  await track.api.database.db.raw(`update enrolment set state = 'under_grading', next_due_at = null where id = ?`, [one.enrolmentId]);
  return one;
}

/** Somebody in a round of their own. */
export async function participant(track: Track, state: 'requested' | 'studying' | 'task_open' | 'submitted'): Promise<Participant> {
  const { id } = await aRound(track, 'running');
  await track.api.settle();
  return track.cast.participant(state, { roundId: id });
}

/** Somebody who passed, with their certificate. */
export async function passed(track: Track): Promise<Participant & Readonly<{ certificateId: string; number: string }>> {
  const one = await waiting(track);
  must(await track.ask('grader', 'POST', `${pathOf(one)}/grade`, { verdict: 'satisfactory' }));
  await track.api.settle();
  const [certificate] = await rows<{ certificateId: string; number: string }>(
    track.api.database.db.raw('select id as "certificateId", number from certificate where person_id = ?', [one.personId]),
  );
  return { ...one, ...certificate! };
}

export const pathOf = ({ enrolmentId }: Participant): string => `/certification/enrolments/${enrolmentId}`;
export const casesOf = ({ enrolmentId, personId }: Participant): string[] => [enrolmentId, personId];

/** @throws Error when it was refused: the scene of a race is no part of it */
export function must(answer: Answer<Body>): Answer<Body> {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}
