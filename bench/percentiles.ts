/** The value below or at which `percent` of all values lie (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle value; of an even count the lower of the two. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}
