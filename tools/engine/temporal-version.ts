import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The oldest server on which all of the product works, as major and minor version. */
export const oldestServer = [1, 31] as const;

const run = promisify(execFile);

/**
 * The server's version in the answer of `temporal --version`, e.g. `1.32.0`. The version of the tool itself says nothing: one built from
 * its module calls itself 0.0.0-DEV. Undefined when the answer has none.
 */
export function serverVersionIn(answer: string): string | undefined {
  return /\(Server (\d+\.\d+\.\d+[^,)\s]*)/.exec(answer)?.[1];
}

/** Whether a server of this version is new enough. */
export function isNewEnough(serverVersion: string): boolean {
  const [major = 0, minor = 0] = serverVersion.split('.').map(Number);
  return major > oldestServer[0] || (major === oldestServer[0] && minor >= oldestServer[1]);
}

/** Server version of a `temporal` program; undefined when it is none, cannot be run or does not say. */
export async function serverVersionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 20_000 }); // 200 MB from a cold disk take their time
    return serverVersionIn(stdout);
  } catch {
    return undefined;
  }
}
