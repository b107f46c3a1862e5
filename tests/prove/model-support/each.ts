/** Does the work for each, a few at once; the first failure ends it. */
export async function eachOf<T>(all: readonly T[], few: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const one = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      await work(next).catch((error: unknown) => {
        left.length = 0;
        throw error;
      });
  };
  const ended = await Promise.allSettled(Array.from({ length: few }, one));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
