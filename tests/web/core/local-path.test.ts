import { expect, test } from '@jest/globals';
import { localPath } from '../../../web/core/local-path';

test.each(['/', '/account', '/certification/rounds?year=2026', '/people/1#roles', '/a//b', '/help?next=//elsewhere'])(
  '%s is a path of ours',
  (path) => {
    expect(localPath(path)).toBe(path);
  },
);

test.each([
  undefined,
  '',
  'account',
  'https://elsewhere.example/',
  '//elsewhere.example',
  '///elsewhere.example',
  '/\\elsewhere.example',
  '\\\\elsewhere.example',
  '/\t/elsewhere.example',
  '/.//elsewhere.example',
  'javascript:alert(1)',
])('%s is not, and leads to the start page', (path) => {
  expect(localPath(path)).toBe('/');
});
