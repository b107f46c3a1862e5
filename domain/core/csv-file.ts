import { parse } from 'csv-parse/sync';
import { Refusal, refuseUnless } from './errors';

/** At most this many lines in one file, and this many bytes (`domain.md` 7). */
export const importLimits = { lines: 10_000, bytes: 5 * 1024 * 1024 } as const;

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

/** One line of a file as it stands there: its number in the file, and its cells. */
export type CsvRecord = Readonly<{ line: number; cells: readonly string[] }>;

/**
 * Splits a file into cells, the header first: comma or semicolon, LF or CRLF, with or without byte order mark (`domain.md` 7). Reads one line more than may be
 * taken, so that the caller sees that there are too many.
 * @throws Refusal `csv_header`
 */
export function csvRecords(text: string): CsvRecord[] {
  const firstLine = /[^\r\n\ufeff]+/.exec(text)?.[0] ?? '';
  const delimiter = firstLine.split(';').length > firstLine.split(',').length ? ';' : ',';
  try {
    const records = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      // A quote within a cell is a nickname, and no reason to refuse the file.
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
      trim: true,
      to: importLimits.lines + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch {
    throw new Refusal('csv_header');
  }
}
