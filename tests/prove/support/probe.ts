import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../../tools/engine/wait';

/** What a process holds after its garbage is collected; memory in bytes. */
export type Held = Readonly<{
  rss: number;
  heapUsed: number;
  external: number;
  contexts: number;
  detachedContexts: number;
  /** How many active resources of each kind (`process.getActiveResourcesInfo`). */
  handles: Readonly<Record<string, number>>;
  /** Listeners of the process itself. */
  listeners: number;
  /** The names of the warnings it gave so far; too many listeners on one emitter is one. */
  warnings: readonly string[];
  /** Processor time used so far, in milliseconds. */
  cpuMs: number;
  /** Open files by kind: sockets, pipes, and files by name. */
  openSockets: number;
  openFiles: readonly string[];
}>;

/** What `--require` takes, and the setting with which it says what it saw. */
export const probe = path.join(__dirname, 'probe.js');
export const probeSetting = (folder: string): Readonly<Record<string, string>> => ({ FRIST_PROBE: path.join(folder, 'probe') });

/** Has a process that loaded `probe` collect its garbage and tell what it holds. */
export async function lookInto(pid: number, folder: string): Promise<Held> {
  const file = `${path.join(folder, 'probe')}.${pid}`;
  const read = (): Held & { answers: number } => JSON.parse(readFileSync(file, 'utf8')) as Held & { answers: number };
  const before = existsSync(file) ? read().answers : 0;
  process.kill(pid, 'SIGUSR2');
  const seen = await until(`process ${pid} says what it holds`, () => existsSync(file) && read().answers > before && read(), {
    withinMs: 30_000,
  });
  const open = openOf(pid);
  return {
    ...seen,
    openSockets: open.filter((one) => one.startsWith('socket:')).length,
    openFiles: open.filter((one) => one.startsWith('/') && !one.startsWith('/dev/') && !one.startsWith('/proc/')),
  };
}

/** What the open files of a process are (Linux; nothing elsewhere). */
function openOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((one) => {
    try {
      return [readlinkSync(path.join(folder, one))];
    } catch {
      return []; // closed since it was listed
    }
  });
}

/** Processor time that a process has used, in milliseconds; its children's when they have ended (Linux; 0 elsewhere). */
export function processorMsOf(pid: number): number {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return 0;
  const fields = readFileSync(stat, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  // In hundredths of a second: utime, stime, cutime, cstime.
  return fields.slice(11, 15).reduce((sum, one) => sum + Number(one), 0) * 10;
}

/** The processes that a process began and that run (Linux; none elsewhere). */
export function childrenOf(pid: number): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((one) => /^\d+$/.test(one))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return undefined; // gone since it was listed
  }
}

/** The memory that a process holds, in bytes (Linux; 0 elsewhere). */
export function residentOf(pid: number): number {
  const file = `/proc/${pid}/statm`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[1]) * 4_096 : 0;
}
