import { condition, defineSignal, setHandler, sleep } from '@temporalio/workflow';
import type { Due, Next } from '../../domain/core/agenda';

export const changed = defineSignal('changed');

/** `follow` with its order changed: it rests before it reads. Exists to prove that replaying the recorded histories notices. */
export async function follow<S extends string>(
  read: () => Promise<Next<S>>,
  act: (due: Due<S>, now: Next<S>['now']) => Promise<void>,
): Promise<void> {
  let touched = false;
  setHandler(changed, () => {
    touched = true;
  });
  for (;;) {
    await sleep(1_000);
    const next = await read();
    for (const due of next.due) await act(due, next.now);
    if (next.over) return;
    await condition(() => touched);
    touched = false;
  }
}
