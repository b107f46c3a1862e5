import { commonRuns, commonWords } from './common-passwords';
import { refuseUnless } from './errors';

/** Long rather than complicated: no rules of composition (`domain.md` 6.1). */
export const shortestPassword = 15;
/** So long that nobody minds, so short that hashing it holds up nobody. */
export const longestPassword = 256;

/** Signs that must be left of a password once everything that many would think of is taken out of it. */
const ownSigns = 8;
/** Of neighbours on a keyboard or in the alphabet so many make a run. */
const shortestRun = 4;

const leet: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };
const plain = (text: string): string => text.toLowerCase().replace(/ø/g, 'o').replace(/å/g, 'a').replace(/æ/g, 'ae');
const unleet = (text: string): string => Array.from(text, (sign) => leet[sign] ?? sign).join('');

/** Two spellings of one password are one: composed, as argon2 is given it. */
export function normalPassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Refuses a password that is too short, or that others would guess: common words and runs, repetitions, and what is known about its owner, also when they
 * are put together or written with digits for letters.
 * @param about the owner's name, address, user name, municipality, and the product's names
 * @throws Refusal `password_too_short`, `password_too_common`
 */
export function checkPassword(password: string, about: readonly string[]): void {
  const normal = normalPassword(password);
  refuseUnless(Array.from(normal).length >= shortestPassword, 'password_too_short', { password: 'password_too_short' });
  refuseUnless(own(normal, about), 'password_too_common', { password: 'password_too_common' });
}

function own(password: string, about: readonly string[]): boolean {
  const lower = password.toLowerCase();
  const words = [...about.flatMap(partsOf), ...commonWords];
  // As typed, and with the letters that digits stand for: whichever leaves less.
  return [plain(withoutRuns(lower)), unleet(plain(withoutRuns(lower))), unleet(plain(lower))].every((text) => {
    const left = without(text, words).replace(/[^\p{L}\p{N}]/gu, '');
    const once = unrepeated(left);
    return Array.from(once).length >= ownSigns && new Set(once).size > ownSigns / 2;
  });
}

/** The words of a name or address that are long enough to be recognised. */
function partsOf(text: string): string[] {
  const parts = plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= 3);
  return [parts.join(''), ...parts].filter((part) => part.length >= 3);
}

function without(text: string, words: readonly string[]): string {
  return words.reduce((left, word) => left.replaceAll(word, ' '), text);
}

/** Takes out runs: `qwertz`, `4321`, and the same sign again and again. */
function withoutRuns(text: string): string {
  const signs = Array.from(text);
  const follows = (a: string, b: string): boolean =>
    a === b || commonRuns.some((run) => Math.abs(run.indexOf(a) - run.indexOf(b)) === 1 && run.includes(a) && run.includes(b));
  let left = '';
  for (let from = 0; from < signs.length;) {
    let to = from + 1;
    while (to < signs.length && follows(signs[to - 1]!, signs[to]!)) to += 1;
    left += to - from >= shortestRun ? ' ' : signs.slice(from, to).join('');
    from = to;
  }
  return left;
}

/** `katkatkat` is no more than `kat`. */
function unrepeated(text: string): string {
  const again = (text + text).indexOf(text, 1);
  return text.slice(0, again > 0 ? again : text.length);
}

/**
 * Reads a user name: 3 to 64 letters, digits and `. _ - @`, beginning with a letter or digit (D).
 * @throws Refusal `user_name_invalid`
 */
export function parseUserName(text: string): string {
  const name = text.normalize('NFC').trim();
  refuseUnless(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{2,63}$/u.test(name), 'user_name_invalid', { userName: 'user_name_invalid' });
  return name;
}

/** What user names are compared by: letter case does not matter. */
export function sameUserName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
