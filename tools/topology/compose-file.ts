import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What we look at of a service in docker-compose.yml. */
export type Service = Readonly<{
  image: string;
  build?: string;
  user?: string;
  command?: readonly string[];
  entrypoint?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  volumes?: readonly string[];
  tmpfs?: readonly string[];
  ports?: readonly string[];
  networks?: readonly string[];
  depends_on?: Readonly<Record<string, Readonly<{ condition: string }>>>;
  healthcheck?: Readonly<{ test: readonly string[] }>;
  deploy?: Readonly<{ replicas?: number }>;
  restart?: string;
  read_only?: boolean;
  cap_drop?: readonly string[];
  security_opt?: readonly string[];
}>;

export type ComposeFile = Readonly<{
  services: Readonly<Record<string, Service>>;
  networks: Readonly<Record<string, Readonly<{ internal?: boolean }>>>;
  volumes: Readonly<Record<string, unknown>>;
}>;

export type Variables = Readonly<Record<string, string | undefined>>;

/** `${NAME}`, with `:-default`, or with `:?what to give`. */
const reference = /\$\{(\w+)(?:(:-|:\?)([^}]*))?\}/g;

/**
 * Reads docker-compose.yml as Compose would: anchors merged, variables filled in.
 * @throws Error naming the first variable that must be given and is not
 */
export function readComposeFile(root: string, variables: Variables): ComposeFile {
  return filledIn(parse(composeText(root), { merge: true }), variables) as ComposeFile;
}

/** The variables that docker-compose.yml asks for, and whether each must be given. */
export function composeVariables(root: string): ReadonlyMap<string, 'needed' | 'optional'> {
  const found = new Map<string, 'needed' | 'optional'>();
  for (const [, name, kind] of composeText(root).matchAll(reference)) found.set(name!, kind === ':-' ? 'optional' : 'needed');
  return found;
}

function composeText(root: string): string {
  return readFileSync(join(root, 'docker-compose.yml'), 'utf8');
}

function filledIn(node: unknown, variables: Variables): unknown {
  if (typeof node === 'string') return fillIn(node, variables);
  if (Array.isArray(node)) return node.map((item) => filledIn(item, variables));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filledIn(value, variables)]));
}

function fillIn(text: string, variables: Variables): string {
  return text.replace(reference, (_whole, name: string, kind: string | undefined, rest: string | undefined) => {
    const value = variables[name];
    if (value) return value;
    if (kind === ':-') return rest ?? '';
    throw new Error(`${name} must be given: ${rest ?? ''}`);
  });
}
