export type CsvCell = string | null;

/** What a CSV that a Danish or Norwegian Excel opens as it is begins with: the byte order mark of UTF-8. */
export const csvStart = '\ufeff';

/**
 * Rows as CSV that a Danish or Norwegian Excel opens as it is: UTF-8 with a byte order mark, semicolons, CRLF. A cell that a spreadsheet would take for a formula
 * (one starting with = + - @, tab or CR) gets a leading apostrophe (`domain.md` 6.7).
 */
export function csvOf(rows: Iterable<readonly CsvCell[]>): string {
  return `${csvStart}${[...rows].map(csvLine).join('')}`;
}

/** One row of such a file, for files that are written as they are read. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(';')}\r\n`;
}

/** A text that no spreadsheet takes for a formula (`domain.md` 6.7). */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function cellText(cell: CsvCell): string {
  const text = harmless(cell ?? '');
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
