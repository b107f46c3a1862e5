import { parse } from 'csv-parse/sync';
import { parseEmail, sameEmail } from '../core/email';
import { Refusal, refuseUnless, type ErrorCode } from '../core/errors';
import { enrolmentKinds, type EnrolmentKind } from './enrolment';

/** At most this many sign-ups in one file, and this many bytes (`domain.md` 7). */
export const importLimits = { lines: 10_000, bytes: 5 * 1024 * 1024 } as const;

/** One line of a file of sign-ups, read; `fault` says what keeps it out. */
export type SignUpLine = Readonly<{
  line: number;
  name: string;
  email: string;
  employer: string;
  kind: EnrolmentKind;
  fault: ErrorCode | 'duplicate_in_file' | 'name_missing' | 'unknown_kind' | null;
}>;

/** The columns by the names people give them; the header is compared without regard to letter case. */
const headers: ReadonlyMap<string, keyof Columns> = new Map(
  Object.entries({
    name: ['name', 'navn'],
    email: ['email', 'e-mail', 'mail', 'epost', 'e-post'],
    employer: ['employer', 'arbejdsgiver', 'arbeidsgiver', 'virksomhed'],
    kind: ['kind', 'type', 'art'],
  }).flatMap(([column, titles]) => titles.map((title) => [title, column as keyof Columns] as const)),
);
type Columns = { name: string; email: string; employer: string; kind: string };
const kindWords: ReadonlyMap<string, EnrolmentKind> = new Map([
  ['', 'full'],
  ['full', 'full'],
  ['fuld', 'full'],
  ['kursus', 'full'],
  ['recertification', 'recertification'],
  ['recertificering', 'recertification'],
  ['resertifisering', 'recertification'],
]);

/** The text of a file, and whether it had to be read as windows-1252 because it is not UTF-8. */
export type DecodedFile = Readonly<{ text: string; legacyEncoding: boolean }>;

/** @throws Refusal `csv_encoding` for UTF-16, binary and NUL; `too_large` */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  refuseUnless(bytes.length <= importLimits.bytes, 'too_large');
  refuseUnless(
    !bytes.includes(0) && !(bytes[0] === 0xff && bytes[1] === 0xfe) && !(bytes[0] === 0xfe && bytes[1] === 0xff),
    'csv_encoding',
  );
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), legacyEncoding: false };
  } catch {
    return { text: windows1252(bytes), legacyEncoding: true };
  }
}

/** The signs of windows-1252 from 0x80 to 0x9f; the rest of it is Latin-1. Node's own decoder takes these for control signs. */
const above0x80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function windows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (sign) => above0x80[sign.charCodeAt(0) - 0x80]!);
}

/**
 * Reads a file of sign-ups: comma or semicolon, LF or CRLF, columns by header name in any order, each line judged by itself (`domain.md` 7).
 * @throws Refusal `csv_header`, `csv_encoding`, `too_large`
 */
export function readSignUps(text: string): SignUpLine[] {
  const firstLine = /[^\r\n\ufeff]+/.exec(text)?.[0] ?? '';
  const delimiter = firstLine.split(';').length > firstLine.split(',').length ? ';' : ',';
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      // A quote within a cell is a nickname, and no reason to refuse the file.
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
      trim: true,
      to: importLimits.lines + 2,
    }) as unknown as typeof records;
  } catch {
    throw new Refusal('csv_header');
  }
  const columns = (records.shift()?.record ?? []).map((title) => headers.get(title.toLowerCase()));
  refuseUnless(columns.includes('email') && columns.includes('name'), 'csv_header');
  refuseUnless(records.length <= importLimits.lines, 'too_large');
  const seen = new Set<string>();
  return records.map(({ record, info }) => {
    const cells: Columns = { name: '', email: '', employer: '', kind: '' };
    columns.forEach((column, at) => {
      if (column === 'email') cells.email = record[at] ?? '';
      // oxlint-disable-next-line no-control-regex -- exactly these must not get into a name; an address with one is refused
      else if (column) cells[column] = (record[at] ?? '').replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
    });
    return judge(info.lines, cells, seen);
  });
}

function judge(line: number, cells: Columns, seen: Set<string>): SignUpLine {
  const kind = kindWords.get(cells.kind.toLowerCase());
  const read = {
    line,
    name: cells.name.slice(0, 200),
    email: cells.email.slice(0, 254),
    employer: cells.employer.slice(0, 200),
    kind: kind ?? enrolmentKinds[0],
  };
  if (!cells.name || cells.name.length > 200) return { ...read, fault: 'name_missing' };
  if (!kind) return { ...read, fault: 'unknown_kind' };
  let email: string;
  try {
    email = parseEmail(cells.email);
  } catch {
    return { ...read, fault: 'email_invalid' };
  }
  const known = seen.has(sameEmail(email));
  seen.add(sameEmail(email));
  return { ...read, email, fault: known ? 'duplicate_in_file' : null };
}
