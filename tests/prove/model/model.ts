import { registerProof, revoke } from './certificates';
import { confirmCorrection, correct } from './corrections';
import { createCoverage } from './coverage';
import { extend, moveDeadline } from './deadlines';
import { demand, endLegacy, registerLegacy, setMembership } from './decisions';
import { nextEvent } from './due';
import { admit, finishSelfStudy, handIn, importList, pay, signUp, withdraw } from './enrolments';
import { factsOf } from './facts';
import { grade } from './grading';
import { withdrawUntrue } from './letters';
import { refreshLives } from './life';
import { declareOutage } from './outages';
import {
  beginning,
  type Act,
  type At,
  type CertificateRef,
  type EnrolmentRef,
  type Facts,
  type Outcome,
  type RoundRef,
  type Sample,
} from './program';
import { cancelRound, createRound, publish, uploadMaterial } from './rounds';
import { setRule } from './rules';
import { refuse, Refused, there, type Certificate, type Enrolment, type Round, type World } from './state';
import { report } from './uses';

/** A pure model of the certification system, written from `domain.md` alone: it shares no rule with the product. */
export type Model = Readonly<{
  /** Does one act and everything that follows from it by itself; tells what it came to. Of a list of uses a verdict per row. */
  act(act: Act): Outcome | readonly Outcome[];
  /** What stands now, with write decisions on the sampled days. */
  facts(samples: readonly Sample[]): Facts;
  /** Rows of the table of `domain.md` 2.3 taken so far, and `code …` for every outcome answered. */
  hits(): ReadonlyMap<string, number>;
}>;

/** A model of an empty installation at the beginning of a program. */
export function createModel(): Model {
  const coverage = createCoverage();
  const world: World = {
    now: beginning,
    rounds: [],
    enrolments: [],
    certificates: [],
    uses: [],
    legacies: [],
    letters: [],
    settings: [],
    outages: [],
    members: new Map(),
    demands: new Map(),
    draftsFor: Number(beginning.slice(0, 4)) + 1,
    coverage,
  };
  const act = (next: Act): Outcome | readonly Outcome[] => {
    const outcome = attempt(world, next);
    settleUntil(world, world.now);
    for (const code of Array.isArray(outcome) ? (outcome as readonly Outcome[]) : [outcome as Outcome]) coverage.answered(code);
    return outcome;
  };
  return { act, facts: (samples) => factsOf(world, samples), hits: coverage.hits };
}

/** Does an act; a refusal has changed nothing. */
function attempt(world: World, act: Act): Outcome | readonly Outcome[] {
  try {
    return perform(world, act) ?? 'ok';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

/** Lets everything happen that is due up to an instant, in order of instants; facts that follow at once are brought up to date after each. */
function settleUntil(world: World, target: At): void {
  for (;;) {
    refreshLives(world);
    withdrawUntrue(world);
    const event = nextEvent(world);
    if (!event || event.at > target) break;
    if (event.at > world.now) world.now = event.at;
    event.happen();
  }
  world.now = target;
}

/** Time passes; backwards it does not. */
function passTime(world: World, to: At): void {
  if (to < world.now) refuse('not_forward');
  settleUntil(world, to);
}

/** Each act by its name. */
function perform(world: World, act: Act): Outcome | readonly Outcome[] | void {
  switch (act.do) {
    case 'createRound':
      return createRound(world, act);
    case 'publish':
      return publish(world, roundOf(world, act.round));
    case 'uploadMaterial':
      return uploadMaterial(world, roundOf(world, act.round));
    case 'moveDeadline':
      return moveDeadline(world, roundOf(world, act.round), act);
    case 'cancelRound':
      return cancelRound(world, roundOf(world, act.round));
    case 'signUp':
      return signUp(world, roundOf(world, act.round), act.person, act.kind);
    case 'import':
      return importList(world, roundOf(world, act.round), act);
    case 'admit':
      return admit(world, enrolmentOf(world, act.enrolment));
    case 'withdraw':
      return withdraw(world, enrolmentOf(world, act.enrolment));
    case 'finishSelfStudy':
      return finishSelfStudy(world, enrolmentOf(world, act.enrolment));
    case 'handIn':
      return handIn(world, enrolmentOf(world, act.enrolment), act.text);
    case 'grade':
      return grade(world, enrolmentOf(world, act.enrolment), act);
    case 'pay':
      return pay(enrolmentOf(world, act.enrolment), act);
    case 'extend':
      return extend(world, enrolmentOf(world, act.enrolment), act);
    case 'correct':
      return correct(world, enrolmentOf(world, act.enrolment), act);
    case 'confirmCorrection':
      return confirmCorrection(world, enrolmentOf(world, act.enrolment), act);
    case 'use':
      return report(world, [act.use])[0]!;
    case 'uses':
      return report(world, act.uses);
    case 'revoke':
      return revoke(world, certificateOf(world, act.certificate));
    case 'proof':
      return registerProof(world, act);
    case 'legacy':
      return registerLegacy(world, act);
    case 'endLegacy':
      return endLegacy(world, act);
    case 'demand':
      return demand(world, act);
    case 'membership':
      return setMembership(world, act);
    case 'setRule':
      return setRule(world, act);
    case 'outage':
      return declareOutage(world, act);
    case 'pass':
      return passTime(world, act.to);
  }
}

function roundOf(world: World, ref: RoundRef): Round {
  return there(world.rounds[ref]);
}

function enrolmentOf(world: World, ref: EnrolmentRef): Enrolment {
  return there(world.enrolments[ref]);
}

function certificateOf(world: World, { person, at }: CertificateRef): Certificate {
  return there(world.certificates.find(({ ref }) => ref.person === person && ref.at === at));
}
