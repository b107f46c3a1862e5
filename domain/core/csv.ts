export type CsvCell = string | null;

/**
 * Rows as CSV that a Danish or Norwegian Excel opens as it is: UTF-8 with a byte order mark, semicolons, CRLF. A cell that a spreadsheet would take for a formula
 * (one starting with = + - @, tab or CR) gets a leading apostrophe (`domain.md` 6.7).
 */
export function csvOf(rows: Iterable<readonly CsvCell[]>): string {
  return `\ufeff${[...rows].map((cells) => `${cells.map(cellText).join(';')}\r\n`).join('')}`;
}

function cellText(cell: CsvCell): string {
  const text = /^[=+\-@\t\r]/.test(cell ?? '') ? `'${cell}` : (cell ?? '');
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
