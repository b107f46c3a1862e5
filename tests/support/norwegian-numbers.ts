const [first, second] = [
  [3, 7, 6, 1, 8, 9, 4, 5, 2],
  [5, 4, 3, 2, 7, 6, 5, 4, 3, 2],
];

export type NumberParts = Readonly<{
  day: number;
  month: number;
  /** Two digits. */
  year: number;
  /** The three digits after the date. */
  individual: number;
  kind?: 'fnr' | 'd';
  synthetic?: boolean;
  /** What the first check digit leaves. */
  rest?: number;
}>;

/** A Norwegian national number of these parts by the formula of `domain.md` 1.2; none where a check digit would be 10. */
export function norwegianNumber(parts: NumberParts): string | undefined {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = parts.day + (parts.kind === 'd' ? 40 : 0);
  const month = parts.month + (parts.synthetic === false ? 0 : 80);
  const start = `${two(day)}${two(month)}${two(parts.year)}${String(parts.individual).padStart(3, '0')}`;
  const k1 = ((((parts.rest ?? 0) - weighed(start, first)) % 11) + 11) % 11;
  const k2 = (11 - (weighed(`${start}${k1 % 10}`, second) % 11)) % 11;
  return k1 === 10 || k2 === 10 ? undefined : `${start}${k1}${k2}`;
}

/** The n-th synthetic woman born on a day, for tests that need many. */
export function womanNumber(day: number, month: number, year: number, nth = 0): string {
  const numbers = Array.from({ length: 250 }, (_, at) => norwegianNumber({ day, month, year, individual: 2 * at })).filter(Boolean);
  return numbers[nth]!;
}

function weighed(digits: string, weights: readonly number[]): number {
  return digits.split('').reduce((sum, digit, at) => sum + Number(digit) * weights[at]!, 0);
}
