import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';

import { assetUrl, assetsRouter } from '../../../web/core/assets';

const server = express().use(assetsRouter()).listen(0, '127.0.0.1');
let base = '';

beforeAll(async () => {
  if (!server.listening) await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

test('assets may be kept for ever, because a change is a new address', async () => {
  const answer = await fetch(base + assetUrl('frist.css'));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await answer.text()).toContain('.frist-timeline');
});

test('an old or invented address is not answered with another version', async () => {
  expect((await fetch(`${base}/assets/000000000000/frist.css`)).status).toBe(404);
  expect((await fetch(`${base}${assetUrl('frist.css')}.map`)).status).toBe(404);
  expect((await fetch(`${base}/assets/x/..%2fassets.ts`)).status).toBe(404);
});

test('every reader gets the same bytes, zipped or not', async () => {
  const url = base + assetUrl('htmx.js');
  const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  const zipped = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(zipped.headers.get('content-encoding')).toBe('gzip');
  expect(await zipped.text()).toBe(await plain.text());
});
