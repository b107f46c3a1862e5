import { statfsSync } from 'node:fs';
import { arch, cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { findPostgres } from '../tools/engine/postgres-binaries';
import { findTemporal } from '../tools/engine/temporal';
import { serverVersionOf } from '../tools/engine/temporal-version';

/**
 * How a run is made: `small` tries everything out with counts too low to mean anything, `count` asks for another number of what a measurement is about, where it
 * can have one.
 */
export type RunOptions = Readonly<{
  small: boolean;
  count: number | undefined;
  profileFolder: string | undefined;
  say: (line: string) => void;
}>;

export type Table = Readonly<{ head: readonly string[]; rows: readonly (readonly string[])[] }>;

/** What one measurement has to tell. */
export type Report = Readonly<{ title: string; tables: readonly Table[]; notes: readonly string[] }>;

/** A report as Markdown. */
export function markdown({ title, tables, notes }: Report): string {
  return [`### ${title}`, ...tables.map(tableText), notes.map((note) => `- ${note}`).join('\n')].filter(Boolean).join('\n\n');
}

/** The first column is read, the others are compared: they stand at the right. */
function tableText({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const tmpfs = 0x01021994;

/** The machine and the programs of a run. */
export async function machine(): Promise<Table> {
  const processors = cpus();
  const temporal = await findTemporal(() => undefined);
  const gigabytes = (totalmem() / 1024 ** 3).toFixed(1);
  return {
    head: ['Machine', ''],
    rows: [
      ['date', new Date().toISOString().slice(0, 10)],
      ['processors', `${processors.length} x ${processors[0]?.model.trim() ?? arch()}`],
      ['memory', `${gigabytes} GB`],
      ['system', `${type()} ${release()}, data on ${statfsSync(tmpdir()).type === tmpfs ? 'tmpfs (fsync costs nothing here)' : 'disk'}`],
      [
        'load before',
        loadavg()
          .map((load) => load.toFixed(2))
          .join(', '),
      ],
      ['Node', process.version],
      ['PostgreSQL', findPostgres().version],
      ['Temporal server', `${await serverVersionOf(temporal)} (start-dev, database file, WAL, synchronous=NORMAL)`],
    ],
  };
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function milliseconds(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : count(ms);
}

export function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
