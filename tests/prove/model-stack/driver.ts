import type { Facts, Outcome, Program, Sample } from '../model/program';
import type { Engine } from '../model-support/installations';
import { worldsOf } from '../model-support/worlds';
import { factsOf } from './facts';
import { perform } from './requests';
import { openWorld } from './world';

/** What a program came to: an outcome per act (of a list of uses one per row), and what stands at the end. */
export type Lived = Readonly<{ outcomes: readonly (Outcome | readonly Outcome[])[]; facts: Facts }>;

const worlds = worldsOf(openWorld);

/** Lives through a program on an installation that nothing has happened on yet. After each act the stories do what it brings at once before anybody does the next. */
export async function live(program: Program, samples: readonly Sample[], engine: Engine): Promise<Lived> {
  return worlds.within(engine, async (world) => {
    const outcomes: (Outcome | readonly Outcome[])[] = [];
    for (const act of program) {
      outcomes.push(await perform(world, act));
      await world.settle();
    }
    return { outcomes, facts: await factsOf(world, samples) };
  });
}

/** Closes the worlds that stand ready. */
export const closeWorlds = async (): Promise<void> => worlds.close();
