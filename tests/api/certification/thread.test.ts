import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type Answer, type TestServer } from '../../support/http';
import { Stage } from '../../support/stage';
import { loadDemo } from '../../../tools/demo/load';

type Enrolment = {
  id: string;
  state: string;
  person: { id: string; email: string };
  certificate: { id: string; number: string } | null;
  shortcomings: string | null;
  correctionUntilOn: string | null;
  cause: string | null;
  agenda: { step: string; effectiveAt: string }[];
  version: number;
};
type Receipt = {
  id: string;
  receiptNumber: string;
  receivedAt: string;
  late: boolean;
  counts: boolean;
  sha256: string;
  files: { id: string; name: string; size: number }[];
};
type Certificate = {
  id: string;
  number: string;
  state: string;
  issuedOn: string;
  lastActiveOn: string;
  expiresOn: string;
  daysLeft: number;
};
type Advance = {
  id: string;
  state: string;
  from: string;
  to: string;
  status: string;
  stuck: string[];
  events: { at: string; case: string; what: string; how: string }[];
  code: string;
};
type Round = {
  id: string;
  year: number;
  number: number;
  state: string;
  counts: Record<string, number>;
  priceDkk: number;
  vatPercent: number;
};

let stage: Stage;
let server: TestServer;
const tokens = new Map<string, string>();
beforeAll(async () => {
  stage = await Stage.open({ now: '2026-01-05T09:00:00.000Z' });
  await loadDemo(stage.db);
  server = await startServer(stage.db, stage.database.url);
});
afterAll(async () => {
  await server.close();
  await stage.close();
});

async function ask<T>(as: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
  const token = tokens.get(as) ?? (await server.token(as));
  tokens.set(as, token);
  return server.call<T>(method, path, { token, ...(body === undefined ? {} : { body }), headers });
}
async function done<T>(as: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const answer = await ask<T>(as, method, path, body, headers);
  if (answer.status >= 300) throw new Error(`${method} ${path} by ${as}: ${answer.status} ${answer.text}`);
  return answer.body;
}
/** Lives through time by the API, and waits for the end of it as a caller does. */
async function pass(by: { days: number } | { to: string } | { untilNext: true }): Promise<Advance> {
  const begun = await ask<Advance>('coordinator', 'POST', '/rehearsal/advance', by);
  expect([begun.status, begun.body.state]).toEqual([202, 'running']);
  for (;;) {
    const now = await server.call<Advance>('GET', begun.body.status.replace('/api/v1', ''), { token: tokens.get('coordinator')! });
    if (now.body.state !== 'running') {
      expect([now.body.state, now.body.stuck]).toEqual(['done', []]);
      return now.body;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const now = async (): Promise<{ now: string; openStories: number; running: string | null }> =>
  (await server.call<{ now: string; openStories: number; running: string | null }>('GET', '/rehearsal/clock')).body;
const of = (email: string): string => `/certification/enrolments/${enrolments.get(email)!.id}`;
const read = (email: string): Promise<Enrolment> => done<Enrolment>('coordinator', 'GET', of(email));
const mails = async (email: string): Promise<string[]> => {
  const { letters } = await done<{ letters: { template: string; state: string }[] }>(
    'coordinator',
    'GET',
    `/letters?person=${enrolments.get(email)!.person.id}`,
  );
  return letters.map((letter) => `${letter.template} ${letter.state}`).sort();
};

const enrolments = new Map<string, Enrolment>();
const anna = 'anna@firma.example';
const bo = 'bo@firma.example';
const carl = 'carl@firma.example';
const dorte = 'dorte@firma.example';
const erik = 'erik@firma.example';
let round: Round;

test('a coordinator publishes a round and gets its people from a file, read first and confirmed then', async () => {
  const { rounds } = await done<{ rounds: Round[] }>('coordinator', 'GET', '/certification/rounds?year=2026');
  round = rounds.find((one) => one.number === 2)!;
  expect(rounds.map((one) => one.number)).toEqual([1, 2, 3, 4]);
  expect(round).toMatchObject({ priceDkk: 4_000, vatPercent: 25, state: 'draft' });
  await pass({ to: '2026-02-25T09:00:00+01:00' });
  const import_ = `/certification/rounds/${round.id}/enrolments/import`;
  const csv = `Navn;E-post;Arbejdsgiver\nAnna Å;${anna};Jord & Vand\nBo Ø;${bo};\nCarl;${carl};\nDorte;${dorte};\nErik;${erik};\nFejl;ingen adresse;\nAnna igen;ANNA@firma.example;\n`;
  const preview = await done<{
    id: string;
    accepted: number;
    refused: number;
    legacyEncoding: boolean;
    lines: { line: number; name: string; verdict: string }[];
  }>('coordinator', 'POST', import_, new Uint8Array(Buffer.from(csv, 'latin1')), { 'content-type': 'text/csv' });
  expect(preview).toMatchObject({ accepted: 5, refused: 2, legacyEncoding: true });
  expect(preview.lines[0]).toMatchObject({ line: 2, name: 'Anna Å', verdict: 'new_person' });
  expect(preview.lines.slice(5).map((line) => [line.line, line.verdict])).toEqual([
    [7, 'email_invalid'],
    [8, 'duplicate_in_file'],
  ]);
  expect((await done<{ rounds: Round[] }>('coordinator', 'GET', '/certification/rounds?year=2026')).rounds[1]!.counts).toEqual({});
  expect(await done('coordinator', 'POST', `${import_}/${preview.id}/confirm`)).toEqual({ signedUp: 5, skipped: 2 });
  expect(await done('coordinator', 'GET', `${import_}/${preview.id}`)).toMatchObject({
    legacyEncoding: true,
    result: { signedUp: 5, skipped: 2 },
  });

  const listed = await done<{ enrolments: Enrolment[]; next: string | null }>(
    'coordinator',
    'GET',
    `/certification/rounds/${round.id}/enrolments?limit=4`,
  );
  const rest = await done<{ enrolments: Enrolment[]; next: string | null }>(
    'coordinator',
    'GET',
    `/certification/rounds/${round.id}/enrolments?limit=4&cursor=${listed.next}`,
  );
  for (const one of [...listed.enrolments, ...rest.enrolments]) enrolments.set(one.person.email, one);
  expect([listed.enrolments.length, rest.enrolments.length, rest.next]).toEqual([4, 1, null]);
  expect([...enrolments.keys()].sort()).toEqual([anna, bo, carl, dorte, erik]);
});

test('all are admitted but one who comes again with a withdrawal, and see what will happen', async () => {
  await done(erik, 'POST', `${of(erik)}/withdraw`);
  expect(await done('coordinator', 'POST', `/certification/rounds/${round.id}/admit`)).toEqual({ admitted: 4, refused: 0 });
  expect((await read(erik)).state).toBe('withdrawn');
  const own = await done<Enrolment>(anna, 'GET', of(anna));
  expect(own.agenda.map((one) => [one.step, one.effectiveAt])).toEqual([
    ['releaseMaterial', '2026-04-02T22:00:00.000Z'],
    ['remindOfDeadline', '2026-05-01T07:00:00.000Z'],
    ['remindOfDeadline', '2026-05-12T07:00:00.000Z'],
    ['remindOfDeadline', '2026-05-14T07:00:00.000Z'],
    ['closeUndelivered', '2026-05-15T22:00:00.000Z'],
  ]);
  expect((await ask(anna, 'GET', `/certification/rounds/${round.id}/material`)).status).toBe(409);
});

test('time passes to the next thing that is due, by days, and to an instant; never backwards, and one advance at a time', async () => {
  const before = await now();
  expect(before.openStories).toBeGreaterThanOrEqual(11);
  const next = await pass({ untilNext: true });
  expect(Date.parse((await now()).now)).toBeGreaterThan(Date.parse(before.now));
  expect(next.to).toBe((await now()).now);
  const { now: standing } = await now();
  await pass({ days: 1 });
  expect(Date.parse((await now()).now) - Date.parse(standing)).toBe(86_400_000);
  // Over the night of summer time a day is 23 hours, and the time of day stays.
  await pass({ to: '2026-03-28T12:00:00+01:00' });
  await pass({ days: 1 });
  expect((await now()).now).toBe('2026-03-29T10:00:00.000Z');
  const back = await ask<Advance>('coordinator', 'POST', '/rehearsal/advance', { to: '2026-03-29T10:00:00Z' });
  expect([back.status, back.body.code]).toEqual([422, 'not_forward']);
  const both = await Promise.all([
    ask<Advance>('coordinator', 'POST', '/rehearsal/advance', { days: 1 }),
    ask<Advance>(anna, 'POST', '/rehearsal/advance', { days: 1 }),
  ]);
  expect(both.map((answer) => answer.status).sort()).toEqual([202, 409]);
  expect(both.find((answer) => answer.status === 409)!.body.code).toBe('advance_running');
  await stage.until('the advance has ended', async () => (await now()).running === null);
  expect((await ask('coordinator', 'GET', '/rehearsal/advances/01890a5d-ac96-774b-bcce-b302099a8057')).status).toBe(404);
});

test('the material comes on its day, then self-study, then an answer with a file, with a receipt', async () => {
  const lived = await pass({ to: '2026-05-10T10:00:00+02:00' });
  const released = lived.events.filter((event) => event.what === 'releaseMaterial' && event.case.startsWith('enrolment/'));
  expect(released.map((event) => event.at)).toEqual(Array.from({ length: 4 }, () => '2026-04-02T22:00:00.000Z'));
  const { files } = await done<{ files: { name: string }[] }>(anna, 'GET', `/certification/rounds/${round.id}/material`);
  expect(files.map((file) => file.name)).toEqual(['materiale.txt']);
  expect((await ask(anna, 'GET', `/certification/rounds/${round.id}/material/0`)).text).toMatch(/^Øvelsesmateriale/);
  for (const one of [anna, bo, carl, dorte])
    expect((await done<Enrolment>(one, 'POST', `${of(one)}/self-study-done`)).state).toBe('task_open');

  const form = new FormData();
  form.append('text', 'Besvarelse med bilag');
  form.append('files', new Blob(['%PDF-1.7 bilag']), 'bilag.pdf');
  const receipt = await done<Receipt>(anna, 'PUT', `${of(anna)}/answer`, form);
  expect(receipt).toMatchObject({
    receivedAt: '2026-05-10T08:00:00.000Z',
    late: false,
    counts: true,
    files: [{ name: 'bilag.pdf', size: 14 }],
  });
  expect(receipt.receiptNumber).toMatch(/^R-[0-9A-HJKMNP-TV-Z]{10}$/);
  expect(receipt.sha256).toMatch(/^[0-9a-f]{64}$/);
  // The same again changes nothing and gives the same receipt; something else replaces it.
  const again = new FormData();
  again.append('text', 'Besvarelse med bilag');
  again.append('files', new Blob(['%PDF-1.7 bilag']), 'bilag.pdf');
  expect(await done<Receipt>(anna, 'PUT', `${of(anna)}/answer`, again)).toEqual(receipt);
  for (const one of [bo, carl]) await done<Receipt>(one, 'PUT', `${of(one)}/answer`, { text: `Udkast af ${one}` });
  await done<Receipt>(bo, 'PUT', `${of(bo)}/answer`, { text: 'Endeligt svar' });
  const { receipts } = await done<{ receipts: Receipt[] }>(bo, 'GET', `${of(bo)}/receipts`);
  expect(receipts.map((one) => one.counts)).toEqual([false, true]);
  expect(await done(bo, 'GET', `${of(bo)}/answer`)).toMatchObject({ text: 'Endeligt svar', counts: true });
  expect((await ask<Advance>('grader', 'POST', `${of(bo)}/grade`, { verdict: 'satisfactory' })).body.code).toBe('round_not_closed');
});

test('what comes at 23:59:59.999 is in time; what comes an instant later is late, kept and never graded', async () => {
  await pass({ to: '2026-05-15T23:59:59.999+02:00' });
  expect((await done<Receipt>(carl, 'PUT', `${of(carl)}/answer`, { text: 'I sidste øjeblik' })).late).toBe(false);
  await pass({ to: '2026-05-16T00:00:00+02:00' });
  expect([(await read(anna)).state, (await read(dorte)).state]).toEqual(['under_grading', 'not_delivered']);
  const late = await done<Receipt>(dorte, 'PUT', `${of(dorte)}/answer`, { text: 'For sent' });
  expect(late).toMatchObject({ late: true, counts: false, receivedAt: '2026-05-15T22:00:00.000Z' });
  expect((await read(dorte)).state).toBe('late');
  expect((await ask<Advance>('grader', 'POST', `${of(dorte)}/grade`, { verdict: 'satisfactory' })).body.code).toBe('late_not_graded');
  expect((await done<Receipt>(dorte, 'PUT', `${of(dorte)}/answer`, { text: 'Og igen' })).late).toBe(true);
  expect((await ask<Advance>(anna, 'PUT', `${of(anna)}/answer`, { text: 'Rettet' })).body.code).toBe('deadline_passed');
  expect((await done<Round>('coordinator', 'GET', `/certification/rounds/${round.id}`)).state).toBe('closed');
});

test('three wait for a verdict: one passes, one is returned and corrected, one fails', async () => {
  await pass({ to: '2026-05-20T10:00:00+02:00' });
  const waiting = async (): Promise<string[]> => {
    const { enrolments: found } = await done<{ enrolments: Enrolment[] }>('grader', 'GET', '/certification/grading-queue');
    return found
      .map((one) => one.person.email)
      .filter((email) => enrolments.has(email))
      .sort();
  };
  expect(await waiting()).toEqual([anna, bo, carl]);
  const answer = await done<Receipt & { text: string }>('grader', 'GET', `${of(anna)}/answer`);
  expect(answer.text).toBe('Besvarelse med bilag');
  expect((await ask('grader', 'GET', `${of(anna)}/answer/files/${answer.files[0]!.id}`)).text).toBe('%PDF-1.7 bilag');

  expect((await done<Enrolment>('grader', 'POST', `${of(anna)}/grade`, { verdict: 'satisfactory' })).state).toBe('under_grading');
  expect((await ask<Advance>('grader2', 'POST', `${of(anna)}/grade`, { verdict: 'satisfactory' })).body.code).toBe('not_allowed_in_state');
  expect((await ask<Advance>('grader', 'POST', `${of(bo)}/grade`, { verdict: 'not_satisfactory' })).body.code).toBe('reason_needed');
  for (const one of [bo, carl])
    expect(
      await done<Enrolment>('grader', 'POST', `${of(one)}/grade`, { verdict: 'not_satisfactory', shortcomings: 'Kilderne mangler.' }),
    ).toMatchObject({
      state: 'returned',
      correctionUntilOn: '2026-05-27',
    });
  expect((await done<Enrolment>(bo, 'GET', of(bo))).shortcomings).toBe('Kilderne mangler.');
  await stage.until('the certificate is out', async () => (await read(anna)).state === 'passed');

  // The very same answer sent again is a correction too: it is what the participant stands by.
  expect((await done<Receipt>(bo, 'PUT', `${of(bo)}/answer`, { text: 'Endeligt svar' })).receivedAt).toBe('2026-05-20T08:00:00.000Z');
  expect((await read(bo)).state).toBe('under_grading');
  expect(
    (await done<Enrolment>('grader2', 'POST', `${of(bo)}/grade`, { verdict: 'not_satisfactory', shortcomings: 'De mangler stadig.' }))
      .state,
  ).toBe('failed');
  await pass({ to: '2026-05-27T23:59:59.999+02:00' });
  expect(await done<Receipt>(carl, 'PUT', `${of(carl)}/answer`, { text: 'Med kilder' })).toMatchObject({ late: false, counts: true });
  await done('grader', 'POST', `${of(carl)}/grade`, { verdict: 'satisfactory' });
  await stage.until('the second certificate is out', async () => (await read(carl)).state === 'passed');
  await stage.until(
    'the round is completed',
    async () => (await done<Round>('coordinator', 'GET', `/certification/rounds/${round.id}`)).state === 'completed',
  );
  expect((await done<Round>('coordinator', 'GET', `/certification/rounds/${round.id}`)).counts).toEqual({
    passed: 2,
    failed: 1,
    late: 1,
    withdrawn: 1,
  });
});

test('a certificate is looked up by anyone with its number, and kept alive by uses', async () => {
  const { certificate } = await read(anna);
  const verified = await server.call<{ name: string; state: string }>('GET', `/verify/${certificate!.number.toLowerCase()}`);
  expect(verified.body).toEqual({ number: certificate!.number, name: 'Anna Å', state: 'active' });
  const path = `/certification/certificates/${certificate!.id}`;
  expect(await done(anna, 'GET', path)).toMatchObject({ issuedOn: '2026-05-20', expiresOn: '2028-05-20', daysLeft: 724, state: 'active' });

  const use = (changed: Record<string, unknown>): Record<string, unknown> => ({
    eventId: 'e-1',
    person: certificate!.number,
    region: 'nordjylland',
    caseNumber: '813-1',
    kind: 'draft_edit',
    at: '2026-05-27T10:00:00+02:00',
    ...changed,
  });
  const report = (body: unknown): Promise<{ verdicts: { verdict: string }[]; verdict: string }> =>
    done('region-nordjylland', 'POST', '/certification/uses', body);
  expect(await report(use({}))).toEqual({ eventId: 'e-1', verdict: 'counted' });
  expect(await report(use({}))).toEqual({ eventId: 'e-1', verdict: 'duplicate' });
  expect(await done(anna, 'GET', path)).toMatchObject({ lastActiveOn: '2026-05-27', expiresOn: '2028-05-27' });

  const list = await report([
    use({ eventId: 'e-2', kind: 'log_in' }),
    use({ eventId: 'e-3', at: '2026-05-21T10:00:00+02:00' }),
    use({ eventId: 'e-1', caseNumber: 'other' }),
    use({ eventId: 'e-4', at: '2026-05-19T23:59:59+02:00' }),
    use({ eventId: 'e-5', at: '2026-05-28T00:05:00+02:00' }),
    use({ eventId: 'e-6', at: '2026-05-27T10:00:00' }),
    use({ eventId: 'e-7', person: 'JAR-2026-0000000000' }),
    use({ eventId: 'e-8', person: enrolments.get(bo)!.person.id }),
    use({ eventId: 'e-9', region: 'midtjylland' }),
    use({ eventId: 'e-10', region: 'atlantis' }),
    { eventId: 'e-11' },
    'nothing',
    use({ eventId: 'e-3', at: '2026-05-21T10:00:00+02:00' }),
    use({ eventId: 'e-12', person: 'a\u0000b' }),
    null,
  ]);
  expect(list.verdicts.map((one) => one.verdict)).toEqual([
    'not_counted',
    'counted',
    'event_id_conflict',
    'event_before_issue',
    'event_in_future',
    'offset_missing',
    'unknown_person',
    'no_certificate',
    'not_permitted',
    // Of a region that is nobody's: the sender works for none but their own.
    'not_permitted',
    'invalid_request',
    'invalid_request',
    'duplicate',
    'invalid_request',
    'invalid_request',
  ]);
  // A row with a code is not stored and its id stays free.
  expect((await report(use({ eventId: 'e-6', at: '2026-05-27T09:00:00+02:00' }))).verdict).toBe('counted');
  expect(
    (
      await ask<Advance>(
        'region-nordjylland',
        'POST',
        '/certification/uses',
        Array.from({ length: 1_001 }, () => use({})),
      )
    ).status,
  ).toBe(413);
});

test('it is warned of, lapses for want of use, and comes back when a use within its time is reported late', async () => {
  const { certificate } = await read(anna);
  const path = `/certification/certificates/${certificate!.id}`;
  const state = async (): Promise<string> => (await done<Certificate>('region-midtjylland', 'GET', path)).state;
  await pass({ to: '2028-02-26T12:00:00+01:00' });
  expect(await state()).toBe('active');
  await pass({ to: '2028-02-27T08:59:00+01:00' });
  expect([await state(), await mails(anna)]).toEqual(['expiring', expect.not.arrayContaining(['expiry_warning sent'])]);
  await pass({ to: '2028-02-27T09:00:00+01:00' });
  expect(await mails(anna)).toEqual(expect.arrayContaining(['expiry_warning sent']));
  await pass({ to: '2028-05-27T23:59:59.999+02:00' });
  expect(await state()).toBe('expiring');
  await pass({ to: '2028-05-28T00:00:00+02:00' });
  expect(await state()).toBe('expired');
  await pass({ to: '2028-05-28T12:00:00+02:00' });
  expect((await mails(anna)).filter((mail) => /^expir/.test(mail))).toEqual([
    'expired sent',
    'expiry_warning sent',
    'expiry_warning sent',
    'expiry_warning sent',
  ]);
  const late = {
    eventId: 'late-1',
    person: certificate!.number,
    region: 'nordjylland',
    caseNumber: '1',
    kind: 'phase_entry',
    at: '2028-05-27T23:00:00+02:00',
  };
  expect(await done('region-nordjylland', 'POST', '/certification/uses', late)).toMatchObject({ verdict: 'counted' });
  expect(await done(anna, 'GET', path)).toMatchObject({ state: 'active', expiresOn: '2030-05-27' });
  // And it is followed again.
  await pass({ to: '2030-05-28T12:00:00+02:00' });
  expect(await state()).toBe('expired');
  // A use after that revives nothing.
  const tooLate = { ...late, eventId: 'late-2', at: '2030-05-28T10:00:00+02:00' };
  expect(await done('region-nordjylland', 'POST', '/certification/uses', tooLate)).toMatchObject({ verdict: 'after_expiry' });
  expect(await state()).toBe('expired');
});

test('nobody was written to twice about one thing, and everything that happened stands in the timeline', async () => {
  expect(await mails(bo)).toEqual([
    'admitted sent',
    'deadline_reminder sent',
    'failed sent',
    'material sent',
    'received sent',
    'received sent',
    'received sent',
    'returned sent',
  ]);
  expect(await mails(dorte)).toEqual([
    'admitted sent',
    'deadline_reminder sent',
    'deadline_reminder sent',
    'deadline_reminder sent',
    'late sent',
    'late sent',
    'material sent',
    'not_delivered sent',
  ]);
  const { events } = await done<{ events: { what: string }[] }>(bo, 'GET', `/timeline?case=${enrolments.get(bo)!.id}`);
  expect(events.map((event) => event.what).filter((what) => what !== 'letterSent')).toEqual([
    'imported',
    'admitted',
    'materialReleased',
    'remindedOfDeadline',
    'selfStudyDone',
    'answerReceived',
    'answerReceived',
    'gradingStarted',
    'answerReturned',
    'answerReceived',
    'answerGraded',
  ]);
});
