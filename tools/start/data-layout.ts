import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rotate } from '../engine/log-file';
import { makeDataFolder } from '../engine/project';

/** What is remembered from one start to the next. */
export type State = Readonly<{
  /** By name of what listens there; reused while free, so that addresses in letters and bookmarks stay true. */
  ports: Readonly<Record<string, number>>;
  /** Set when the data lie in a database that is not ours to remove. */
  externalDatabase?: string;
}>;

/** The folders and files of one mode's data. */
export type DataLayout = Readonly<{
  folder: string;
  postgres: string;
  temporalDatabase: string;
  /** Held by the supervisor while it runs, with its URL. */
  lock: string;
  /** Records of running children. */
  run: string;
  logOf(name: string): string;
  pidFileOf(name: string): string;
  /** A secret of this installation, made once. */
  secret(name: string, bytes: number, encoding: 'base64' | 'base64url'): string;
}>;

/** Opens the data folder of one mode, making what is missing. */
export function openData(folder: string): DataLayout {
  makeDataFolder(folder);
  for (const name of ['run', 'logs', 'secrets', 'temporal']) mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  return {
    folder,
    postgres: join(folder, 'postgres'),
    temporalDatabase: join(folder, 'temporal', 'temporal.db'),
    lock: lockIn(folder),
    run: join(folder, 'run'),
    logOf: (name) => join(folder, 'logs', `${name}.log`),
    pidFileOf: (name) => join(folder, 'run', `${name}.pid`),
    secret(name, bytes, encoding) {
      const file = join(folder, 'secrets', name);
      if (!existsSync(file)) writeWhole(file, randomBytes(bytes).toString(encoding));
      return readFileSync(file, 'utf8').trim();
    },
  };
}

/** The file that the supervisor of this folder holds while it runs. */
export function lockIn(folder: string): string {
  return join(folder, 'supervisor.json');
}

/** Begins the logs of these parts anew, keeping one former each. */
export function rotateLogs(data: DataLayout, names: readonly string[]): void {
  for (const name of names) rotate(data.logOf(name));
}

/** Reads the remembered state; an unreadable one counts as none, because it holds nothing that cannot be chosen anew. */
export function readState(folder: string): State {
  try {
    const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as Partial<State>;
    return { ...state, ports: state.ports ?? {} };
  } catch {
    return { ports: {} };
  }
}

export function writeState(folder: string, state: State): void {
  writeWhole(join(folder, 'state.json'), `${JSON.stringify(state, undefined, 2)}\n`);
}

/** Keeps what the programs of this product are told, for commands like `npm run admin` that must find the same database. */
export function writeEnvironment(folder: string, env: Readonly<Record<string, string | undefined>>): void {
  const ours = Object.fromEntries(Object.entries(env).filter(([name]) => /^(DATABASE|TEMPORAL|FRIST|SMTP|MAIL|PUBLIC)_/.test(name)));
  writeWhole(join(folder, 'environment.json'), `${JSON.stringify(ours, undefined, 2)}\n`);
}

/** What was kept by `writeEnvironment`; empty when the product has never been started on this folder. */
export function readEnvironment(folder: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(folder, 'environment.json'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Readable by us alone, and never half written. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
