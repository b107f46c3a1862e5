import type { At } from '../model/program';
import { createCoverage } from './coverage';
import { statusOf } from './fields';
import { factsOf } from './facts';
import { accept, invitationEvents, invite, letterEvents, open, resend, revoke, stateOf } from './invitations';
import { answerOtherwise, askName, isOpen, lookupEvent, refuseUnclear } from './lookups';
import { comeBack, create, discharge, end, reopen } from './participations';
import { beginning, type Act, type Facts, type Outcome } from './program';
import { addEntry, changeEntry, removeEntry } from './programme';
import { addProject, changeProject } from './projects';
import { approve, openingEvent, reportEvents, returnReport, submit } from './reports';
import { setRule } from './rules';
import { save, type NotSaved } from './saving';
import { refuse, Refused, type World } from './state';
import { lengthPassed, participationEvents, type Event } from './tasks';

/** A pure model of the register, written from `domain.md` 6: it shares no rule with the product. */
export type Model = Readonly<{
  /** Does one act and everything that follows from it by itself; tells what it came to. */
  act(act: Act): Outcome;
  /** What stands now. Fails with `Ambiguous` where the book does not fix whether a look-up has been answered. */
  facts(): Facts;
  /** What was come to so far: `coverage.ts`. */
  hits(): ReadonlyMap<string, number>;
  /** For who makes programs by chance: what stands in the model itself. Not to be changed. */
  world: World;
}>;

/** A model of an empty installation at the beginning of a program. */
export function createModel(): Model {
  const world: World = {
    now: beginning,
    people: [],
    participations: [],
    lookups: [],
    invitations: [],
    known: new Set(),
    accounts: new Map(),
    grants: [],
    projects: [],
    reports: [],
    letters: [],
    tasks: new Set(),
    settings: [],
    register: { answers: 'well', hours: 0 },
    told: new Map(),
    openedFor: Number(beginning.slice(0, 4)) - 1,
    coverage: createCoverage(),
  };
  const act = (next: Act): Outcome => {
    const before = world.participations.map(statusOf);
    const outcome = attempt(world, next);
    if (next.do !== 'pass') settleUntil(world, world.now);
    note(world, before, outcome);
    return outcome;
  };
  return { act, facts: () => factsOf(world), hits: world.coverage.hits, world };
}

/** Does an act; a refusal has changed nothing. */
function attempt(world: World, act: Act): Outcome {
  try {
    return perform(world, act) ?? 'ok';
  } catch (error) {
    if (error instanceof Refused) return saves.has(act.do) ? told(error.code, error.fields) : error.code;
    throw error;
  }
}

/** Acts whose answer names fields. */
export const saves: ReadonlySet<Act['do']> = new Set(['create', 'save', 'addEntry', 'changeEntry', 'end', 'discharge', 'return']);

/** An outcome together with the fields it is about. */
export function told(code: string, fields: Readonly<Record<string, string>>): Outcome {
  const named = Object.entries(fields).map(([field, fault]) => `${field} ${fault}`);
  return named.length === 0 ? code : `${code} (${named.toSorted().join(', ')})`;
}

/** Counts what was come to. */
function note(world: World, before: readonly string[], outcome: Outcome): void {
  const { hit } = world.coverage;
  for (const code of outcome.matchAll(/[a-z]+[a-z_\d]*_[a-z_\d]+/gu)) hit(`code ${code[0]}`);
  for (const [at, one] of world.participations.entries()) {
    const [was, is] = [before[at] ?? '-', statusOf(one)];
    if (was !== is) hit(`${was} -> ${is}`);
    if (one.ageWarning) hit(`warning ${one.ageWarning}`);
    const months = lengthPassed(world, one);
    if (months !== null) hit(`warning programme_length ${months}`);
  }
  for (const one of world.invitations) hit(`invitation ${stateOf(world, one)}`);
}

/** When something will happen by itself, as things stand. */
export const upcoming = (world: World): readonly At[] => eventsOf(world).map(({ at }) => at);

/** What happens next if nobody acts: the earliest, of several at one instant the first listed. */
function nextEvent(world: World): Event | undefined {
  return eventsOf(world).reduce<Event | undefined>((first, event) => (first && first.at <= event.at ? first : event), undefined);
}

function eventsOf(world: World): readonly Event[] {
  return [
    ...letterEvents(world),
    openingEvent(world),
    ...world.lookups.filter(isOpen).map((lookup) => lookupEvent(world, lookup)),
    ...world.participations.flatMap((one) => participationEvents(world, one)),
    ...world.invitations.flatMap((one) => invitationEvents(world, one)),
    ...world.reports.flatMap((report) => reportEvents(world, report)),
  ];
}

/** Lets everything happen that is due up to an instant, in order of instants. */
function settleUntil(world: World, target: At): void {
  for (;;) {
    const event = nextEvent(world);
    if (!event || event.at > target) break;
    if (event.at > world.now) world.now = event.at;
    event.happen();
  }
  world.now = target;
  refuseUnclear(world);
}

function passTime(world: World, to: At): void {
  if (to < world.now) refuse('not_forward');
  settleUntil(world, to);
}

const unsaved = (faults: NotSaved): Outcome => told('ok', faults);

/** Each act by its name. */
function perform(world: World, act: Act): Outcome | void {
  switch (act.do) {
    case 'invite':
      return invite(world, act);
    case 'resend':
      return resend(world, act);
    case 'revoke':
      return revoke(world, act);
    case 'open':
      return open(world, act);
    case 'accept':
      return accept(world, act);
    case 'addProject':
      return addProject(world, act);
    case 'changeProject':
      return changeProject(world, act);
    case 'create':
      return `ok, ${create(world, act).lookups.at(-1)!.state}`;
    case 'return':
      return `ok, ${comeBack(world, act).lookups.at(-1)!.state}`;
    case 'askName':
      return `ok, ${askName(world, act).lookups.at(-1)!.state}`;
    case 'save':
      return unsaved(save(world, act));
    case 'addEntry':
      return unsaved(addEntry(world, act));
    case 'changeEntry':
      return unsaved(changeEntry(world, act));
    case 'removeEntry':
      return removeEntry(world, act);
    case 'end':
      return end(world, act);
    case 'discharge':
      return discharge(world, act);
    case 'reopen':
      return reopen(world, act);
    case 'register':
      return answerOtherwise(world, act);
    case 'tell':
      world.told.set(act.number, act.as);
      return undefined;
    case 'submit':
      return submit(world, act);
    case 'approve':
      return approve(world, act);
    case 'returnReport':
      return returnReport(world, act);
    case 'setRule':
      return setRule(world, act);
    case 'pass':
      return passTime(world, act.to);
  }
}
