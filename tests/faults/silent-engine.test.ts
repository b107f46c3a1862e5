import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTemporal, type TemporalEngine } from '../../tools/engine/temporal';
import { engines } from '../support/engines';
import { startServer, type TestServer } from '../support/http';
import { somebody } from '../support/people';
import { beginning, factsOf } from '../support/round-story';
import { Stage } from '../support/stage';

/** How long Temporal is away: half of it standing still, half of it gone. */
const awayMs = 60_000;
const people = 24;
const quiet = (): void => undefined;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'frist-silent-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('Temporal stands still and is then killed for a minute: two hundred commands of every kind are answered as usual, and all ends as if nothing had been', async () => {
  const undisturbed = await Stage.open({ now: beginning });
  const calm = await startServer(undisturbed.db, undisturbed.database.url);
  const asUsual = await commands(undisturbed, calm, async () => undefined);
  await calm.close();
  const expected = receiptsThatWent(await factsOf(undisturbed.db));
  await undisturbed.close();

  const options = { binary: engines().temporalBinary, dbFile: path.join(folder, 'temporal.db'), log: quiet };
  let temporal: TemporalEngine = await startTemporal(options);
  const stage = await Stage.open({ now: beginning, temporalAddress: temporal.address });
  const server = await startServer(stage.db, stage.database.url);
  let back: Promise<void> = Promise.resolve();
  const answered = await commands(stage, server, async () => {
    temporal.pause();
    back = away(awayMs / 2)
      .then(async () => {
        temporal.kill();
        await temporal.exited;
        await away(awayMs / 2);
      })
      .then(async () => {
        temporal = await startTemporal({ ...options, port: temporal.port, portIsFixed: true });
      });
    return () => back;
  });
  expect(answered).toEqual(asUsual);
  expect(answered.length).toBeGreaterThanOrEqual(200);
  expect(receiptsThatWent(await factsOf(stage.db))).toEqual(expected);
  await server.close();
  await stage.close();
  await temporal.stop();
}, 240_000);

/**
 * The facts, with the receipts that went out. One that waited for Temporal while the deadline moved named a day that held no more: it was taken back and written
 * anew (`domain.md` 1.3), where nobody waited it had long been sent.
 */
function receiptsThatWent(facts: Awaited<ReturnType<typeof factsOf>>): typeof facts {
  const receipts = facts['receipts'] as readonly { state: string }[];
  return { ...facts, receipts: receipts.filter(({ state }) => state !== 'withdrawn') };
}

/** What the fault is: begun where `commands` says; what it gives back ends it. */
type Fault = () => Promise<(() => Promise<void>) | undefined>;

/**
 * Two hundred commands over HTTP, none of which may need Temporal, while the fault lasts; then time passes.
 * @returns what each was answered with
 */
async function commands(stage: Stage, server: TestServer, fault: Fault): Promise<string[]> {
  const { db } = stage;
  await somebody(db, 'karen@wsp.example', 'coordinator');
  await somebody(db, 'bent@wsp.example', 'grader');
  await somebody(db, 'agency@styrelsen.example', 'agency');
  await somebody(db, 'nanna@nord.example', 'region', 'nordjylland');
  const [coordinator, grader, agency, region] = [await server.token('karen@wsp.example'), await server.token('bent@wsp.example'), await server.token('agency@styrelsen.example'), await server.token('nanna@nord.example')]; // prettier-ignore
  const answered: string[] = [];
  const send = async <T = { id: string; version: number }>(
    method: string,
    at: string,
    token: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const answer = await server.call<T>(method, at, { token, ...(body === undefined ? {} : { body }), headers });
    answered.push(`${method} ${at.replace(/[0-9a-f-]{36}/g, '*')} ${answer.status}`);
    return answer.body;
  };

  const round = await send('POST', '/certification/rounds', coordinator, {
    year: 2026,
    number: 2,
    signUpOpensOn: '2026-01-15',
    materialOn: '2026-01-16',
  });
  await send('POST', `/certification/rounds/${round.id}/publish`, coordinator);
  const form = new FormData();
  form.append('files', new Blob(['læs']), 'materiale.txt');
  await send('PUT', `/certification/rounds/${round.id}/material`, coordinator, form);
  const csv = ['navn;e-mail;arbejdsgiver', ...Array.from({ length: people }, (_, at) => `Person ${at};p${at}@firma.example;Firma`)].join(
    '\n',
  );
  const read = await send('POST', `/certification/rounds/${round.id}/enrolments/import`, coordinator, csv, { 'content-type': 'text/csv' });
  await send('POST', `/certification/rounds/${round.id}/enrolments/import/${read.id}/confirm`, coordinator);
  await send('POST', `/certification/rounds/${round.id}/admit`, coordinator);
  await stage.passTo('2026-01-20T12:00:00+01:00');

  const end = await fault();
  const { enrolments } = await send<{ enrolments: { id: string; person: { email: string } }[] }>(
    'GET',
    `/certification/rounds/${round.id}/enrolments`,
    coordinator,
  );
  const sorted = enrolments.sort((a, b) => (a.person.email < b.person.email ? -1 : 1));
  for (const [at, { id, person }] of sorted.entries()) {
    const own = await server.token(person.email);
    await send('GET', `/certification/enrolments/${id}`, own);
    if (at % 8 === 7) {
      await send('POST', `/certification/enrolments/${id}/withdraw`, own);
      continue;
    }
    await send('POST', `/certification/enrolments/${id}/payment`, coordinator, { state: 'invoiced' });
    await send('POST', `/certification/enrolments/${id}/self-study-done`, own, undefined, { 'idempotency-key': `done-${at}` });
    await send('POST', `/certification/enrolments/${id}/self-study-done`, own, undefined, { 'idempotency-key': `done-${at}` });
    if (at % 4 === 3) continue;
    await send('PUT', `/certification/enrolments/${id}/answer`, own, { text: `svar ${at}` });
    await send('PUT', `/certification/enrolments/${id}/answer`, own, { text: `bedre svar ${at}` });
    await send('GET', `/certification/enrolments/${id}/receipts`, own);
    await send('POST', `/certification/enrolments/${id}/grade`, grader, { verdict: 'satisfactory' });
  }
  for (let at = 0; at < 6; at += 1)
    await send('POST', `/certification/rounds/${round.id}/enrolments`, coordinator, {
      kind: 'full',
      person: { name: `Sen ${at}`, email: `sen${at}@firma.example` },
    });
  const current = await send('GET', `/certification/rounds/${round.id}`, coordinator);
  await send(
    'PATCH',
    `/certification/rounds/${round.id}`,
    coordinator,
    { deadlineOn: '2026-05-22' },
    { 'if-match': `"${current.version}"` },
  );
  await send('POST', '/certification/uses', region, {
    eventId: 'u-1',
    person: sorted[0]!.id,
    region: 'nordjylland',
    caseNumber: '1',
    kind: 'draft_edit',
    at: '2026-01-20T10:00:00Z',
  });
  await send('POST', '/people', agency, { name: 'Ny Person', email: 'ny@styrelsen.example' });
  await send('PUT', '/rules/jar.price', agency, { value: 4100, reason: 'prøve' });
  await send('GET', '/letters', coordinator);
  await send('GET', '/operations', agency);
  await send('POST', '/me/tokens', agency, { label: 'prøve' });
  await end?.();

  await stage.passTo('2026-05-24T12:00:00+02:00');
  const queue = await send<{ enrolments: { id: string; person: { email: string } }[] }>('GET', '/certification/grading-queue', grader);
  for (const { id } of queue.enrolments.sort((a, b) => (a.person.email < b.person.email ? -1 : 1)))
    await send('POST', `/certification/enrolments/${id}/grade`, grader, { verdict: 'satisfactory' });
  await stage.passTo('2026-06-20T12:00:00+02:00');
  return answered;
}

async function away(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
