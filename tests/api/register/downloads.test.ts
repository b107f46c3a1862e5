import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { csvRecords } from '../../../domain/core/csv-file';
import { createDownload, fetchDownload } from '../../../api/register/download-commands';
import { rows } from '../../../db/core/columns';
import { lookups } from '../../../db/core/lookups';
import { personByEmail } from '../../../db/core/people';
import { as } from '../../support/people';
import { demoNow, openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type RegisterCast } from '../../support/register-people';

const [user, other] = ['municipality-user', 'municipality-user-2'];
let api: OpenApi;
let cast: RegisterCast;
let nina: string;
let nationalId: string;
let id: string;

beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
  nina = (await personByEmail(api.database.db, 'nina@oslo.kommune.example'))!.personId;
  nationalId = cast.number();
  const { body } = await cast.create(user, { nationalId });
  id = body.id;
  await api.database.db.raw('update person set name = ? where id = ?', ['=HYPERLINK("x");@a', body.person.id]);
  await api.database.db.raw(`update name_lookup set state = 'found' where participation_id = ?`, [id]);
  await cast.ask(user, 'POST', `/register/participations/${id}/entries`, {
    kind: 'activity',
    type: 'norwegian',
    fromOn: '2026-01-20',
    hoursPerWeek: 12.5,
  });
});
afterAll(() => api.close());

const csv = async (query: string, who = user): Promise<string[][]> => {
  const { text, headers, status } = await cast.ask(who, 'GET', `/register/participations/export.csv${query}`);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  return csvRecords(text).map(({ cells }) => [...cells]);
};
const link = async (body: unknown, who = user) => cast.ask(who, 'POST', '/register/downloads', body);
const fetched = async (path: string, who: string | null = user) =>
  api.server.call('GET', path.replace('/api/v1', ''), who === null ? {} : { token: await api.server.token(who) });
const linkOf = ({ body }: Awaited<ReturnType<typeof link>>): string => (body as never as { link: string }).link;

describe('a file at once', () => {
  test('has a byte order mark, semicolons, masked numbers and no formula', async () => {
    const { server } = api;
    const response = await fetch(`${server.url}/api/v1/register/participations/export.csv`, {
      headers: { authorization: `Bearer ${await server.token(user)}` },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const [header, ...lines] = csvRecords(bytes.toString()).map(({ cells }) => cells);
    expect(header!.slice(0, 4)).toEqual(['participationId', 'nationalId', 'name', 'state']);
    const mine = lines.find(([first]) => first === id)!;
    expect(mine.slice(1, 4)).toEqual([`${nationalId.slice(0, 6)}*****`, `'=HYPERLINK("x");@a`, 'registering']);
    expect(bytes.toString()).not.toContain(nationalId);
  });

  test('of activities has a line for each, and filters are those of the overview', async () => {
    const [header, ...lines] = await csv('?content=activities');
    expect(header).toEqual(['participationId', 'nationalId', 'name', 'kind', 'type', 'fromOn', 'toOn', 'hoursPerWeek']);
    expect(lines.find(([first]) => first === id)?.slice(3)).toEqual(['activity', 'norwegian', '2026-01-20', '', '12.5']);
    expect((await csv('?status=registering')).some(([first]) => first === id)).toBe(true);
    expect((await csv('?status=ended')).some(([first]) => first === id)).toBe(false);
    expect((await csv('?status=all', other)).some(([first]) => first === id)).toBe(false);
  });

  test('as a workbook has the list of codes and the guide to the columns in sheets of their own', async () => {
    const { server } = api;
    const response = await fetch(`${server.url}/api/v1/register/participations/export.xlsx?status=all`, {
      headers: { authorization: `Bearer ${await server.token(user)}` },
    });
    expect(response.headers.get('content-type')).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    for (const sheet of ['sheet1', 'sheet2', 'sheet3']) expect(bytes.includes(`xl/worksheets/${sheet}.xml`)).toBe(true);
  });

  test('has a guide beside it', async () => {
    const { text } = await cast.ask(user, 'GET', '/register/participations/guide.csv');
    expect(text).toContain('financing;Finansiering;social_assistance;Sosialhjelp');
    expect(text).toContain('nationalId;Fødselsnummer eller D-nummer;;');
  });

  test('is one line of the look-up log', async () => {
    await csv('?status=all');
    const [last] = await lookups(api.database.db, { actorId: nina }, 1);
    expect(last).toMatchObject({
      what: 'register-export',
      filter: { status: 'all', format: 'csv', content: 'participants', fullNumbers: false },
    });
  });
});

describe('a link to a file', () => {
  const full = { format: 'csv', content: 'participants', filter: { status: 'all' }, fullNumbers: true };

  test('gives masked numbers without a reason, and whole ones with a reason alone', async () => {
    expect((await link(full)).body.code).toBe('reason_needed');
    expect((await link({ ...full, reason: '  ' })).body.code).toBe('reason_needed');
    const masked = await fetched(linkOf(await link({ format: 'csv' })));
    expect(masked.text).not.toContain(nationalId);
    const whole = await fetched(linkOf(await link({ ...full, reason: 'Samordning med NAV' })));
    expect(whole.text).toContain(nationalId);
    const [last] = await lookups(api.database.db, { actorId: nina }, 1);
    expect(last).toMatchObject({ what: 'register-download', filter: { fullNumbers: true } });
    const [stored] = await rows<{ reason: Buffer }>(
      api.database.db.raw('select reason_sealed as reason from register_download where reason_sealed is not null'),
    );
    expect(stored!.reason.toString('latin1')).not.toContain('NAV');
  });

  test('is for who made it alone', async () => {
    const path = linkOf(await link(full.fullNumbers ? { ...full, reason: 'Samordning' } : full));
    expect((await fetched(path, other)).status).toBe(404);
    expect((await fetched(path, 'municipality-admin')).status).toBe(404);
    expect((await fetched(path, 'directorate')).status).toBe(403);
    expect((await fetched(path, null)).status).toBe(401);
    expect((await fetched('/register/downloads/nothing')).status).toBe(404);
    expect((await link({ format: 'csv', filter: { municipality: '4601' } })).status).toBe(404);
  });

  test('holds a day', async () => {
    const { db } = api.database;
    const { secret, expiresAt } = await createDownload(await as(db, nina, demoNow), { format: 'csv', content: 'participants', filter: {} });
    expect(expiresAt).toBe('2026-03-03T09:00:00.000Z');
    await expect(fetchDownload(await as(db, nina, expiresAt), secret)).rejects.toThrow('link_expired');
    expect((await fetchDownload(await as(db, nina, '2026-03-03T08:59:59.999Z'), secret)).name).toBe('jobbsjansen-participants.csv');
  });
});
