import type { Chance } from '../support/chance';
import type { createModel } from '../model/model';
import { beginning, regions, type Act, type Day, type Facts, type Program, type Sample } from '../model/program';
import { anyAct, sensibleActs } from './acts';
import { weighed } from '../model-support/weighed';
import { addDays, dayOf } from '../model-support/days';
import { onTheWay, type Way } from './way';

/** Ends before anything is let go of for its age (`shared.retentionDays`): what is gone cannot be compared. */
const lastDay: Day = '2030-09-01';

export type Generated = Readonly<{ program: Program; samples: readonly Sample[] }>;

/**
 * A program by chance. The model is lived through along with it, so that most acts make sense where they stand; one in five is any act at all, so that what is
 * refused is tried as well.
 * @param model a fresh one
 * @param length how many acts
 */
export function generate(chance: Chance, model: ReturnType<typeof createModel>, length: number): Generated {
  const program: Act[] = [];
  let way: Way = onTheWay(chance.pick([1, 0.15, 0.15]));
  let facts = model.facts([]);
  while (program.length < length) {
    if (dayOf(facts.now) > lastDay) break;
    const act = chance.happens(0.2 * way.aside ** 0.5) ? anyAct(chance, facts, way) : weighed(chance, sensibleActs(chance, facts, way));
    const outcome = model.act(act);
    program.push(act);
    facts = model.facts([]);
    way = onTheWay(way, act, outcome, facts);
  }
  return { program, samples: samplesFor(chance, facts, way) };
}

/** Days on which the write decisions are compared: around those on which an answer may change. */
function samplesFor(chance: Chance, facts: Facts, { demandDays, memberDays, start }: Way): Sample[] {
  const days = [
    dayOf(facts.now),
    ...facts.certificates.flatMap(({ issuedOn, expiresOn }) => [addDays(issuedOn, -1), issuedOn, expiresOn, addDays(expiresOn, 1)]),
    ...memberDays.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]),
    addDays(dayOf(facts.now), chance.below(900) - 450),
    start,
  ];
  const starts = [...demandDays.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]), dayOf(beginning)];
  return Array.from({ length: 2 }, (_, at) => ({
    on: at === 0 ? dayOf(facts.now) : chance.pick(days),
    assignmentStart: chance.happens(0.5) ? chance.pick(starts) : null,
    regions: [chance.pick(regions.slice(0, 2)), chance.pick(regions.slice(2))],
  }));
}
