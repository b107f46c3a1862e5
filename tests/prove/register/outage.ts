import type { PopulationRegister } from '../../../activities/register/population-register';
import { saveFields } from '../../../api/register/participation-commands';
import { participation } from '../../../db/register/participations';
import { specialNumbers } from '../../../workers/population-register-people';
import type { Behaviour } from '../../../workers/population-register-server';
import { as } from '../../support/people';
import type { Stage } from '../../support/stage';
import type { Chance } from '../support/chance';
import { leap, numbers, register } from './town';

/** What somebody does; `who` is the participant's place in the plan. */
type Act = Readonly<{ who: number } & ({ number: string } | { fields: Readonly<Record<string, number>> })>;

/** A leap of the clock, and what is done after it. */
export type Slot = Readonly<{ minutes: number; away: Behaviour; acts: readonly Act[] }>;

/** How long the register asks to be left alone when it says so, in seconds. */
export const retryAfterSeconds = 5_400;
/** The longest that the clock leaps at once, in minutes. */
export const longestLeap = 180;

const waysOfBeingAway: readonly Behaviour[] = [
  { mode: 'down' },
  { mode: 'down' },
  { mode: 'drop' },
  { mode: 'status', status: 500 },
  { mode: 'status', status: 503 },
  { mode: 'status', status: 429, retryAfterSeconds },
];

/**
 * 48 hours of a municipality at work, in leaps: participants are registered, numbers are corrected once or twice, fields are filled. A few of the numbers that
 * stand at last are those of which the register says something else than a name.
 */
export function planOf(by: Chance, participants: number): readonly Slot[] {
  const leaps: number[] = [];
  for (let left = 48 * 60; left > 0; left -= leaps.at(-1)!) leaps.push(Math.min(left, 60 + by.below(longestLeap - 59)));
  const slots = leaps.map((minutes) => ({ minutes, away: by.pick(waysOfBeingAway), acts: [] as Act[] }));
  const next = numbers();
  const special = Object.values(specialNumbers);
  for (let who = 0; who < participants; who += 1) {
    const born = by.below(slots.length);
    const later = slots.slice(born + 1);
    // No number is corrected twice at the same instant: two corrections made on one version are a conflict, not an order.
    const corrected = later.filter(() => by.happens(0.8 / later.length)).slice(0, 2);
    const [first, ...others] = [...corrected.map(next), special[who] ?? next()];
    slots[born]!.acts.push({ who, number: first });
    corrected.forEach((slot, at) => slot.acts.push({ who, number: others[at]! }));
    for (const field of ['children', 'yearsInNorway'])
      if (later.length > 0) by.pick(later).acts.push({ who, fields: { [field]: 1 + by.below(20) } });
  }
  return slots;
}

/** Lives the plan. @returns the participations by their place in it */
export async function liveThePlan(stage: Stage, by: string, plan: readonly Slot[], behave: (as: Behaviour) => void): Promise<string[]> {
  const { db } = stage;
  const ids: string[] = [];
  const act = async (one: Act): Promise<void> => {
    if (ids[one.who] === undefined) {
      ids[one.who] = await register(db, by, 'number' in one ? one.number : '');
      return;
    }
    const { version } = (await participation(db, ids[one.who]!))!;
    const changes = 'number' in one ? { nationalId: one.number } : one.fields;
    const { notSaved } = await saveFields(await as(db, by), ids[one.who]!, version, changes);
    if (Object.keys(notSaved).length > 0) throw new Error(`not saved: ${JSON.stringify(notSaved)}`);
  };
  for (const { minutes, away, acts } of plan) {
    behave(away);
    await leap(stage, minutes, () => Promise.all(acts.map(act)));
  }
  return ids;
}

/** Notes when questions are asked, by the machine's clock. */
export function noting(register: PopulationRegister): PopulationRegister & Readonly<{ askedAt: number[] }> {
  const askedAt: number[] = [];
  return {
    askedAt,
    personOf: async (number) => {
      askedAt.push(Date.now());
      return register.personOf(number);
    },
  };
}
