import type { Engine } from './installations';

/** So many programs are lived through in one world: what is put back leaves dead rows behind. */
const most = 40;

type World = Readonly<{ /** Makes everything as it was at the beginning. */ putBack(): Promise<void>; close(): Promise<void> }>; // prettier-ignore

/** Worlds that stand ready for the next program, each on an installation that nothing has happened on yet. */
export type Worlds<W extends World> = Readonly<{
  within<T>(engine: Engine, work: (world: W) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}>;

export function worldsOf<W extends World>(open: (engine: Engine) => Promise<W>): Worlds<W> {
  const idle = new Map<W, Readonly<{ engine: Engine; lived: number }>>();
  return {
    async within(engine, work) {
      const [ready, { lived }] = [...idle].find(([, one]) => one.engine === engine) ?? [undefined, { lived: 0 }];
      if (ready) idle.delete(ready);
      const world = ready ?? (await open(engine));
      try {
        const found = await work(world);
        if (lived + 1 < most) {
          await world.putBack();
          idle.set(world, { engine, lived: lived + 1 });
        } else await world.close();
        return found;
      } catch (error) {
        await world.close();
        throw error;
      }
    },
    async close() {
      const all = [...idle.keys()];
      idle.clear();
      await Promise.all(all.map((world) => world.close()));
    },
  };
}
