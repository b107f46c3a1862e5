import { Readable } from 'node:stream';
import writeXlsxFile, { type Cell } from 'write-excel-file/node';
import type { Knex } from 'knex';
import { csvLine, csvOf, csvStart } from '../../domain/core/csv';
import type { PlainDate } from '../../domain/core/calendar';
import { listParticipations, type ListedParticipation, type Listing } from '../../db/register/participation-lists';
import { textsOf, type Language } from '../../letters/core/catalogue';
import { Bytes } from '../core/route';
import {
  asDate,
  codeGuide,
  columnGuide,
  columnNames,
  dayColumns,
  tableRows,
  type DownloadContent,
  type TableCell,
} from './download-tables';

/** What a file holds, and how. */
export type FileAsked = Readonly<{
  format: 'csv' | 'xlsx';
  content: DownloadContent;
  listing: Listing;
  fullNumbers: boolean;
  language: Language;
}>;

/** So many participations are read at once while a file is written. */
const readAtOnce = 500;
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A file of the register. A CSV is written as it is read; a workbook, which also holds the guide, is made whole. */
export async function registerFile(db: Knex, asked: FileAsked): Promise<Bytes> {
  const name = `jobbsjansen-${asked.content}.${asked.format}`;
  if (asked.format === 'xlsx') return new Bytes(await workbook(db, asked), name, xlsxType);
  return new Bytes(Readable.from(csvOfListing(db, asked), { objectMode: false }), name, 'text/csv; charset=utf-8');
}

/** What the columns and codes of a CSV mean, as a file of its own. */
export function guideFile(content: DownloadContent, language: Language): Bytes {
  const t = textsOf(language);
  const header = [t('register.guide.column'), t('register.guide.meaning'), t('register.guide.code'), t('register.guide.word')];
  const lines = [...columnGuide(content, language), ...codeGuide(content, language)];
  const text = csvOf([header, ...lines.map(({ column, meaning, code, word }) => [column, meaning, code, word])]);
  return new Bytes(Buffer.from(text), `jobbsjansen-${content}-guide.csv`, 'text/csv; charset=utf-8');
}

/** Reads a listing page by page, in an order in which nothing moves while it is read. */
async function* pagesOf(db: Knex, listing: Listing): AsyncGenerator<readonly ListedParticipation[]> {
  let cursor: string | undefined;
  do {
    const page = await listParticipations(db, listing, { sort: 'created', direction: 'asc', cursor, limit: readAtOnce });
    yield page.participations;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

async function* csvOfListing(db: Knex, { content, listing, fullNumbers }: FileAsked): AsyncGenerator<Buffer> {
  yield Buffer.from(csvStart + csvLine(columnNames(content)));
  for await (const page of pagesOf(db, listing)) {
    const lines = page.flatMap((one) => tableRows(content, one, fullNumbers)).map((cells) => csvLine(cells.map(textOf)));
    yield Buffer.from(lines.join(''));
  }
}

const textOf = (cell: TableCell): string | null => (typeof cell === 'number' ? String(cell) : cell);

async function workbook(db: Knex, { content, listing, fullNumbers, language }: FileAsked): Promise<Buffer> {
  const t = textsOf(language);
  const names = columnNames(content);
  const data: Cell[][] = [names.map(heading)];
  for await (const page of pagesOf(db, listing))
    for (const one of page)
      for (const row of tableRows(content, one, fullNumbers)) data.push(row.map((cell, at) => sheetCell(cell, dayColumns.has(names[at]!))));
  const codes = codeGuide(content, language).map(({ column, meaning, code, word }) => [column, meaning, code, word]);
  const columns = columnGuide(content, language).map(({ column, meaning }) => [column, meaning]);
  return writeXlsxFile([
    { sheet: t(`register.download.content.${content}`), data, stickyRowsCount: 1, columns: names.map(() => ({ width: 18 })) },
    {
      sheet: t('register.guide.codes'),
      data: [
        [t('register.guide.column'), t('register.guide.meaning'), t('register.guide.code'), t('register.guide.word')].map(heading),
        ...codes,
      ],
      columns: [{ width: 20 }, { width: 40 }, { width: 32 }, { width: 40 }],
    },
    {
      sheet: t('register.guide.columns'),
      data: [[t('register.guide.column'), t('register.guide.meaning')].map(heading), ...columns],
      columns: [{ width: 20 }, { width: 60 }],
    },
  ]).toBuffer();
}

const heading = (text: string): Cell => ({ value: text, fontWeight: 'bold' });

function sheetCell(cell: TableCell, isDay: boolean): Cell {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  return isDay ? { value: asDate(cell as PlainDate), type: Date, format: 'yyyy-mm-dd' } : { value: cell, type: String };
}
