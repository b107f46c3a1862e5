import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A process beyond doubt: the system gives a pid away again, but not together with the instant at which the process began. */
export type ProcessIdentity = Readonly<{ pid: number; began: string }>;

/** Tells which process has this pid now; undefined when there is none, or only a zombie that nobody has collected. */
export function identify(pid: number): ProcessIdentity | undefined {
  const began = process.platform === 'linux' ? beganByProc(pid) : beganByPs(pid);
  return began === undefined ? undefined : { pid, began };
}

/** Whether exactly this process still runs. */
export function runs({ pid, began }: ProcessIdentity): boolean {
  return identify(pid)?.began === began;
}

/** The command line of a process, its words parted by blanks; empty when there is none. */
export function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(); // small images have no ps
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

/** Writes down who `pid` is, with `more` beside it, so that a later start can find it. Replaces the file in one step. */
export function recordProcess(file: string, pid: number, more: Readonly<Record<string, string>> = {}): void {
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, `${JSON.stringify({ ...(identify(pid) ?? { pid, began: '' }), ...more })}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** Reads what `recordProcess` wrote; undefined when there is no such file or it was cut off by a crash. */
export function readRecord(file: string): (ProcessIdentity & Readonly<Record<string, string | number>>) | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity & Record<string, string | number>;
    return Number.isInteger(record.pid) && typeof record.began === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets a recorded process. */
export function forgetProcess(file: string): void {
  rmSync(file, { force: true });
}

function beganByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold blanks and brackets
    const [state, startedTicks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || startedTicks === undefined) return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startedTicks}`; // ticks since boot: worthless after the next one
  } catch {
    return undefined;
  }
}

function beganByPs(pid: number): string | undefined {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const [state, ...began] = line.split(/\s+/);
    return !state || state.startsWith('Z') ? undefined : began.join(' ');
  } catch {
    return undefined; // ps fails when there is no such process
  }
}
