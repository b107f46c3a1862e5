import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { storyKinds, workflowOf } from '../../domain/core/stories';
import * as stories from '../../workflows';

const folder = path.resolve(__dirname, '../../workflows');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

test.each(files)('%s holds no state at the level of its module, which all stories of a worker would share', (name) => {
  const source = readFileSync(path.join(folder, name), 'utf8');
  expect(source).not.toMatch(/^(?:export )?(?:let|var) /m);
  expect(source).not.toMatch(/^(?:export )?const \w+(?:: [^=]+)? = (?:new |\[)/m);
});

test('every kind of story has its workflow, and every workflow its kind', () => {
  expect(Object.keys(stories).sort()).toEqual(storyKinds.map((kind) => workflowOf[kind]).sort());
});
