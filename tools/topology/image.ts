import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The commands of one stage of a Dockerfile, each as one line of shell. */
export function commandsOf(dockerfile: string, stage: string): string[] {
  const joined = dockerfile.replace(/\\\n\s*/g, '');
  const body = new RegExp(`^FROM .* AS ${stage}$([^]*?)(?=^FROM |$(?![^]))`, 'm').exec(joined)?.[1] ?? '';
  return [...body.matchAll(/^RUN (.*)$/gm)].map(([, command]) => command!);
}

/**
 * Puts into `folder` what the image holds: the compiled build, and the packages that the Dockerfile's own commands install.
 * @returns `folder`, to run the product from
 */
export async function installAsImage(root: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(root, name), join(folder, name));
  for (const command of commandsOf(readFileSync(join(root, 'Dockerfile'), 'utf8'), 'dependencies'))
    await promisify(execFile)('sh', ['-c', command], { cwd: folder, maxBuffer: 16 * 1024 * 1024 });
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  return folder;
}
