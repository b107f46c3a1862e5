/** What a load took: how long all of it, and each part, in milliseconds. */
export type Load = Readonly<{ wallMs: number; eachMs: readonly number[] }>;

/** Does `work` for every item, `atOnce` at a time, the next as soon as one is done. @throws what `work` throws first */
export async function load<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<unknown>): Promise<Load> {
  const eachMs: number[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      const began = performance.now();
      await work(item);
      eachMs.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
  return { wallMs: performance.now() - began, eachMs };
}

/** How many a second. */
export function perSecond({ wallMs, eachMs }: Load): number {
  return (eachMs.length * 1_000) / wallMs;
}

/**
 * Asks at a steady pace, whether or not what was asked before is answered: each answer is measured from the moment at which it was due to be asked, so that one
 * that waited for another is seen.
 * @param perSecondAsked how many a second
 */
export async function steadily(many: number, perSecondAsked: number, work: (at: number) => Promise<unknown>): Promise<Load> {
  return steadilyWhile((at) => at < many, perSecondAsked, work);
}

/** As `steadily`, for as long as it is going on. */
export async function steadilyWhile(
  goingOn: (at: number) => boolean,
  perSecondAsked: number,
  work: (at: number) => Promise<unknown>,
): Promise<Load> {
  const began = performance.now();
  const asked: Promise<number>[] = [];
  for (let at = 0; goingOn(at); at += 1) {
    const due = began + (at * 1_000) / perSecondAsked;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const answered = work(at).then(() => performance.now() - due);
    // Told below, with all of them: a failure meanwhile is nobody's yet.
    answered.catch(() => undefined);
    asked.push(answered);
  }
  return { eachMs: await Promise.all(asked), wallMs: performance.now() - began };
}
