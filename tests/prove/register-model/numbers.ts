import type { Day } from '../model/program';
import { Refused } from './state';

/** What a national number tells of who bears it (`domain.md` 1.2). */
export type NationalId = Readonly<{
  number: string;
  isDNumber: boolean;
  /** `null` where the century is unknown. */
  bornOn: Day | null;
  /** `null` where the number does not tell. */
  woman: boolean | null;
}>;

const weights1 = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const weights2 = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
const sum = (number: string, weights: readonly number[]): number =>
  weights.reduce((all, weight, at) => all + weight * Number(number[at]), 0);

/** Reads a number by the checks of `domain.md` 7, in their order. `rests`: what the first check digit may leave today. */
export function readNumber(text: string, { rests, synthetic }: Readonly<{ rests: readonly number[]; synthetic: boolean }>): NationalId {
  const number = text.replaceAll(/\s/gu, '');
  if (/[^0-9]/u.test(number)) throw new Refused('id_format');
  if (number.length !== 11) throw new Refused('id_length');
  const [rest1, rest2] = [sum(number, weights1) % 11, sum(number, weights2) % 11];
  const only2032 = rest2 === 0 && [1, 2, 3].includes(rest1);
  const typedMonth = Number(number.slice(2, 4));
  const kind = typedMonth <= 12 ? 'plain' : typedMonth > 40 && typedMonth <= 52 ? 'help' : typedMonth > 80 && typedMonth <= 92 ? 'synthetic' : 'none';
  const isDNumber = number[0]! >= '4';
  const day = Number(number.slice(0, 2)) - (isDNumber ? 40 : 0);
  const month = typedMonth - { plain: 0, help: 40, synthetic: 80, none: 0 }[kind];
  const century = only2032 ? undefined : centuryOf(Number(number.slice(6, 9)), Number(number.slice(4, 6)));
  const date = dayIn(Number(`${century ?? 20}${number.slice(4, 6)}`), month, day);
  if (number[0]! >= '8' || kind === 'none' || date === undefined) throw new Refused('id_date');
  if (rest2 !== 0 || !rests.includes(rest1)) throw new Refused('id_check_digits');
  if (kind === 'help') throw new Refused('id_help_number');
  if (kind === 'synthetic' && !synthetic) throw new Refused('id_synthetic_not_allowed');
  return { number, isDNumber, bornOn: century === undefined ? null : date, woman: only2032 ? null : Number(number[8]) % 2 === 0 };
} // prettier-ignore

function centuryOf(individual: number, year: number): number | undefined {
  if (individual >= 500 && individual <= 749 && year >= 54) return 18;
  if (individual <= 499 || (individual >= 900 && year >= 40)) return 19;
  return year < 40 ? 20 : undefined;
}

function dayIn(year: number, month: number, day: number): Day | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : undefined;
}
