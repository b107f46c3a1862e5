import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, type PlainDate } from '../../../domain/core/calendar';
import { lastActiveFrom } from '../../../domain/certification/certificate';
import { newId } from '../../../db/core/ids';
import { rows } from '../../../db/core/columns';
import { theRules } from '../../support/cases';
import type { Answer } from '../../support/http';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

type Verdicts = { verdicts: { eventId: string; verdict: string }[]; verdict: string; code: string };
type Certificate = { state: string; lastActiveOn: string; expiresOn: string };

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi('2034-01-10T09:00:00.000Z');
  cast = castOf(api);
});
afterAll(() => api.close());

async function report(body: unknown, as = 'region-nordjylland'): Promise<Answer<Verdicts>> {
  return api.server.call<Verdicts>('POST', '/certification/uses', { token: await cast.token(as), body });
}
const read = async (certificateId: string): Promise<Certificate> =>
  (await api.server.call<Certificate>('GET', `/certification/certificates/${certificateId}`, { token: await cast.token('coordinator') }))
    .body;
const use = (person: string, on: string, changed: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventId: newId(),
  person,
  region: 'nordjylland',
  caseNumber: '1',
  kind: 'draft_edit',
  at: `${on}T12:00:00+01:00`,
  ...changed,
});

describe('the life of a certificate', () => {
  test('is a function of the set of its uses: neither their order nor how they are bundled matters', async () => {
    const start: PlainDate = '2024-03-01';
    const lives = fc.record({
      days: fc.array(
        fc.integer({ min: 0, max: 3_500 }).map((days) => addDays(start, days)),
        { minLength: 1, maxLength: 12 },
      ),
      order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
      bundle: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(lives, async ({ days, order, bundle }) => {
        const { personId } = await cast.somebody();
        const { certificateId } = await cast.certificate(personId, { issuedOn: start });
        const arriving = days.map((on, at) => ({ on, key: order[at]! })).sort((a, b) => a.key - b.key);
        for (let from = 0; from < arriving.length; from += bundle) {
          const { status, body } = await report(arriving.slice(from, from + bundle).map(({ on }) => use(personId, on)));
          expect(status).toBe(200);
          // What is said of each is true of the set so far.
          const known = arriving.slice(0, from + bundle).map(({ on }) => on);
          const reached = addDays(lastActiveFrom(start, known, theRules()), 0);
          for (const [at, { verdict }] of body.verdicts.entries()) {
            const { on } = arriving[from + at]!;
            expect([on, verdict]).toEqual([on, on <= reached || on <= (await read(certificateId)).expiresOn ? 'counted' : 'after_expiry']);
          }
        }
        expect((await read(certificateId)).lastActiveOn).toBe(lastActiveFrom(start, days, theRules()));
      }),
      { numRuns: 12 },
    );
  });

  test('of an RSD proof and a certificate moves alike, and neither a replaced nor a revoked one moves', async () => {
    const { personId } = await cast.somebody();
    const [jar, proof, replaced, revoked] = [
      await cast.certificate(personId, { issuedOn: '2032-06-01' }),
      await cast.certificate(personId, { issuedOn: '2032-03-01', kind: 'rsd_proof' }),
      await cast.certificate(personId, { issuedOn: '2031-06-01', replacedOn: '2032-06-01' }),
      await cast.certificate(personId, { issuedOn: '2032-01-01', revokedOn: '2033-01-01' }),
    ];
    expect((await report(use(personId, '2033-05-05'))).body.verdict).toBe('counted');
    const days = await Promise.all(
      [jar, proof, replaced, revoked].map(async ({ certificateId }) => (await read(certificateId)).lastActiveOn),
    );
    expect(days).toEqual(['2033-05-05', '2033-05-05', '2031-06-01', '2032-01-01']);
  });

  test('a use that closes a gap counts what waited behind it, in one report or in two', async () => {
    for (const together of [true, false]) {
      const { personId } = await cast.somebody();
      const { certificateId } = await cast.certificate(personId, { issuedOn: '2028-01-01' });
      expect((await report(use(personId, '2031-12-31'))).body.verdict).toBe('after_expiry');
      expect((await read(certificateId)).state).toBe('expired');
      const [gap, later] = [use(personId, '2029-12-31'), use(personId, '2033-06-01')];
      const verdicts = together
        ? (await report([later, gap])).body.verdicts.map((one) => one.verdict)
        : [(await report(gap)).body.verdict, (await report(later)).body.verdict];
      expect(verdicts).toEqual(['counted', 'counted']);
      expect(await read(certificateId)).toMatchObject({ lastActiveOn: '2033-06-01', state: 'active' });
    }
  });

  test('is told by the certificate’s number in any case of its letters, or by the person', async () => {
    const { personId } = await cast.somebody();
    const { number } = await cast.certificate(personId, { issuedOn: '2033-01-01' });
    for (const person of [number, personId, personId.toUpperCase()])
      expect((await report(use(person, '2033-02-02'))).body.verdict).toBe('counted');
    expect((await report(use('1; drop table person', '2033-02-02'))).body.code).toBe('unknown_person');
  });

  test('a kind that does not count is kept and moves nothing', async () => {
    const { personId } = await cast.somebody();
    const { certificateId } = await cast.certificate(personId, { issuedOn: '2033-01-01' });
    for (const kind of ['log_in', 'read', 'something_else'])
      expect((await report(use(personId, '2033-05-05', { kind }))).body.verdict).toBe('not_counted');
    expect((await read(certificateId)).lastActiveOn).toBe('2033-01-01');
  });
});

describe('reports', () => {
  test('of one event a hundred times at once are one use', async () => {
    const { personId } = await cast.somebody();
    const { certificateId } = await cast.certificate(personId, { issuedOn: '2033-01-01' });
    const body = use(personId, '2033-05-05');
    const answers = await Promise.all(Array.from({ length: 30 }, () => report(body)));
    expect(answers.map((answer) => answer.body.verdict).sort()).toEqual(['counted', ...Array.from({ length: 29 }, () => 'duplicate')]);
    const [moves] = await rows<{ count: number }>(
      api.database.db.raw(`select count(*) from timeline_event where case_id = ? and what = 'certificateUsed'`, [certificateId]),
    );
    expect(moves!.count).toBe(1);
  });

  test('of one id with two contents at once keep the first and name the conflict, also of two people', async () => {
    const people = await Promise.all([cast.somebody(), cast.somebody()]);
    for (const { personId } of people) await cast.certificate(personId, { issuedOn: '2033-01-01' });
    const eventId = newId();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => report([use(people[at % 2]!.personId, '2033-05-05', { eventId })])),
    );
    const verdicts = answers.map((answer) => answer.body.verdicts[0]!.verdict);
    expect(verdicts.filter((verdict) => verdict === 'counted')).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === 'duplicate')).toHaveLength(4);
    expect(verdicts.filter((verdict) => verdict === 'event_id_conflict')).toHaveLength(5);
  });

  test('of many people in many orders at once do not wait for each other for ever', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => cast.somebody()));
    for (const { personId } of people) await cast.certificate(personId, { issuedOn: '2033-01-01' });
    const lists = Array.from({ length: 8 }, (_, turn) =>
      [...people.slice(turn), ...people.slice(0, turn)].map(({ personId }) => use(personId, '2033-05-05')),
    );
    const answers = await Promise.all(lists.map((list, at) => report(at % 2 === 0 ? list : [...list].reverse())));
    expect(answers.map((answer) => answer.status)).toEqual(lists.map(() => 200));
  });

  test('of the same id by two regions are two events', async () => {
    const { personId } = await cast.somebody();
    await cast.certificate(personId, { issuedOn: '2033-01-01' });
    const eventId = newId();
    expect((await report(use(personId, '2033-05-05', { eventId }))).body.verdict).toBe('counted');
    expect((await report(use(personId, '2033-05-06', { eventId, region: 'midtjylland' }), 'region-midtjylland')).body.verdict).toBe(
      'counted',
    );
  });

  test('in an empty list are none, and a thousand are taken', async () => {
    expect((await report([])).body).toEqual({ verdicts: [] });
    const answer = await report(Array.from({ length: 1_000 }, () => ({ nothing: true })));
    expect([answer.status, new Set(answer.body.verdicts.map((one) => one.verdict))]).toEqual([200, new Set(['invalid_request'])]);
  });
});

test('a use of a day on which a certificate was valid that has been replaced or revoked since counts, and moves nothing', async () => {
  for (const ended of [{ replacedOn: '2033-06-01' }, { revokedOn: '2033-06-01' }] as const) {
    const { personId } = await cast.somebody();
    const { certificateId } = await cast.certificate(personId, { issuedOn: '2033-01-01', ...ended });
    const { body } = await report([use(personId, '2033-05-31'), use(personId, '2033-06-01')]);
    expect(body.verdicts.map(({ verdict }) => verdict)).toEqual(['counted', 'after_expiry']);
    expect((await read(certificateId)).lastActiveOn).toBe('2033-01-01');
  }
});
