import { condition, defineSignal, isCancellation, setHandler, TemporalFailure, workflowInfo } from '@temporalio/workflow';
import type { Due, Next } from '../../domain/core/agenda';

/** The one signal of all stories: the facts changed. It carries nothing, so it may be lost, doubled or late without harm. */
export const changed = defineSignal('changed');

/** The longest rest after a step that did not settle what it was for. */
const longestRestMs = 300_000;

/**
 * Reads the agenda, does what is due, sleeps to the next entry or until told that the facts changed; ends when the case is over.
 * @param again begins the same story anew with an empty history
 * Holds nothing from one round to the next but whether a step was fruitless, so a story may begin anew at any moment.
 */
export async function follow<S extends string>(
  read: () => Promise<Next<S>>,
  act: (due: Due<S>, now: Next<S>['now']) => Promise<void>,
  again: () => Promise<never>,
): Promise<void> {
  let touched = false;
  let owed = '';
  let fruitless = 0;
  // Only assigns: a handler that read could overwrite a newer read with an older one.
  setHandler(changed, () => {
    touched = true;
  });
  const rest = async (ms: number | null): Promise<void> => {
    const woken = (): boolean => touched || workflowInfo().continueAsNewSuggested;
    if (ms === null) await condition(woken);
    else if (ms > 0) await condition(woken, ms);
  };
  for (;;) {
    // At the top: a post office always has something due, and would never pass a check further down.
    if (workflowInfo().continueAsNewSuggested) return again();
    // Before the read, so that a signal during it is not lost.
    touched = false;
    const next = await read();
    if (next.due.length > 0) {
      const now = next.due.map((due) => due.occasion).join();
      fruitless = now === owed ? fruitless + 1 : 0;
      owed = now;
      if (fruitless > 0) await rest(Math.min(longestRestMs, 1_000 * 2 ** Math.min(fruitless, 10)));
      for (const due of next.due) {
        try {
          await act(due, next.now);
        } catch (error) {
          // One broken step must not hold up the others; it is tried again after a rest, and the watch raises the alarm.
          if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
        }
      }
      // Read again: the steps changed the facts.
      continue;
    }
    if (next.over) {
      // A signal that arrives now makes the server refuse the end and run this task again.
      if (touched) continue;
      return;
    }
    // What is due after a rest is due anew: a question that waited for its turn was not asked in vain.
    owed = '';
    await rest(next.lookAt === null ? null : Date.parse(next.lookAt) - Date.parse(next.now));
  }
}
