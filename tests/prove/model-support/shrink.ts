/**
 * A shorter program that still shows the same, by leaving out runs of acts, long ones first.
 * @param shows whether a program still does; asked at most `most` times
 */
export async function shrink<Act>(
  program: readonly Act[],
  shows: (program: readonly Act[]) => Promise<boolean>,
  most: number,
): Promise<readonly Act[]> {
  let [shortest, left] = [program, most];
  for (let size = Math.ceil(program.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what comes later hangs on what was before.
    for (let from = shortest.length - size; from > -size && left > 0; from -= size) {
      const without = [...shortest.slice(0, Math.max(0, from)), ...shortest.slice(from + size)];
      if (without.length === shortest.length) continue;
      left -= 1;
      if (await shows(without)) shortest = without;
    }
  }
  return shortest;
}
