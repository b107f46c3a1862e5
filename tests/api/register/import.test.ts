import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { addByNationalId, lockPerson } from '../../../db/core/people';
import { letGo } from '../../../db/core/retention';
import { transaction } from '../../../db/core/transaction';
import { eraseFromRegisterImports } from '../../../db/register/imports';
import { demoNow, openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type RegisterCast } from '../../support/register-people';
import { someoneWaits } from '../../support/waiting';

type Preview = {
  importId: string;
  rows: { line: number; nationalId: string; verdict: string; fields: Record<string, string> }[];
  legacyEncoding: boolean;
  unknownColumns: string[];
  stored: number;
  left: number;
  confirmedAt: string | null;
  code?: string;
};
const [user, other] = ['municipality-user', 'municipality-user-2'];
const header = 'nationalId;startOn;financing;education;municipality;endOn';
let api: OpenApi;
let cast: RegisterCast;
beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
});
afterAll(() => api.close());

const send = async (text: string | Uint8Array, who = user) =>
  api.server.call<Preview>('POST', '/register/import', {
    token: await api.server.token(who),
    body: typeof text === 'string' ? new Uint8Array(Buffer.from(text)) : text,
    headers: { 'content-type': 'text/csv' },
  });
const confirm = async (importId: string, who = user) =>
  cast.ask(who, 'POST', `/register/import/${importId}/confirm`) as never as Promise<{
    status: number;
    body: { created: number; skipped: number; left: number; code?: string };
  }>;
const line = (
  number: string,
  changed: Partial<Record<'startOn' | 'financing' | 'education' | 'municipality' | 'endOn', string>> = {},
): string =>
  [
    number,
    changed.startOn ?? '2026-01-15',
    changed.financing ?? 'Sosialhjelp',
    changed.education ?? 'Grunnskole',
    changed.municipality ?? '',
    changed.endOn ?? '',
  ].join(';');
const found = async (q: string, who = user) =>
  (
    (await cast.ask(who, 'POST', '/register/participations/search', { q })).body as never as {
      participations: { id: string; financing: string }[];
    }
  ).participations;
describe('a file', () => {
  test('is judged line by line before anything is stored; then the good lines are', async () => {
    const [good, active, elsewhere] = [cast.number(), cast.number(), cast.number()];
    await cast.create(user, { nationalId: active });
    await cast.create(other, { nationalId: elsewhere, municipality: '4601' });
    const before = await rows(api.database.db.raw('select count(*) from participation'));
    const { status, body } = await send(
      [
        header,
        line(good),
        line(`${good.slice(0, 6)} ${good.slice(6)}`),
        line(active),
        line(elsewhere),
        line('12345'),
        line(cast.number(), { financing: 'lotto', endOn: '2025-01-01' }),
        line(cast.number(), { municipality: '4601' }),
        line(''),
      ].join('\r\n'),
    );
    expect(status).toBe(201);
    expect(body.rows.map(({ verdict }) => verdict)).toEqual([
      'ok',
      'duplicate_in_file',
      'already_active',
      'already_active',
      'id_length',
      'unknown_option',
      'not_found',
      'fields_missing',
    ]);
    expect(body.rows[0]!.nationalId).toBe(`${good.slice(0, 6)}*****`);
    // Of another municipality nothing is told but that somebody is active.
    expect(body.rows[3]!.fields).toEqual({ nationalId: 'already_active' });
    expect(await rows(api.database.db.raw('select count(*) from participation'))).toEqual(before);

    expect(await found(good)).toEqual([]);
    const confirmed = await confirm(body.importId);
    expect(confirmed.body).toEqual({ created: 1, skipped: 7, left: 0 });
    const [one] = await found(good);
    expect(one).toMatchObject({ financing: 'social_assistance' });
    const whole = await cast.ask(user, 'GET', `/register/participations/${one!.id}`);
    expect(whole.body).toMatchObject({ education: 'primary', lookup: { state: 'pending' } });
    expect((await confirm(body.importId)).body.code).toBe('import_confirmed');
  });

  test('every field of a line is judged as a form would', async () => {
    const { body } = await send([header, line(cast.number(), { education: 'doctor', endOn: '2025-01-01' })].join('\n'));
    expect(body.rows[0]).toMatchObject({ verdict: 'unknown_option', fields: { education: 'unknown_option', endOn: 'end_before_start' } });
  });

  test('a line that became impossible after the preview is left out', async () => {
    const [first, second] = [cast.number(), cast.number()];
    const { body } = await send([header, line(first), line(second)].join('\n'));
    await cast.create(user, { nationalId: first });
    expect((await confirm(body.importId)).body).toEqual({ created: 1, skipped: 1, left: 0 });
  });

  test('somebody who is erased while it is confirmed is left out of it: neither waits for the other forever', async () => {
    const { db } = api.database;
    const [gone, stays] = [cast.number(), cast.number()];
    const { body } = await send([header, line(stays), line(gone)].join('\n'));
    const personId = await transaction(db, (trx) => addByNationalId(trx, 'NO', gone, 'nb', demoNow));
    let confirmed: ReturnType<typeof confirm> | undefined;
    await transaction(db, async (trx) => {
      await lockPerson(trx, personId);
      confirmed = confirm(body.importId);
      await someoneWaits(trx);
      await eraseFromRegisterImports(trx, gone);
    });
    expect((await confirmed!).body).toEqual({ created: 1, skipped: 1, left: 0 });
    expect([(await found(gone)).length, (await found(stays)).length]).toEqual([0, 1]);
  });

  test('two who confirm it at once store each line once', async () => {
    const numbers = [cast.number(), cast.number()];
    const { body } = await send([header, ...numbers.map((number) => line(number))].join('\n'));
    const answers = await Promise.all([confirm(body.importId), confirm(body.importId)]);
    expect(answers.map((one) => one.body.code ?? one.body.created).sort()).toEqual([2, 'import_confirmed']);
  });

  test('is there for the own municipality alone', async () => {
    const { body } = await send([header, line(cast.number())].join('\n'));
    expect((await cast.ask(other, 'GET', `/register/import/${body.importId}`)).status).toBe(404);
    expect((await confirm(body.importId, other)).status).toBe(404);
    expect((await cast.ask('municipality-admin', 'GET', `/register/import/${body.importId}`)).status).toBe(200);
    expect((await send(header, 'directorate')).status).toBe(403);
  });

  test('windows-1252 is read with a notice; columns nobody knows are named', async () => {
    const text = Buffer.from(`${header};Blåbær\n${line(cast.number())};x`, 'latin1');
    const { body } = await send(new Uint8Array(text));
    expect(body).toMatchObject({ legacyEncoding: true, unknownColumns: ['Blåbær'] });
  });

  test.each<[string, string | Uint8Array, number, string]>([
    ['without the header', '12838520020;2026-01-15;other', 422, 'csv_header'],
    ['in UTF-16', new Uint8Array(Buffer.from(header, 'utf16le')), 422, 'csv_encoding'],
    ['of more than 5 MB', new Uint8Array(5 * 1024 * 1024 + 1).fill(0x61), 413, 'too_large'],
    ['of more than 10,000 lines', `nationalId;startOn;financing\n${'1;2;3\n'.repeat(10_001)}`, 413, 'too_large'],
  ])('%s is refused', async (_what, text, status, code) => {
    const answer = await send(text);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('is sealed where it waits, and let go of after two days', async () => {
    const number = cast.number();
    const { body } = await send([header, line(number)].join('\n'));
    const [kept] = await rows<{ sealed: Buffer }>(api.database.db.raw('select sealed from register_import where id = ?', [body.importId]));
    expect(kept!.sealed.toString('latin1')).not.toContain(number);
    await letGo(api.database.db, '2026-03-04T09:00:00.001Z', { lookups: 1_826, letters: 1_826, sessions: 30, imports: 2 });
    expect(await rows(api.database.db.raw('select 1 from register_import'))).toEqual([]);
  });
});
