import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
});
afterAll(() => api.close());

const others = 450;
const same = 50;

test('500 sign-ups at once, 50 of them of one person: each person has one open enrolment, whoever came second is told so, and nothing fails', async () => {
  const [path, token] = [`/certification/rounds/${await cast.openRound()}/enrolments`, await cast.token('coordinator')];
  const emails = [
    ...Array.from({ length: others }, (_, at) => `mange-${at}@firma.example`),
    ...Array.from({ length: same }, () => 'en@firma.example'),
  ];
  const answers = await Promise.all(
    emails.map((email) =>
      api.server.call<{ code?: string }>('POST', path, { token, body: { kind: 'full', person: { name: 'Ny', email } } }),
    ),
  );
  const told = new Map<string, number>();
  for (const { status, body } of answers) told.set(`${status} ${body.code ?? ''}`, (told.get(`${status} ${body.code ?? ''}`) ?? 0) + 1);
  expect(Object.fromEntries(told)).toEqual({ '201 ': others + 1, '409 already_enrolled': same - 1 });
  const [found] = await rows<{ people: number; enrolments: number }>(
    api.database.db.raw(
      `select count(distinct p.id)::int as people, count(e.id)::int as enrolments from person p left join enrolment e on e.person_id = p.id and not e.over
       where p.email_key like 'mange-%' or p.email_key = 'en@firma.example'`,
    ),
  );
  expect(found).toEqual({ people: others + 1, enrolments: others + 1 });
}, 60_000);
