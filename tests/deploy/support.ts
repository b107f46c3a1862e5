import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readComposeFile, type ComposeFile, type Service } from '../../tools/topology/compose-file';
import { projectRoot } from '../../tools/engine/project';

export const root = projectRoot();

/** What deploy/.env has to hold. */
export const secrets: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'superuser',
  FRIST_OWNER_PASSWORD: 'owner',
  FRIST_APP_PASSWORD: 'app',
  TEMPORAL_PASSWORD: 'temporal',
  FRIST_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  PUBLIC_URL: 'https://frist.example',
};

export const compose: ComposeFile = readComposeFile(root, secrets);
export const services: [name: string, service: Service][] = Object.entries(compose.services);
/** Those that run all the time, and those that do their work once. */
export const lasting = services.filter(([, service]) => service.restart === 'unless-stopped');
export const once = services.filter(([, service]) => service.restart === 'no');

export function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The names that an example of an environment file sets, commented out or not, with their values. */
export function exampleVariables(path: string): Record<string, string> {
  return Object.fromEntries([...text(path).matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]));
}
