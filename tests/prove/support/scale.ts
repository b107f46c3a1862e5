/** How large a proof runs: small beside the other tests, large by `npm run prove`. */
export const large = process.env['FRIST_PROVE'] === 'large';

/** What every choice by chance starts from: `--seed N`, else one that never changes, so that a red run is not bad luck. */
export const seed = Number(process.env['FRIST_PROVE_SEED'] ?? 1);

/** The size for this run. */
export function sized(small: number, largeOne: number): number {
  return large ? largeOne : small;
}
