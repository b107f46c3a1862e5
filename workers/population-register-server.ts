import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { documentOf, knownParts, type Part } from './population-register-people';

/**
 * How our register behaves until it is told otherwise: as it should, slowly, with a status of its own (429 with Retry-After, 500, 403, 404), breaking the line
 * once the question has arrived, or not there at all.
 */
export const behaviour = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('normal') }),
  z.strictObject({ mode: z.literal('slow'), ms: z.int().min(1).max(60_000) }),
  z.strictObject({
    mode: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.int().min(0).max(1_000_000).optional(),
  }),
  z.strictObject({ mode: z.literal('drop') }),
  z.strictObject({ mode: z.literal('down') }),
]);
export type Behaviour = z.infer<typeof behaviour>;

export type PopulationRegisterServer = Readonly<{
  /** What a look-up is sent to, up to the package of rights. */
  url: string;
  port: number;
  behave(as: Behaviour): void;
  /** How many questions have arrived, answered or not. */
  asked(): number;
  close(): Promise<void>;
}>;

const rights = '/folkeregisteret/offentlig-med-hjemmel/api';
const question = z.object({ foedselsEllerDNummer: z.array(z.string()).min(1).max(1_000) });
/** A body larger than a thousand numbers is none of ours. */
const bodyBytes = 32_768;

/**
 * A population register of our own that speaks the public one's HTTP: `POST …/v1/personer/bulkoppslag?part=navn`. Synthetic people, for the demo, the rehearsal
 * and tests alone. `PUT /control` says how it behaves, `GET /control` how many questions have arrived.
 */
export async function startPopulationRegister(port: number): Promise<PopulationRegisterServer> {
  let now: Behaviour = { mode: 'normal' };
  let asked = 0;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/control') return control(request, response);
    // Down is down from the first byte: nobody knows what was asked.
    if (now.mode === 'down') return void response.destroy();
    const body = await read(request);
    asked += 1;
    if (now.mode === 'drop') return void response.destroy();
    if (now.mode === 'slow') await new Promise((resolve) => setTimeout(resolve, (now as { ms: number }).ms).unref());
    if (now.mode === 'status') {
      if (now.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(now.retryAfterSeconds));
      return send(response, now.status, fault('FREG-001'));
    }
    if (request.method !== 'POST' || pathname !== `${rights}/v1/personer/bulkoppslag`) return send(response, 404, fault('FREG-004'));
    const wanted = question.safeParse(parsed(body));
    if (!wanted.success) return send(response, 400, fault('FREG-003'));
    const parts = knownParts.filter((part) => searchParams.getAll('part').includes(part));
    send(response, 200, { oppslag: wanted.data.foedselsEllerDNummer.map((number) => entry(number, parts)) });
  }

  async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'PUT') {
      const told = behaviour.safeParse(parsed(await read(request)));
      if (!told.success) return send(response, 422, fault('control'));
      now = told.data;
    }
    send(response, 200, { ...now, asked });
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${own}${rights}`,
    port: own,
    behave(as) {
      now = as;
    },
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function entry(number: string, parts: readonly Part[]): Record<string, unknown> {
  const found = documentOf(number, parts);
  return { foedselsEllerDNummer: number, ...(found ? { folkeregisterperson: found } : {}) };
}

const fault = (code: string): Record<string, string> => ({ kode: code, melding: 'Feil i tjenesten.' });

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyBytes) throw new RangeError('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
