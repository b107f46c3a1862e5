import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user with the fewest rights on the machine, as whom PostgreSQL runs when we are root. */
export type Nobody = Readonly<{
  uid: number;
  gid: number;
  /** Whether that user can reach and read this folder. */
  canRead(folder: string): boolean;
  /** The uppermost folder on the way to `folder` (itself included) that the user cannot pass through; undefined when there is none. */
  barredBy(folder: string): string | undefined;
}>;

/** Looks the user `nobody` up. @throws Error when the machine has no such user. */
export function nobody(): Nobody {
  const uid = idOf('-u');
  const gid = idOf('-g');
  /** Whether the bits (4 read, 1 pass through) are given to that user; other groups than its own are not considered. */
  const may = (folder: string, bits: number): boolean => {
    const { mode, uid: owner, gid: group } = statSync(folder);
    const shift = owner === uid ? 6 : group === gid ? 3 : 0;
    return ((mode >> shift) & bits) === bits;
  };
  const barredBy = (folder: string): string | undefined => wayTo(folder).find((step) => !may(step, 1));
  return { uid, gid, barredBy, canRead: (folder) => barredBy(folder) === undefined && may(folder, 4) };
}

function wayTo(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [...wayTo(above), folder];
}

function idOf(option: '-u' | '-g'): number {
  try {
    return Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
  } catch (cause) {
    throw new Error('PostgreSQL refuses to run as root and this machine has no user "nobody" to run it as; start as an ordinary user', {
      cause,
    });
  }
}
