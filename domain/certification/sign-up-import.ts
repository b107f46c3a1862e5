import { csvRecords, importLimits } from '../core/csv-file';
import { parseEmail, sameEmail } from '../core/email';
import { refuseUnless, type ErrorCode } from '../core/errors';
import { enrolmentKinds, type EnrolmentKind } from './enrolment';

export { decodeFile, importLimits, type DecodedFile } from '../core/csv-file';

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

/**
 * Reads a file of sign-ups: comma or semicolon, LF or CRLF, columns by header name in any order, each line judged by itself (`domain.md` 7).
 * @throws Refusal `csv_header`, `csv_encoding`, `too_large`
 */
export function readSignUps(text: string): SignUpLine[] {
  const records = csvRecords(text);
  const columns = (records.shift()?.cells ?? []).map((title) => headers.get(title.toLowerCase()));
  refuseUnless(columns.includes('email') && columns.includes('name'), 'csv_header');
  refuseUnless(records.length <= importLimits.lines, 'too_large');
  const seen = new Set<string>();
  return records.map(({ line, cells: record }) => {
    const cells: Columns = { name: '', email: '', employer: '', kind: '' };
    columns.forEach((column, at) => {
      if (column === 'email') cells.email = record[at] ?? '';
      // oxlint-disable-next-line no-control-regex -- exactly these must not get into a name; an address with one is refused
      else if (column) cells[column] = (record[at] ?? '').replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
    });
    return judge(line, cells, seen);
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
