import { norwegianNumber, womanNumber } from '../../support/norwegian-numbers';

/** The n-th number of these parts that there is. */
const numberOf = (parts: Omit<Parameters<typeof norwegianNumber>[0], 'individual'>, individuals: readonly number[]): string =>
  individuals.map((individual) => norwegianNumber({ ...parts, individual })).find((one) => one !== undefined)!;
const few = (from: number, by: number): readonly number[] => Array.from({ length: 40 }, (_, at) => from + by * at);

/** Women who may take part, all synthetic: most of an age that fits, two at its edges, one whose number tells no age, and some first known by a D-number. */
export const women: readonly string[] = [
  '12838520020',
  '45879030017',
  womanNumber(3, 11, 88, 4),
  womanNumber(28, 2, 79, 7),
  womanNumber(29, 2, 72, 3),
  womanNumber(17, 5, 91, 12),
  // 18 and 55 in the first months of a program.
  numberOf({ day: 2, month: 3, year: 8 }, few(500, 2)),
  womanNumber(20, 1, 70, 2),
  '01815010260',
  // A century that no table gives.
  numberOf({ day: 9, month: 9, year: 44 }, few(760, 2)),
  numberOf({ day: 21, month: 12, year: 84, kind: 'd' }, few(200, 2)),
];

/** Who is under 16 at the beginning of a program, and comes of age while it lasts. */
export const children: readonly string[] = ['15861060087', numberOf({ day: 28, month: 2, year: 10 }, few(510, 2))];

/** What is refused, or is valid only by another rule. */
export const others: readonly string[] = [
  '12838520021',
  '12838520101',
  '12838520039',
  '02013299903',
  '02013299997',
  '1283852002',
  '12838520O20',
  '99838520020',
  '31829020023',
  '128 385 20020',
  '',
  numberOf({ day: 12, month: 43, year: 85, synthetic: false }, few(200, 2)),
  numberOf({ day: 5, month: 6, year: 87, rest: 2 }, few(100, 2)),
];
