import { gradingTargetOn, signUpClosesOn } from './deadlines';
import { decide } from './decisions';
import { stateOf } from './life';
import { participants, regions, type Facts, type Sample } from './program';
import { deadlineOf, type World } from './state';

/** Sorts rows by their fields as text, the fields in the order of their names: both sides of a comparison can be put in the same order. */
export function sorted<T extends object>(rows: readonly T[]): readonly T[] {
  const text = (row: T): string => JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)));
  return rows
    .map((row) => ({ row, key: text(row) }))
    .sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key)))
    .map(({ row }) => row);
}

/** What stands now, and what write decisions on the sampled days would be. */
export function factsOf(world: World, samples: readonly Sample[]): Facts {
  return {
    now: world.now,
    rounds: sorted(
      world.rounds.map((round) => ({
        round: round.ref,
        state: round.state,
        deadlineOn: round.deadlineOn,
        signUpClosesOn: signUpClosesOn(round),
        gradingTargetOn: gradingTargetOn(round),
      })),
    ),
    enrolments: sorted(
      world.enrolments.map((enrolment) => ({
        enrolment: enrolment.ref,
        round: enrolment.round.ref,
        person: enrolment.person,
        kind: enrolment.kind,
        state: enrolment.state,
        cause: enrolment.cause,
        payment: enrolment.payment,
        deadlineOn: deadlineOf(enrolment),
        correctionUntilOn: enrolment.correctionUntilOn,
        endedAt: enrolment.endedAt,
      })),
    ),
    certificates: sorted(
      world.certificates.map((certificate) => ({
        certificate: certificate.ref,
        kind: certificate.kind,
        issuedOn: certificate.issuedOn,
        lastActiveOn: certificate.lastActiveOn,
        expiresOn: certificate.expiresOn,
        state: stateOf(world, certificate),
      })),
    ),
    letters: sorted(countLetters(world)),
    decisions: sorted(
      participants.flatMap((person) =>
        samples.flatMap((sample) => (sample.regions ?? regions).map((region) => decide(world, person, region, sample))),
      ),
    ),
  };
}

/** Letters alike are one row with their number. */
function countLetters(world: World): Facts['letters'] {
  const counts = new Map<string, Facts['letters'][number]>();
  for (const { person, template, dueAt, withdrawn } of world.letters) {
    const key = [person, template, dueAt, withdrawn].join();
    counts.set(key, { person, template, dueAt, withdrawn, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
