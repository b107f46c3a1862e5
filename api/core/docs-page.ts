import type { RequestHandler } from 'express';

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>API – Frist</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><h1 hidden>API</h1><main id="swagger-ui"></main>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });`;

/** The API's own page, from assets of ours. Its library sets styles by itself, so for this page alone inline styles are let through. */
export const docsPage: RequestHandler = (_req, res) => {
  res.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  res.type('html').send(page);
};

/** What starts it: a file, for inline scripts are refused. */
export const docsStart: RequestHandler = (_req, res) => void res.type('text/javascript').send(start);
