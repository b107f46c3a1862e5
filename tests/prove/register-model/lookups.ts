import type { At } from '../model/program';
import { participationFor } from './access';
import type { Act } from './program';
import { ageWarningOf } from './age';
import { rulesNow } from './rules';
import { Ambiguous, openTask, settleTask, type Lookup, type Participation, type World } from './state';

const later = (at: At, ms: number): At => new Date(Date.parse(at) + ms).toISOString();
const hourMs = 3_600_000;
export const isOpen = ({ state }: Lookup): boolean => state === 'pending' || state === 'delayed';
const caseOf = ({ ref }: Lookup): string => `name-lookup ${ref}`;

/** Whom the population register tells of, by number; the same on both sides. */
export const nameOf = (number: string): string => `Navn ${number.slice(6)}`;

/** When she was born, as the population register tells of everybody here: it counts only where the number does not tell (`domain.md` 6.4). */
export const toldBirth = '1944-09-09';

/** Begins to ask for a name; what was asked before about this record is over, and a name that came with another number is gone (`domain.md` 6.4). */
export function askFor(world: World, one: Participation): void {
  const before = one.lookups.at(-1);
  if (before) {
    if (isOpen(before)) become(world, before, 'cancelled');
    settleTask(world, caseOf(before), 'lookup_failed');
    settleTask(world, caseOf(before), 'lookup_refused');
    if (before.person === one.person && before.id !== one.person.id) one.person.name = null;
  }
  const lookup: Lookup = {
    ref: world.lookups.length,
    state: 'pending',
    mismatch: null,
    participation: one,
    person: one.person,
    id: one.person.id!,
    askedAt: world.now,
    between: [world.now, world.now],
    rules: rulesNow(world),
  };
  world.coverage.hit('look-up pending');
  one.lookups.push(lookup);
  world.lookups.push(lookup);
}

/** "Hent navn på nytt". */
export function askName(world: World, { by, participation }: Extract<Act, { do: 'askName' }>): Participation {
  const one = participationFor(world, by, participation);
  askFor(world, one);
  return one;
}

function become(world: World, lookup: Lookup, state: Lookup['state'], mismatch: Lookup['mismatch'] = null): void {
  lookup.state = state;
  lookup.mismatch = mismatch;
  world.coverage.hit(`look-up ${state}`);
  if (mismatch) world.coverage.hit(`mismatch ${mismatch}`);
}

/** The population register answers otherwise from now on. Where a try may have been made since the last that is known of, the next comes within its wait. */
export function answerOtherwise(world: World, { answers, hours }: Extract<Act, { do: 'register' }>): void {
  for (const lookup of world.lookups.filter(isOpen)) {
    const [from, to] = lookup.between;
    if (from < world.now) lookup.between = [world.now, [to, later(world.now, longestWait(lookup)), later(world.now, world.register.hours * hourMs)].toSorted().at(-1)!]; // prettier-ignore
  }
  world.register = { answers, hours: answers === 'later' ? (hours ?? 2) : 0 };
}

const longestWait = ({ rules }: Lookup): number => rules['register.lookupLongestWaitMinutes'] * 60_000;
const endsAt = (lookup: Lookup): At => later(lookup.askedAt, lookup.rules['register.lookupDays'] * 24 * hourMs);

/** What a look-up does next, and when at the latest. */
export function lookupEvent(world: World, lookup: Lookup): Readonly<{ at: At; happen: () => void }> {
  const end = endsAt(lookup);
  const [from, to] = lookup.between;
  if (to < end) return { at: to, happen: () => ask(world, lookup) };
  const giveUp = (): void => {
    if (from < end && world.register.answers === 'well') throw new Ambiguous('a last try');
    become(world, lookup, 'failed');
    openTask(world, caseOf(lookup), 'municipality_admin', 'lookup_failed');
  };
  return { at: end, happen: giveUp };
}

/** The register is asked once, at the latest now. */
function ask(world: World, lookup: Lookup): void {
  const { answers, hours } = world.register;
  if (answers !== 'well') {
    if (lookup.state === 'pending') become(world, lookup, 'delayed');
    const [from, to] = lookup.between;
    // After an exact wait the next try is as exact; else it comes within the longest wait from here.
    lookup.between = answers === 'later' ? [later(from, hours * hourMs), later(to, hours * hourMs)] : [to, later(to, longestWait(lookup))];
    return;
  }
  const told = world.told.get(lookup.id.number) ?? 'woman';
  switch (told) {
    case 'woman':
      lookup.person.name = nameOf(lookup.id.number);
      if (lookup.id.bornOn === null) lookup.participation.ageWarning = ageWarningOf(toldBirth, lookup.participation);
      return become(world, lookup, 'found');
    case 'unknown':
      return become(world, lookup, 'not_found');
    case 'refused':
      become(world, lookup, 'failed');
      return openTask(world, caseOf(lookup), 'directorate', 'lookup_refused');
    case 'man':
    case 'dead':
    case 'ceased':
      return become(world, lookup, 'mismatch', told);
  }
}

/** Refuses to say what stands while a try may or may not have been answered. */
export function refuseUnclear(world: World): void {
  const { answers } = world.register;
  const unclear = world.lookups.some((lookup) => isOpen(lookup) && answers === 'well' && lookup.between[0] < world.now && world.now <= lookup.between[1]);
  if (unclear) throw new Ambiguous('a try between now and its longest wait');
} // prettier-ignore
