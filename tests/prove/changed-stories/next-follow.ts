import { condition, defineSignal, isCancellation, setHandler, sleep, TemporalFailure, workflowInfo } from '@temporalio/workflow';
import type { Due, Next } from '../../../domain/core/agenda';

export const changed = defineSignal('changed');

/**
 * `follow` of a next release: it reads twice, does what is due in the opposite order, rests a moment after each step and sleeps in slices. Nothing that the
 * release before it recorded replays with it.
 */
export async function follow<S extends string>(
  read: () => Promise<Next<S>>,
  act: (due: Due<S>, now: Next<S>['now']) => Promise<void>,
  again: () => Promise<never>,
): Promise<void> {
  let touched = false;
  setHandler(changed, () => {
    touched = true;
  });
  for (;;) {
    if (workflowInfo().continueAsNewSuggested) return again();
    touched = false;
    await read();
    const next = await read();
    for (const due of next.due.toReversed()) {
      try {
        await act(due, next.now);
      } catch (error) {
        if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
      }
      await sleep(1);
    }
    if (next.due.length > 0 || (next.over && touched)) continue;
    if (next.over) return;
    const woken = (): boolean => touched || workflowInfo().continueAsNewSuggested;
    if (next.lookAt === null) await condition(woken);
    else
      for (let ms = Date.parse(next.lookAt) - Date.parse(next.now); ms > 0 && !woken(); ms /= 2)
        await condition(woken, Math.max(ms / 2, 1));
  }
}
