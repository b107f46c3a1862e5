import type { Chance } from '../support/chance';
import { agents, coordinators, graders, participants, regions, type Act, type Facts, type Kind, type Participant } from '../model/program';
import { addDays, dayOf, endOf, plusMs } from '../model-support/days';
import type { Weighed as WeighedOf } from '../model-support/weighed';
import { moments } from './moments';
import { aRuleChange, aUse } from './values';
import type { Way } from './way';

type Enrolment = Facts['enrolments'][number];
type Weighed = WeighedOf<Act>;
const ended = ['passed', 'failed', 'late', 'not_delivered', 'withdrawn'];

/** What somebody might do now that makes sense, and how likely it is; time passing is always among it. */
export function sensibleActs(chance: Chance, facts: Facts, way: Way): Weighed[] {
  return [
    ...ofRounds(chance, facts, way),
    ...facts.enrolments.flatMap((one) => ofEnrolment(chance, facts, way, one)),
    ...[...ofCertificates(chance, facts, way), ...ofRegions(chance, facts, way), ...ofAgency(chance, facts)].map(
      ([weight, act]): Weighed => [weight * way.aside, act],
    ),
    // The more has been done, the sooner time passes.
    [0.4 + way.sincePass * (way.aside < 1 ? 1.2 : 0.6), () => ({ do: 'pass', to: chance.pick(moments(chance, facts, way)) })],
  ];
}

function ofRounds(chance: Chance, facts: Facts, way: Way): Weighed[] {
  const by = chance.pick(coordinators);
  const today = dayOf(facts.now);
  const going = facts.rounds.filter(({ state }) => state === 'open' || state === 'running');
  const coming = facts.rounds.some(({ state, deadlineOn }) => state === 'draft' && deadlineOn > today && daysFrom(today, deadlineOn) < 200);
  // With little beside the course two at a time come further than seven.
  const enough = way.aside < 1 && facts.enrolments.filter(({ state }) => !ended.includes(state)).length >= 2;
  const acts: Weighed[] = [
    [going.length > 0 ? 0.15 * way.aside : coming ? 1 : 6, () => newRound(chance, facts, way)],
    ...facts.rounds.flatMap(({ round, state, deadlineOn }): Weighed[] => [
      ...(state === 'draft' && deadlineOn > today && !way.published.has(round) && daysFrom(today, deadlineOn) < 200
        ? [[going.length === 0 ? 4 : 2 * way.aside, () => ({ do: 'publish', by, round })] as Weighed]
        : []),
      ...(['draft', 'open', 'running'].includes(state) && !way.uploaded.has(round) && (way.published.has(round) || chance.happens(0.1)) ? [[4, () => ({ do: 'uploadMaterial', by, round })] as Weighed] : []), // prettier-ignore
    ]),
  ];
  for (const { round, deadlineOn, signUpClosesOn } of going) {
    const signable = (signUpClosesOn >= today ? 4 : 0.2) * (enough ? 0.05 : 1);
    acts.push(
      [signable, () => ({ do: 'signUp', by, round, ...someoneFor(chance, facts) })],
      [
        signable / 4,
        () => ({ do: 'import', by, round, lines: Array.from({ length: 1 + chance.below(4) }, () => someoneFor(chance, facts)) }),
      ],
      [0.2, () => ({ do: 'moveDeadline', by, round, to: addDays(deadlineOn, chance.pick([-1, 0, 1, 1, 2, 7, 14])) })],
      [0.08, () => ({ do: 'cancelRound', by, round })],
    );
  }
  return acts;
}

/** A round that goes fast, or one with the usual dates. */
function newRound(chance: Chance, facts: Facts, { places }: Way): Act {
  const today = dayOf(facts.now);
  const by = chance.pick(coordinators);
  const free = (year: number): number => {
    const numbers = [1, 2, 3, 4].filter((number) => !places.has(`${year}/${number}`));
    return numbers.length > 0 && chance.happens(0.9) ? chance.pick(numbers) : 1 + chance.below(5);
  };
  const usualIn = Number(today.slice(0, 4)) + chance.below(2);
  if (chance.happens(0.25)) return { do: 'createRound', by, year: usualIn, number: free(usualIn) };
  const deadlineOn = addDays(today, 16 + chance.below(40));
  // A fifth round of a year that is full is made in the year before: whatever year it is said to be of, its days are its own.
  const year = Number(deadlineOn.slice(0, 4)) + chance.pick([0, 0, 0, 1, 2]);
  return {
    do: 'createRound',
    by,
    year,
    number: free(year),
    signUpOpensOn: addDays(today, chance.pick([-3, 0, 0, 0, 1])),
    ...(chance.happens(0.8) ? { materialOn: addDays(today, chance.pick([-1, 0, 1, 5, 10])) } : {}),
    deadlineOn,
  };
}

const daysFrom = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** Somebody who can be signed up, most of the time. */
function someoneFor(chance: Chance, facts: Facts): Readonly<{ person: Participant; kind: Kind }> {
  const busy = new Set(facts.enrolments.filter(({ state }) => !ended.includes(state)).map(({ person }) => person));
  const free = participants.filter((person) => !busy.has(person));
  const person = chance.pick(free.length > 0 && chance.happens(0.9) ? free : participants);
  const certified = facts.certificates.some(({ certificate }) => certificate.person === person);
  return { person, kind: chance.happens(certified ? 0.6 : 0.08) ? 'recertification' : 'full' };
}

function ofEnrolment(chance: Chance, facts: Facts, way: Way, one: Enrolment): Weighed[] {
  const { enrolment, state, payment, deadlineOn } = one;
  const by = chance.pick(coordinators);
  const grader = chance.pick(graders);
  const running = facts.rounds[one.round]?.state === 'running';
  const handIn = (weight: number): Weighed => [
    weight,
    () => ({ do: 'handIn', enrolment, text: chance.happens(0.06) ? '' : `svar ${chance.below(40)}` }),
  ];
  const grade = (weight: number): Weighed => [
    weight,
    () => ({ do: 'grade', by: grader, enrolment, verdict: chance.happens(0.5) ? 'satisfactory' : 'not_satisfactory' }),
  ];
  const withdraw = (weight: number): Weighed => [weight, () => ({ do: 'withdraw', enrolment })];
  const correct = (weight: number, what: 'verdict' | 'admission'): Weighed => [
    weight,
    () => ({ do: 'correct', by: chance.pick([...coordinators, ...agents]), enrolment, what }),
  ];
  const acts: Weighed[] = [];
  if (payment !== 'paid') acts.push([ended.includes(state) ? 0.05 : state === 'under_grading' ? 0.6 : 0.3, () => ({ do: 'pay', by, enrolment, state: chance.pick(['paid', 'paid', 'paid', 'invoiced', 'credited', 'not_invoiced']) })]); // prettier-ignore
  if (!ended.includes(state))
    acts.push([0.15, () => ({ do: 'extend', by, enrolment, to: addDays(deadlineOn, chance.pick([-1, 0, 1, 3, 10])) })]);
  const asker = way.waiting.get(enrolment);
  if (asker) acts.push([3, () => ({ do: 'confirmCorrection', by: chance.happens(0.5) ? (asker as 'karen') : chance.pick([...coordinators, ...agents]), enrolment })]); // prettier-ignore
  switch (state) {
    case 'requested':
      return [...acts, [4, () => ({ do: 'admit', by, enrolment })], withdraw(0.2)];
    case 'studying':
      return [
        ...acts,
        [running ? 4 : 0.15, () => ({ do: 'finishSelfStudy', enrolment })],
        handIn(0.2),
        withdraw(0.1),
        correct(0.1, 'admission'),
      ];
    case 'task_open':
      return [...acts, handIn(running ? 4 : 0.2), withdraw(0.1), correct(0.1, 'admission'), grade(0.1)];
    case 'submitted':
      return [...acts, handIn(0.5), grade(0.4), withdraw(0.1)];
    case 'under_grading':
      return [...acts, grade(5), handIn(0.3), correct(0.3, 'verdict')];
    case 'returned':
      return [...acts, handIn(1.5), correct(0.3, 'verdict'), grade(0.1)];
    case 'not_delivered':
      return [...acts, handIn(0.5)];
    case 'late':
      return [...acts, handIn(0.2), grade(0.2)];
    case 'failed':
      return [...acts, handIn(1.2), correct(0.25, 'verdict')];
    case 'passed':
      return [...acts, correct(0.7, 'verdict')];
    default:
      return acts;
  }
}

function ofCertificates(chance: Chance, facts: Facts, way: Way): Weighed[] {
  const held = facts.certificates;
  const acts: Weighed[] = [[held.length < 2 ? 0.8 : 0.12, () => aProof(chance, facts)]];
  if (held.length === 0) return acts;
  const one = chance.pick(held);
  const region = chance.pick(regions);
  acts.push(
    [1.2, () => ({ do: 'use', use: aUse(chance, facts, way, region) })],
    [0.8, () => ({ do: 'uses', uses: Array.from({ length: 1 + chance.below(5) }, () => aUse(chance, facts, way, region)) })],
    [one.state === 'active' || one.state === 'expiring' ? 0.25 : 0.1, () => ({ do: 'revoke', by: chance.pick([...coordinators, ...agents]), certificate: one.certificate })], // prettier-ignore
  );
  return acts;
}

function aProof(chance: Chance, facts: Facts): Act {
  const today = dayOf(facts.now);
  const courseOn = chance.pick([addDays(today, -chance.below(900)), addDays(today, -chance.below(10)), '2024-02-29']);
  const lastUsedOn = addDays(courseOn, chance.below(500) - 50);
  return {
    do: 'proof',
    person: chance.pick(participants),
    courseOn,
    ...(chance.happens(0.3) && lastUsedOn <= today ? { lastUsedOn } : {}),
  };
}

function ofRegions(chance: Chance, facts: Facts, way: Way): Weighed[] {
  const region = chance.pick(regions);
  const today = dayOf(facts.now);
  const near = addDays(today, chance.below(400) - 100);
  const known = way.legacy.length > 0 ? chance.pick(way.legacy) : undefined;
  return [
    [0.2, () => ({ do: 'legacy', region, person: chance.pick(participants), evidenceOn: chance.pick(['2018-05-01', '2018-12-31', '2019-01-01', '2019-01-02']) })], // prettier-ignore
    ...(known ? [[0.08, () => ({ do: 'endLegacy', region: known.region, person: known.person })] as Weighed] : []),
    [0.2, () => ({ do: 'demand', region, from: chance.happens(0.2) ? null : near })],
    [0.15, () => ({ do: 'membership', by: chance.pick(agents), region, from: chance.pick(['2019-01-01', today]), until: chance.happens(0.4) ? null : near })], // prettier-ignore
  ];
}

function ofAgency(chance: Chance, facts: Facts): Weighed[] {
  const by = chance.pick(agents);
  const today = dayOf(facts.now);
  return [
    [facts.rounds.length < 2 ? 6 : 0.3, () => ({ do: 'setRule', by, change: aRuleChange(chance), ...(chance.happens(0.3) ? { validFrom: addDays(today, chance.below(60)) } : {}) })], // prettier-ignore
    [0.3, () => anOutage(chance, facts)],
  ];
}

/** An outage on or beside a day that matters to somebody, often only told of afterwards. */
function anOutage(chance: Chance, facts: Facts): Act {
  const days = [
    ...facts.rounds.map(({ deadlineOn }) => deadlineOn),
    ...facts.enrolments.flatMap(({ deadlineOn, correctionUntilOn }) =>
      correctionUntilOn ? [deadlineOn, correctionUntilOn] : [deadlineOn],
    ),
    dayOf(facts.now),
  ].filter((day) => Math.abs(Date.parse(day) - Date.parse(facts.now)) < 40 * 86_400_000);
  const day = chance.pick(days.length > 0 ? days : [dayOf(facts.now)]);
  const from = plusMs(endOf(day), -3_600_000 * (1 + chance.below(30)));
  const hours = chance.pick([1, 5, 23, 24, 25, 48, 49, 100]);
  return { do: 'outage', by: chance.pick(agents), from, to: plusMs(from, hours * 3_600_000) };
}

/** Any act at all, on anything that there is or is not. */
export function anyAct(chance: Chance, facts: Facts, way: Way): Act {
  const by = chance.pick(coordinators);
  const round = chance.below(facts.rounds.length + 1);
  const enrolment = chance.below(facts.enrolments.length + 1);
  const today = dayOf(facts.now);
  const person = chance.pick(participants);
  const region = chance.pick(regions);
  return chance.pick<() => Act>([
    () => newRound(chance, facts, way),
    () => ({ do: 'publish', by, round }),
    () => ({ do: 'uploadMaterial', by, round }),
    () => ({ do: 'moveDeadline', by, round, to: addDays(today, chance.below(60)) }),
    () => (chance.happens(0.4) ? { do: 'cancelRound', by, round } : { do: 'admit', by, enrolment }),
    () => ({ do: 'signUp', by, round, person, kind: chance.pick(['full', 'recertification']) }),
    () => ({ do: 'import', by, round, lines: Array.from({ length: chance.below(4) }, () => someoneFor(chance, facts)) }),
    () => ({ do: 'admit', by, enrolment }),
    () => ({ do: 'withdraw', enrolment }),
    () => ({ do: 'finishSelfStudy', enrolment }),
    () => ({ do: 'handIn', enrolment, text: chance.pick(['', 'svar', 'svar igen']) }),
    () => ({ do: 'grade', by: chance.pick(graders), enrolment, verdict: chance.pick(['satisfactory', 'not_satisfactory']) }),
    () => ({ do: 'pay', by, enrolment, state: chance.pick(['not_invoiced', 'invoiced', 'paid', 'credited']) }),
    () => ({ do: 'extend', by, enrolment, to: addDays(today, chance.below(60)) }),
    () => ({ do: 'correct', by: chance.pick([...coordinators, ...agents]), enrolment, what: chance.pick(['verdict', 'admission']) }),
    () => ({ do: 'confirmCorrection', by: chance.pick([...coordinators, ...agents]), enrolment }),
    () => ({ do: 'use', use: aUse(chance, facts, way, region) }),
    () => ({ do: 'uses', uses: Array.from({ length: chance.below(5) }, () => aUse(chance, facts, way, region)) }),
    () => ({ do: 'revoke', by: chance.pick([...coordinators, ...agents]), certificate: { person, at: chance.below(2) } }),
    () => ({ do: 'proof', person, courseOn: addDays(today, chance.below(800) - 780), lastUsedOn: addDays(today, chance.below(100) - 90) }),
    () => ({ do: 'legacy', region, person, evidenceOn: chance.pick(['2018-12-31', '2019-01-01']) }),
    () => ({ do: 'endLegacy', region, person }),
    () => ({ do: 'membership', by: chance.pick(agents), region, from: today, until: addDays(today, chance.below(20) - 10) }),
    () => anOutage(chance, facts),
    () => ({ do: 'pass', to: chance.pick(moments(chance, facts, way)) }),
  ])();
}
