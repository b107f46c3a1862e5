import { differenceOfFacts, type Difference } from '../model-support/difference';
import type { Engine } from '../model-support/installations';
import { worldsOf } from '../model-support/worlds';
import { createModel } from '../register-model/model';
import type { Facts, Outcome, Program } from '../register-model/program';
import { Ambiguous } from '../register-model/state';
import { factsOf } from './facts';
import { perform } from './requests';
import { openWorld } from './world';

const worlds = worldsOf(openWorld);

/** Closes the worlds that stand ready. */
export const closeWorlds = async (): Promise<void> => worlds.close();

const lists = ['now', 'invitations', 'grants', 'projects', 'participations', 'reports', 'letters', 'tasks'] as const;

/**
 * Lives through a program on both sides. After each act the stories do what it brings at once before anybody does the next.
 * @returns the first difference; `undefined` when there is none, also for a program of which the book does not fix what comes of it
 */
export async function differenceIn(program: Program, engine: Engine): Promise<Difference | undefined> {
  const expected = expectedOf(program);
  if (!expected) return undefined;
  const lived = await worlds.within(engine, async (world) => {
    const outcomes: Outcome[] = [];
    for (const act of program) {
      outcomes.push(await perform(world, act));
      await world.settle();
      // What follows an act that came to something else is of no interest.
      if (outcomes.at(-1) !== expected.outcomes[outcomes.length - 1]) return { outcomes };
    }
    return { outcomes, facts: await factsOf(world) };
  });
  for (const [at, got] of lived.outcomes.entries()) {
    const [act, model] = [program[at]!, expected.outcomes[at]!];
    if (got !== model) return { where: `outcome of ${act.do}`, at: `act ${at}: ${JSON.stringify(act)}`, model, stack: got, act: at };
  }
  return differenceOfFacts<Facts>(lists, expected.facts, lived.facts!);
}

function expectedOf(program: Program): Readonly<{ outcomes: readonly Outcome[]; facts: Facts }> | undefined {
  const model = createModel();
  try {
    return { outcomes: program.map(model.act), facts: model.facts() };
  } catch (error) {
    if (error instanceof Ambiguous) return undefined;
    throw error;
  }
}
