import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { heldLookups } from '../../../db/core/held';
import { newId } from '../../../db/core/ids';
import { personByEmail } from '../../../db/core/people';
import { demoIdentities } from '../../../api/core/demo';
import { openApi, type OpenApi } from '../../support/open-api';
import { registerCastOf, type ParticipationOut, type RegisterCast } from '../../support/register-people';

type List = Readonly<{
  participations: { id: string; person: { name: string | null; nationalId: string } }[];
  next: string | null;
  code?: string;
}>;
type Log = Readonly<{
  what: string;
  person_id: string | null;
  filter: Record<string, unknown> | null;
  count: number | null;
  reason_sealed: Buffer | null;
}>;

const reason = 'Tilsyn etter klage fra Kari';
let api: OpenApi;
let cast: RegisterCast;
let one: ParticipationOut;
let number: string;
let directorateId: string;

beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
  number = cast.number();
  one = (await cast.create('municipality-user', { nationalId: number })).body;
  await cast.create('municipality-user-2', { municipality: '4601' });
  directorateId = (await personByEmail(api.database.db, demoIdentities.directorate))!.personId;
});
afterAll(() => api.close());

const open = (body: unknown, as = 'directorate', id = one.id) => cast.ask(as, 'POST', `/register/oversight/participations/${id}`, body);
const list = async (body: unknown, as = 'directorate') => {
  const answer = await cast.ask(as, 'POST', '/register/oversight/participants', body);
  return { status: answer.status, body: answer.body as unknown as List, text: answer.text };
};
const logged = async (): Promise<Log[]> =>
  rows(
    api.database.db.raw('select what, person_id, filter, count, reason_sealed from lookup_log where actor_id = ? order by id', [
      directorateId,
    ]),
  );

describe('the directorate opens one participation', () => {
  test('never without a reason: then it is told nothing, and nothing is logged', async () => {
    const before = (await logged()).length;
    for (const body of [{}, { reason: '' }, { reason: '  ' }]) {
      const { status, body: said, text } = await open(body);
      expect([status, said.code]).toEqual([422, 'reason_needed']);
      expect(text).not.toContain(one.person.nationalId);
    }
    expect(await logged()).toHaveLength(before);
  });

  test('with a reason, masked; the reason is sealed with the key of the participant and can be read by her', async () => {
    const { status, body, text } = await open({ reason });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: one.id, municipality: { code: '0301' }, person: { nationalId: one.person.nationalId } });
    expect(text).not.toContain(number);
    const line = (await logged()).at(-1)!;
    expect(line).toMatchObject({ what: 'participation', person_id: one.person.id });
    expect(line.reason_sealed!.toString('latin1')).not.toContain('Tilsyn');
    expect(await heldLookups(api.database.db, one.person.id)).toContainEqual(
      expect.objectContaining({ actorId: directorateId, what: 'participation', reason }),
    );
  });

  test('by POST alone: the paths of the municipality stay shut, and nothing can be changed', async () => {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { children: 1 }],
      ['POST', '/end', { endOn: '2026-02-01' }],
      ['POST', '/name-lookup', undefined],
    ] as const) {
      const { status } = await cast.ask('directorate', method, `/register/participations/${one.id}${path}`, body, { 'if-match': '"1"' });
      expect(status).toBe(403);
    }
    expect((await cast.ask('directorate', 'GET', `/timeline?case=${one.id}`)).status).toBe(404);
  });

  test('that is there, and nobody else does', async () => {
    expect((await open({ reason }, 'directorate', newId())).status).toBe(404);
    for (const as of ['municipality-user', 'municipality-user-2', 'agency']) expect((await open({ reason }, as)).status).toBe(403);
  });
});

describe('the directorate lists participants', () => {
  test('never without a reason, and only of one municipality', async () => {
    for (const body of [{ municipality: '0301' }, { municipality: '0301', reason: ' ' }])
      expect(await list(body)).toMatchObject({ status: 422, body: { code: 'reason_needed' } });
    expect((await list({ reason })).status).toBe(400);
    expect((await list({ reason, municipality: 'imdi' })).status).toBe(404);
  });

  test('with a reason: one line in the log, that says which and how many but not whom', async () => {
    const { status, body, text } = await list({ municipality: '0301', reason, q: number });
    expect(status).toBe(200);
    expect(body.participations.map(({ id }) => id)).toEqual([one.id]);
    expect(text).not.toContain(number);
    const line = (await logged()).at(-1)!;
    expect(line).toMatchObject({
      what: 'participations',
      person_id: null,
      count: 1,
      filter: { municipality: '0301', search: 'number', status: 'all' },
    });
    expect(JSON.stringify(line.filter)).not.toContain(number);
    expect(line.reason_sealed).not.toBeNull();
  });

  test('of one municipality nothing of another is in it', async () => {
    const everybody = (await list({ municipality: '4601', reason })).body.participations.map(({ id }) => id);
    expect(everybody.length).toBeGreaterThan(0);
    expect(everybody).not.toContain(one.id);
  });
});
