import type { Chance } from '../support/chance';

const letters = 'bcdfghjklmnpqrstvwxz'.split('');
const danish = ['æ', 'ø', 'å'] as const;

/** A word that stands nowhere else. */
function word(by: Chance, special: boolean): string {
  const signs = Array.from({ length: 11 }, () => by.pick(letters));
  if (special) signs[5] = by.pick(danish);
  return signs.join('');
}

/** What people are made to give: personal, and said nowhere else. By what it is. */
export type Seeded = Readonly<Record<(typeof texts)[number] | (typeof addresses)[number] | 'cpr' | 'CPR in the address', string>>;

const texts = [
  'name', 'name in a list', 'name at the error of a database', 'name that was corrected', 'employer', 'other employer', 'answer', 'corrected answer', 'file name', 'file content',
  'material name', 'shortcomings', 'cancel reason', 'extension reason', 'outage reason', 'correction reason', 'revocation reason', 'erasure reason', 'export reason',
  'rule reason', 'day off', 'day off reason', 'token label', 'case number', 'evidence', 'legacy name', 'end reason', 'proof name', 'membership reason', 'demand reason', 'search words',
  'text in a wrong place',
] as const; // prettier-ignore
const addresses = [
  'mail', 'mail in a list', 'mail at the error of a database', 'mail that is refused', 'mail of a search', 'mail in an address', 'mail of nobody', 'new mail', 'legacy mail', 'proof mail',
] as const; // prettier-ignore

/** Values by chance, each with words of its own, so that a find says which it is. */
export function seededValues(by: Chance): Seeded {
  const day = `${10 + by.below(18)}0${1 + by.below(9)}`;
  const cpr = (): string => `${day}${50 + by.below(30)}-${1_000 + by.below(2_000)}`;
  return Object.fromEntries([
    ...texts.map((what) => [what, `${word(by, true)} ${word(by, false)}`]),
    ...addresses.map((what) => [what, `${word(by, false)}@${word(by, false)}.example`]),
    ['cpr', cpr()],
    ['CPR in the address', cpr()],
  ]) as Seeded;
}

/** What is planted to see that the search finds it: in every encoding another text. */
export const canary = 'kanariefugl-Blåmejse @fuglehus+42';

type Encoding = (text: string) => string | Buffer;

/** The middle of a text as it reads in base64 wherever in a longer text it begins: the ends depend on what stands beside it. */
function inBase64(text: string, before: number, alphabet: 'base64' | 'base64url'): string {
  const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString(alphabet);
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + Buffer.byteLength(text)) * 8) / 6));
}

/** How a text may be written. */
export const encodings: Readonly<Record<string, Encoding>> = {
  'as it is': (text) => text,
  'in lower case': (text) => text.toLowerCase(),
  'in upper case': (text) => text.toUpperCase(),
  'for an address': encodeURIComponent,
  'for a form': (text) => new URLSearchParams([['', text]]).toString().slice(1),
  'in JSON': (text) =>
    Array.from(text, (sign) => (sign < '\x7f' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)).join(''),
  'in HTML': (text) => Array.from(text, (sign) => (sign < '\x7f' ? sign : `&#${sign.charCodeAt(0)};`)).join(''),
  'in a mail': (text) =>
    [...Buffer.from(text)].map((byte) => (byte < 0x7f ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase()}`)).join(''),
  'in base64': (text) => inBase64(text, 0, 'base64'),
  'in base64, a byte later': (text) => inBase64(text, 1, 'base64'),
  'in base64, two bytes later': (text) => inBase64(text, 2, 'base64'),
  'in base64url': (text) => inBase64(text, 0, 'base64url'),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'in UTF-16': (text) => Buffer.from(text, 'utf16le'),
  'in UTF-16, the other way': (text) => Buffer.from(text, 'utf16le').swap16(),
};

/** Where something was looked for. */
export type Place = Readonly<{ name: string; bytes: Buffer }>;

/** Parts of a value that give it away by themselves: each of its words, an address before its @, a number without its hyphen. */
function partsOf(text: string): string[] {
  if (text === canary) return [text];
  if (/^\d{6}-\d{4}$/.test(text)) return [text, text.replace('-', '')];
  return text.split(/[ @]/).map((part) => part.replace(/\.example$/, ''));
}

/** Looks for values in places, in every encoding. @returns what was found where and how */
export function find(places: readonly Place[], values: Readonly<Record<string, string>>): string[] {
  const needles = Object.entries(values).flatMap(([what, text]) =>
    partsOf(text).flatMap((part) => Object.entries(encodings).map(([how, encode]) => ({ what, how, bytes: Buffer.from(encode(part)) }))),
  );
  return places.flatMap(({ name, bytes }) => [
    ...new Set(needles.filter((needle) => bytes.includes(needle.bytes)).map(({ what, how }) => `${name}: ${what}, ${how}`)),
  ]);
}
