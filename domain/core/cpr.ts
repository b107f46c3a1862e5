import { parseDay } from './calendar';
import { Refusal } from './errors';

/**
 * Reads a Danish CPR number: ten digits, one hyphen after six and spaces allowed, kept without. Its date must exist in the year digit 7 gives;
 * replacement numbers (day + 60) are refused; modulus 11 is not demanded; a date in the future is no fault of the number (`domain.md` 1.2).
 * @throws Refusal `cpr_format` or `cpr_date`
 */
export function parseCpr(text: string): string {
  const compact = text.replace(/\s/g, '').replace(/^(\d{6})-(\d{4})$/, '$1$2');
  if (!/^\d{10}$/.test(compact)) throw new Refusal('cpr_format', { fields: { nationalId: 'cpr_format' } });
  const [day, month, yy, digit7] = [compact.slice(0, 2), compact.slice(2, 4), compact.slice(4, 6), compact.slice(6, 7)];
  if (!parseDay(`${centuryOf(Number(digit7), Number(yy))}${yy}-${month}-${day}`))
    throw new Refusal('cpr_date', { fields: { nationalId: 'cpr_date' } });
  return compact;
}

/** CPR-kontoret's table: the seventh digit and the two digits of the year give the century. */
function centuryOf(digit7: number, yy: number): 18 | 19 | 20 {
  if (digit7 <= 3) return 19;
  if (digit7 === 4 || digit7 === 9) return yy <= 36 ? 20 : 19;
  return yy <= 57 ? 20 : 18;
}

/** How lists show a number: the birth date only, the rest as stars (`domain.md` 1.2). */
export function maskNationalId(number: string): string {
  return `${number.slice(0, 6)}${'*'.repeat(number.length - 6)}`;
}
