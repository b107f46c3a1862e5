import { idnr } from '@navikt/fnrvalidator';
import { parseDay, type PlainDate } from './calendar';
import { refuseUnless, type ErrorCode } from './errors';

export type Sex = 'woman' | 'man';

/** A Norwegian national number, and what it tells of who bears it (`domain.md` 1.2). */
export type NorwegianId = Readonly<{
  /** Eleven digits. */
  number: string;
  kind: 'fnr' | 'd';
  synthetic: boolean;
  /** `null` where the century is unknown until the register tells. */
  bornOn: PlainDate | null;
  /** By the ninth digit; `null` when the number is valid only by the rule of 2032, for such a number tells no sex. */
  sex: Sex | null;
  /** Valid only by the first check digits that are allowed from 2032. */
  onlyBy2032: boolean;
}>;

/** Which rests the first check digit may leave, by the day asked about (rule `fnr.k1Rests`). */
export type K1Rests = Readonly<{ before: readonly number[]; changesOn: string; after: readonly number[] }>;

export type NumberRules = Readonly<{ today: PlainDate; k1Rests: K1Rests; allowSynthetic: boolean }>;

/** From this day numbers tell no sex: what the ninth digit says is a warning (`domain.md` 1.2). */
const sexlessFrom: PlainDate = '2032-01-01';
/** Every rest that a number has ever been allowed to leave. */
const everyRest: K1Rests = { before: [], changesOn: '1900-01-01', after: [0, 1, 2, 3] };
const weights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];

/**
 * Reads a Norwegian national number (fødselsnummer or D-nummer); spaces, also no-break ones, are dropped. The checks come in the order of `domain.md` 7:
 * format, length, date, check digits, help number, synthetic number. A date in the future is no fault of the number.
 * @throws Refusal `id_format`, `id_length`, `id_date`, `id_check_digits`, `id_help_number` or `id_synthetic_not_allowed`
 */
export function parseNorwegianId(text: string, by: NumberRules): NorwegianId {
  const number = text.replace(/\s/g, '');
  check(/^[0-9]*$/.test(number), 'id_format');
  check(number.length === 11, 'id_length');
  const rest =
    number
      .slice(0, 10)
      .split('')
      .reduce((sum, digit, at) => sum + Number(digit) * weights[at]!, 0) % 11;
  // The validator knows the rule of 2032 alone, and tests the date as one of 20yy.
  const validIn2032 = idnr(number).status === 'valid';
  const onlyBy2032 = validIn2032 && rest !== 0;
  const [first, third, yy] = [Number(number[0]), Number(number[2]), number.slice(4, 6)];
  const day = Number(number.slice(0, 2)) - (first >= 4 ? 40 : 0);
  const month = Number(number.slice(2, 4)) - (third >= 8 ? 80 : third >= 4 ? 40 : 0);
  const century = onlyBy2032 ? undefined : centuryOf(Number(number.slice(6, 9)), Number(yy));
  const date = parseDay(`${century ?? 20}${yy}-${two(month)}-${two(day)}`);
  check(date !== undefined, 'id_date');
  check(validIn2032 && restsOn(by.k1Rests, by.today).includes(rest), 'id_check_digits');
  check(third < 4 || third >= 8, 'id_help_number');
  const synthetic = third >= 8;
  check(!synthetic || by.allowSynthetic, 'id_synthetic_not_allowed');
  return {
    number,
    kind: first >= 4 ? 'd' : 'fnr',
    synthetic,
    bornOn: century === undefined ? null : date,
    sex: onlyBy2032 ? null : Number(number[8]) % 2 === 0 ? 'woman' : 'man',
    onlyBy2032,
  };
}

/**
 * The programme is for women. The digit is a first check only, the register decides: a number that tells no sex passes, and from 2032 a man's number is a
 * warning and no refusal (`domain.md` 1.2, 6.4).
 * @returns the warning, or `null`
 * @throws Refusal `must_be_woman`
 */
export function checkWoman(id: Pick<NorwegianId, 'sex'>, today: PlainDate): 'must_be_woman' | null {
  if (id.sex !== 'man') return null;
  check(today >= sexlessFrom, 'must_be_woman');
  return 'must_be_woman';
}

/** The rests of the first check digit that a day allows: those of the latest day not after it. */
export function restsOn(k1Rests: K1Rests, day: PlainDate): readonly number[] {
  return day < k1Rests.changesOn ? k1Rests.before : k1Rests.after;
}

/** Skatteetaten's table: the individual number and the two digits of the year give the century; some pairs give none. */
function centuryOf(individual: number, yy: number): 18 | 19 | 20 | undefined {
  if (individual <= 499) return 19;
  if (yy < 40) return 20;
  if (individual <= 749 && yy >= 54) return 18;
  return individual >= 900 ? 19 : undefined;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function check(holds: boolean, code: ErrorCode): asserts holds {
  refuseUnless(holds, code, { nationalId: code });
}

/** A number as it was stored, by whatever rules of its day: what it tells; `undefined` when no rules ever let it in. */
export function storedNorwegianId(number: string): NorwegianId | undefined {
  try {
    return parseNorwegianId(number, { today: sexlessFrom, k1Rests: everyRest, allowSynthetic: true });
  } catch {
    return undefined;
  }
}
