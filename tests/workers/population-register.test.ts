import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { populationRegister } from '../../activities/register/population-register';
import { specialNumbers, syntheticPerson } from '../../workers/population-register-people';
import { startPopulationRegister, type PopulationRegisterServer } from '../../workers/population-register-server';
import { norwegianNumber } from '../support/norwegian-numbers';

describe('our own population register', () => {
  let server: PopulationRegisterServer;
  beforeAll(async () => {
    server = await startPopulationRegister(0);
  });
  beforeEach(() => server.behave({ mode: 'normal' }));
  afterAll(() => server.close());

  const lookUp = async (numbers: readonly string[], parts: readonly string[]) => {
    const response = await fetch(`${server.url}/v1/personer/bulkoppslag?${parts.map((part) => `part=${part}`).join('&')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ foedselsEllerDNummer: numbers }),
    });
    return { status: response.status, body: (await response.json()) as { oppslag: { folkeregisterperson?: Record<string, unknown> }[] } };
  };

  test('answers with the parts asked for, and always with the number', async () => {
    const { status, body } = await lookUp(['12838520020'], ['navn', 'kjoenn']);
    expect(status).toBe(200);
    expect(Object.keys(body.oppslag[0]!.folkeregisterperson!).sort()).toEqual(['identifikasjonsnummer', 'kjoenn', 'navn']);
  });

  test('tells nobody a protected address, also who asks for it', async () => {
    const { body } = await lookUp([specialNumbers.protected, '12838520020'], ['adressebeskyttelse', 'bostedsadresse']);
    expect(body.oppslag[0]!.folkeregisterperson).toMatchObject({
      adressebeskyttelse: [{ graderingsnivaa: 'strengtFortrolig' }],
      bostedsadresse: [],
    });
    expect(body.oppslag[1]!.folkeregisterperson!['bostedsadresse']).toHaveLength(1);
  });

  test('knows no number of a living person', async () => {
    const { body } = await lookUp([norwegianNumber({ day: 12, month: 3, year: 85, individual: 200, synthetic: false })!], ['navn']);
    expect(body.oppslag).toEqual([{ foedselsEllerDNummer: '12038520065' }]);
  });

  test('is asked by the product for name, status, sex and birth alone', async () => {
    const register = populationRegister(server.url);
    const { firstName, lastName } = syntheticPerson('12838520020')!;
    expect(await register.personOf('12838520020')).toEqual({
      kind: 'person',
      status: 200,
      name: `${firstName} ${lastName}`,
      sex: 'woman',
      bornOn: '1985-03-12',
      standing: 'living',
    });
    expect(await register.personOf(specialNumbers.man)).toMatchObject({ sex: 'man', standing: 'living' });
    expect(await register.personOf(specialNumbers.dead)).toMatchObject({ standing: 'dead' });
    expect(await register.personOf(specialNumbers.ceased)).toMatchObject({ standing: 'ceased' });
    expect(await register.personOf(specialNumbers.unknown)).toEqual({ kind: 'unknown', status: 200 });
  });

  test.each([
    [
      { mode: 'status', status: 429, retryAfterSeconds: 90 },
      { kind: 'later', status: 429, retryAfterMs: 90_000 },
    ],
    [
      { mode: 'status', status: 503 },
      { kind: 'later', status: 503, retryAfterMs: null },
    ],
    [
      { mode: 'status', status: 404 },
      { kind: 'unknown', status: 404 },
    ],
    [
      { mode: 'status', status: 403 },
      { kind: 'refused', status: 403 },
    ],
    [{ mode: 'drop' }, { kind: 'later', status: null, retryAfterMs: null }],
    [{ mode: 'down' }, { kind: 'later', status: null, retryAfterMs: null }],
    [
      { mode: 'slow', ms: 50 },
      { kind: 'person', status: 200 },
    ],
  ])('told to behave as %j it does', async (mode, expected) => {
    const control = `http://127.0.0.1:${server.port}/control`;
    expect((await fetch(control, { method: 'PUT', body: JSON.stringify(mode) })).status).toBe(200);
    expect(await (await fetch(control)).json()).toMatchObject(mode);
    expect(await populationRegister(server.url).personOf('12838520020')).toMatchObject(expected);
  });

  test('is told nothing it does not know', async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/control`, { method: 'PUT', body: '{"mode":"sulk"}' });
    expect(response.status).toBe(422);
    expect((await populationRegister(server.url).personOf('12838520020')).kind).toBe('person');
  });
});

describe('what is asked, and what is made of strange answers', () => {
  let server: Server;
  let asked: { url: string; body: string }[];
  let answer: { status?: number; headers?: Record<string, string>; body: string };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push({ url: request.url!, body: Buffer.concat(chunks).toString() });
        response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    asked = [];
  });
  afterEach(() => server.closeAllConnections());
  afterAll(() => void server.close());
  const ask = async () => populationRegister(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`).personOf('12838520020');
  const later = { kind: 'later', retryAfterMs: null };

  test('the number stands in the body, never in the address', async () => {
    answer = { body: '{"oppslag":[]}' };
    await ask();
    expect(asked).toEqual([
      {
        url: '/api/v1/personer/bulkoppslag?part=navn&part=status&part=kjoenn&part=foedsel',
        body: '{"foedselsEllerDNummer":["12838520020"]}',
      },
    ]);
  });

  test.each(['', 'not JSON', '{}', '{"oppslag":"none"}', '[]'])('%j is asked about again', async (body) => {
    answer = { body };
    expect(await ask()).toMatchObject({ kind: 'later' });
  });

  test('an answer about somebody else is none', async () => {
    const person = { navn: [{ fornavn: 'Eva', etternavn: 'Moe' }] };
    answer = { body: JSON.stringify({ oppslag: [{ foedselsEllerDNummer: '45879030017', folkeregisterperson: person }] }) };
    expect(await ask()).toEqual({ kind: 'unknown', status: 200 });
  });

  test('of names through time the one that holds counts, with its middle name', async () => {
    const navn = [
      { erGjeldende: false, fornavn: 'Eva', etternavn: 'Før' },
      { erGjeldende: true, fornavn: 'Eva', mellomnavn: 'Lund', etternavn: 'Moe' },
    ];
    answer = { body: JSON.stringify({ oppslag: [{ foedselsEllerDNummer: '12838520020', folkeregisterperson: { navn } }] }) };
    expect(await ask()).toMatchObject({ name: 'Eva Lund Moe', sex: null, standing: 'living' });
  });

  test('it is led nowhere else', async () => {
    answer = { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' };
    expect(await ask()).toEqual({ ...later, status: null });
    expect(asked).toHaveLength(1);
  });

  test('Retry-After may be a date, and nonsense is nothing', async () => {
    answer = { status: 429, headers: { 'retry-after': new Date(Date.now() + 120_000).toUTCString() }, body: '' };
    const { retryAfterMs } = (await ask()) as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(110_000);
    expect(retryAfterMs).toBeLessThanOrEqual(120_000);
    answer = { status: 503, headers: { 'retry-after': 'soon' }, body: '' };
    expect(await ask()).toEqual({ ...later, status: 503 });
  });
});
