import type { At, Day } from '../model/program';
import { addDays, atHour, dayOf, endOf, plusMs } from '../model-support/days';
import { weighed } from '../model-support/weighed';
import { isOpen } from '../register-model/lookups';
import { createModel, upcoming, type Model } from '../register-model/model';
import type { Act, Program } from '../register-model/program';
import { Ambiguous, type World } from '../register-model/state';
import type { Chance } from '../support/chance';
import { sensibleActs } from './acts';
import { anyAct } from './any-act';

/** Ends before anything is let go of for its age (`shared.retentionDays`): what is gone cannot be compared. */
const lastDay: Day = '2030-06-01';

/** A program and what the model came to with it. */
export type Generated = Readonly<{ program: Program; model: Model }>;

/**
 * A program by chance. The model is lived through along with it, so that most acts make sense where they stand; one in six is any act at all, so that what is
 * refused is tried as well.
 * @param length how many acts
 */
export function generate(by: Chance, length: number): Generated {
  for (let again = 0; ; again += 1) {
    try {
      return attempt(by.fork(again), length);
    } catch (error) {
      // The book does not fix what comes of it: another is made.
      if (!(error instanceof Ambiguous)) throw error;
    }
  }
}

function attempt(chance: Chance, length: number): Generated {
  const model = createModel();
  const { world } = model;
  const program: Act[] = [];
  // In some programs much happens beside the participations.
  const aside = chance.pick([1, 1, 0.3]);
  let sincePass = 0;
  while (program.length < length && dayOf(world.now) < lastDay) {
    const act = chance.happens(0.16)
      ? anyAct(chance, world)
      : weighed(chance, [
          ...sensibleActs(chance, world, aside),
          [0.6 + sincePass * 0.5, (): Act => ({ do: 'pass', to: chance.pick(moments(chance, world)) })],
        ]);
    model.act(act);
    program.push(act);
    sincePass = act.do === 'pass' ? 0 : sincePass + 1;
  }
  return { program: clear(model, program), model };
}

/** A program ends where it can be told what stands. */
function clear({ facts }: Model, program: readonly Act[]): Program {
  facts();
  return program;
}

/** Instants up to which time may pass now: to what is to happen next, a millisecond before and after it, to the next day, over weeks and months. */
function moments(chance: Chance, world: World): readonly At[] {
  const { now } = world;
  const today = dayOf(now);
  const ahead = upcoming(world).filter((at) => at > now);
  const near = [...new Set(ahead)].toSorted().slice(0, 6).map((at) => plusMs(at, chance.pick([-1, 0, 0, 1, 36_000_000]))); // prettier-ignore
  const usual = [
    plusMs(now, 60_000 * (1 + chance.below(300))),
    atHour(addDays(today, 1), chance.pick([8, 9, 13, 22])),
    atHour(addDays(today, 1 + chance.below(10)), chance.pick([7, 9, 12, 23])),
    atHour(addDays(today, 7 * (1 + chance.below(5))), 12),
    atHour(addDays(today, 30 * (1 + chance.below(5))), 12),
  ];
  const newYear = endOf(`${today.slice(0, 4)}-12-31`);
  const far = [atHour(addDays(today, 365), 12), plusMs(newYear, chance.pick([-1, 0, 1, 40 * 86_400_000, 70 * 86_400_000]))];
  return [...near, ...near, ...usual, ...(chance.happens(0.4) ? far : [])].filter((at) => at > now).map((at) => settled(world, at)).filter((at) => at < '2030-11');
} // prettier-ignore

/** Not within the wait of a look-up: the book does not fix when in it the next try is made. */
function settled(world: World, at: At): At {
  if (world.register.answers !== 'well') return at;
  const unclear = world.lookups.find((one) => isOpen(one) && one.between[0] < at && at < one.between[1]);
  return unclear ? settled(world, unclear.between[1]) : at;
}
