import { expect, test } from '@jest/globals';
import { commandsOf } from '../../tools/topology/image';
import { compose, text } from './support';

const dockerfile = text('Dockerfile');
/** Measures the product and is no part of it. */
const leftOut = 'bench';
const built = (JSON.parse(text('tsconfig.build.json')) as { include: string[] }).include.filter((folder) => folder !== leftOut);

test('every stage begins with one exact Node that the product runs on', () => {
  const major = Number(/^ARG NODE_IMAGE=node:(\d+)\.\d+\.\d+-bookworm-slim$/m.exec(dockerfile)?.[1]);
  expect(major).toBeGreaterThanOrEqual(20);
  for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(image).toBe('${NODE_IMAGE}');
});

test('the image is built from every folder of the product that the build compiles, and .dockerignore lets each in', () => {
  const copied = [...dockerfile.matchAll(/^COPY (\w+) \1$/gm)].map(([, folder]) => folder!);
  expect(copied.sort()).toEqual([...built].sort());
  const letIn = [...text('.dockerignore').matchAll(/^!(.*)$/gm)].map(([, name]) => name!);
  expect(letIn).toEqual(
    expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'tsconfig.json', 'tsconfig.build.json', ...built]),
  );
  expect(letIn.filter((name) => /env|test|git|node_modules/.test(name))).toEqual([]);
});

test('it runs as node, with production dependencies alone', () => {
  expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe('node');
  const [install, ...more] = commandsOf(dockerfile, 'dependencies');
  expect(install).toMatch(/^npm ci --omit=dev /);
  expect(more).toEqual([]);
});

test.each(['migrate', 'api', 'worker'])('%s runs a program that the build makes', (service) => {
  const [node, script] = compose.services[service]?.command ?? [];
  expect(node).toBe('node');
  expect(() => text(script!.replace(/^dist\/(.*)\.js$/, '$1.ts'))).not.toThrow();
});
