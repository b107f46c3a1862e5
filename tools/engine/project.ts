import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Live and rehearsal are two products that never share data. */
export type Mode = 'live' | 'rehearsal';

/** Stands in every folder this product made, so that `npm run reset` can tell its own folders from others. */
const marker = '.frist-data';

/**
 * The folder of this project, found upwards from `from`: the same one for sources in `tools` and for their compiled form in `dist/tools`.
 * @throws Error when no folder above holds Frist's package.json.
 */
export function projectRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isProject(folder)) return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json named "frist" in or above ${from}`);
  }
}

/** Whether this process runs as root, as whom PostgreSQL refuses to run. Never so on Windows. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Where the data of all modes lie: `.frist` inside the project, but for root a folder below /var/lib, because PostgreSQL then runs as
 * `nobody`, who cannot enter a project below root's home.
 */
export function dataHome(root: string = projectRoot(), asRoot: boolean = isRoot()): string {
  if (!asRoot) return join(root, '.frist');
  return join('/var/lib/frist', createHash('sha256').update(root).digest('hex').slice(0, 12));
}

/** The data folder of one mode; it may not exist yet. */
export function dataFolder(mode: Mode, root: string = projectRoot()): string {
  return join(dataHome(root), mode);
}

/** Makes `folder` a data folder of ours: others may pass through it (PostgreSQL's user has to) but not list it. */
export function makeDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  if (!isDataFolder(folder))
    writeFileSync(join(folder, marker), `Data of Frist in ${projectRoot()}; \`npm run reset\` there removes this folder.\n`);
}

/** Whether `folder` was made by `makeDataFolder`. */
export function isDataFolder(folder: string): boolean {
  return existsSync(join(folder, marker));
}

function isProject(folder: string): boolean {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { name?: unknown }).name === 'frist';
  } catch {
    return false; // no such file, or not JSON: look further up
  }
}
