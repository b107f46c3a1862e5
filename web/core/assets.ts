import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { Router } from 'express';

/** Everything a page may load, and the files each is put together from. A fixed list: no path of a request ever reaches the file system. */
const sources = {
  'designsystemet-theme.css': [require.resolve('@digdir/designsystemet-css/theme.css')],
  'designsystemet.css': [require.resolve('@digdir/designsystemet-css')],
  'frist.css': own(
    'frame.css',
    'header.css',
    'site.css',
    'page.css',
    'forms.css',
    'tables.css',
    'stepper.css',
    'timeline.css',
    'calendar.css',
    'case.css',
    'chart.css',
    'autosave.css',
    'print.css',
  ),
  'frist.js': own('frist.js'),
  'autosave.js': own('autosave-fields.js', 'autosave-conflict.js', 'dependent-select.js', 'autosave.js', 'autosave-new.js'),
  'frist.svg': own('frist.svg'),
  'htmx.js': [require.resolve('htmx.org/dist/htmx.min.js')],
  'htmx-sse.js': [require.resolve('htmx.org/dist/ext/hx-sse.min.js')],
} as const;

export type AssetName = keyof typeof sources;

type Asset = Readonly<{ hash: string; type: string; bytes: Buffer; zipped: Buffer }>;

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

const assets = new Map(Object.entries(sources).map(([name, files]) => [name, read(name, files)]));

/** The address of an asset. It holds a hash of the content, so a changed file is a new address and an old one may be kept for ever. */
export function assetUrl(name: AssetName): string {
  return `/assets/${assets.get(name)?.hash}/${name}`;
}

/** Serves `/assets/<hash>/<name>`. Mount at the root, before sessions: assets are the same for everybody. */
export function assetsRouter(): Router {
  const router = Router();
  router.get('/assets/:hash/:name', (req, res, next) => {
    const asset = assets.get(req.params.name);
    if (!asset || asset.hash !== req.params.hash) {
      next();
      return;
    }
    const zip = req.acceptsEncodings('gzip') === 'gzip';
    res.set({ 'Content-Type': asset.type, 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' });
    if (zip) res.set('Content-Encoding', 'gzip');
    res.end(zip ? asset.zipped : asset.bytes);
  });
  return router;
}

function own(...names: readonly string[]): readonly string[] {
  return names.map((name) => join(__dirname, 'assets', name));
}

function read(name: string, files: readonly string[]): Asset {
  const bytes = Buffer.concat(files.map((file) => readFileSync(file)));
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 12);
  return { hash, type: types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream', bytes, zipped: gzipSync(bytes) };
}
