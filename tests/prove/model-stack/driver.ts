import type { Facts, Outcome, Program, Sample } from '../model/program';
import { factsOf } from './facts';
import { perform } from './requests';
import { openWorld, type Engine, type World } from './world';

/** What a program came to: an outcome per act (of a list of uses one per row), and what stands at the end. */
export type Lived = Readonly<{ outcomes: readonly (Outcome | readonly Outcome[])[]; facts: Facts }>;

/** So many programs are lived through in one world: what is put back leaves dead rows behind. */
const most = 40;
const idle = new Map<World, Readonly<{ engine: Engine; lived: number }>>();

/** Lives through a program on an installation that nothing has happened on yet. After each act the stories do what it brings at once before anybody does the next. */
export async function live(program: Program, samples: readonly Sample[], engine: Engine): Promise<Lived> {
  const [ready, { lived }] = [...idle].find(([, one]) => one.engine === engine) ?? [undefined, { lived: 0 }];
  if (ready) idle.delete(ready);
  const world = ready ?? (await openWorld(engine));
  try {
    const outcomes: (Outcome | readonly Outcome[])[] = [];
    for (const act of program) {
      outcomes.push(await perform(world, act));
      await world.settle();
    }
    const facts = await factsOf(world, samples);
    if (lived + 1 < most) await world.putBack();
    if (lived + 1 < most) idle.set(world, { engine, lived: lived + 1 });
    else await world.close();
    return { outcomes, facts };
  } catch (error) {
    await world.close();
    throw error;
  }
}

/** Closes the worlds that stand ready. */
export async function closeWorlds(): Promise<void> {
  const all = [...idle.keys()];
  idle.clear();
  await Promise.all(all.map((world) => world.close()));
}
