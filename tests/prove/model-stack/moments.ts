import type { Chance } from '../support/chance';
import type { At, Facts } from '../model/program';
import { addDays, atHour, dayOf, endOf, plusMs } from '../model-support/days';
import type { Way } from './way';

/** Nights on which the clocks change, and the day that not every year has. */
const oddDays = ['2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31', '2028-02-28', '2028-02-29', '2028-03-26', '2028-10-29'];

/**
 * Instants up to which time may pass now: to what is to happen next, a millisecond before and after it, to the next day, over weeks. Never empty; those soon are
 * likelier than those in years.
 */
export function moments(chance: Chance, facts: Facts, way: Way): At[] {
  const { now } = facts;
  const today = dayOf(now);
  const going = facts.rounds.filter(({ state }) => ['draft', 'open', 'running'].includes(state));
  const open = facts.enrolments.filter(({ endedAt }) => endedAt === null);
  const deadlines = [
    ...going.flatMap(({ round, deadlineOn, signUpClosesOn }) => [
      deadlineOn,
      signUpClosesOn,
      addDays(way.materialDays.get(round) ?? deadlineOn, -1),
    ]),
    ...open.flatMap(({ deadlineOn, correctionUntilOn }) => (correctionUntilOn ? [deadlineOn, correctionUntilOn] : [deadlineOn])),
  ];
  const living = facts.certificates.filter(({ state }) => state === 'active' || state === 'expiring');
  const soon = around(chance, deadlines.map(endOf));
  const letters = [...deadlines.flatMap((day) => [-14, -3, -1].map((days) => addDays(day, days)))].map((day) => atHour(day, 9));
  const far = [
    ...around(chance, living.map(({ expiresOn }) => endOf(expiresOn))), // prettier-ignore
    ...living.flatMap(({ expiresOn }) => [-90, -30, -7].map((days) => atHour(addDays(expiresOn, days), 9))),
    ...around(chance, oddDays.map(endOf)), // prettier-ignore
  ];
  const ahead = (some: readonly At[]): At[] => some.filter((at) => at > now && at < plusMs(now, 800 * 86_400_000) && at < '2030-11').sort();
  const near = ahead([...soon, ...letters]);
  const usual = [
    plusMs(now, 60_000 * (1 + chance.below(600))),
    atHour(addDays(today, 1), chance.pick([0, 8, 9, 13, 22])),
    atHour(addDays(today, 1 + chance.below(10)), chance.pick([7, 9, 12, 23])),
    atHour(addDays(today, 7 * (1 + chance.below(6))), 12),
  ];
  const next = near.slice(0, 3);
  const nobodyWaits = open.length === 0;
  return [...next, ...next, ...near.slice(0, 8), ...usual, ...(nobodyWaits || chance.happens(0.15) ? ahead(far).slice(0, 6) : [])].filter(
    (at) => at > now,
  );
}

/** Each instant, a millisecond before, or a millisecond after. */
function around(chance: Chance, instants: readonly At[]): At[] {
  return instants.map((at) => plusMs(at, chance.pick([-1, 0, 1, 0, 36_000_000])));
}
