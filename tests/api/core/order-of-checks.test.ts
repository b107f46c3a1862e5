import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../db/core/ids';
import { openApi, type OpenApi } from '../../support/open-api';
import { castOf, type Cast } from '../../support/people-of-the-demo';

let api: OpenApi;
let cast: Cast;
let closed: string;
let one: { personId: string };
beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  one = await cast.somebody();
  const made = await api.server.call<{ id: string }>('POST', '/certification/rounds', {
    token: await cast.token('coordinator'),
    body: { year: 2071, number: 1 },
  });
  // A draft: nobody may sign up.
  closed = made.body.id;
});
afterAll(() => api.close());

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
const person = { name: 'Ny', email: 'not an address' };
const use = (changed: object) => ({
  eventId: newId(),
  person: nobody,
  region: 'nordjylland',
  caseNumber: '1',
  kind: 'draft_edit',
  at: '2026-03-01T08:00:00Z',
  ...changed,
});
type Row = readonly [what: string, as: string, method: string, path: () => string, body: unknown, expected: readonly [number, string]];
const csv = 'name,email\nNy,ny@firma.example\n';

/** Each request breaks more than one rule: the check that comes first answers (`domain.md` 1.3: who, body, state, rule). */
const rows: readonly Row[] = [
  ['no such round, no address', 'coordinator', 'POST', () => `/certification/rounds/${nobody}/enrolments`, { kind: 'full', person }, [404, 'not_found']],
  ['a round that is not open, no address', 'coordinator', 'POST', () => `/certification/rounds/${closed}/enrolments`, { kind: 'full', person }, [422, 'email_invalid']],
  ['no such round, no CPR number', 'coordinator', 'POST', () => `/certification/rounds/${nobody}/enrolments`, { kind: 'full', person: { name: 'Ny', email: 'ny@firma.example', nationalId: '123' } }, [404, 'not_found']],
  ['a round that is not open, no CPR number', 'coordinator', 'POST', () => `/certification/rounds/${closed}/enrolments`, { kind: 'full', person: { name: 'Ny', email: 'ny@firma.example', nationalId: '123' } }, [422, 'cpr_format']],
  ['no such round, a file without its columns', 'coordinator', 'POST', () => `/certification/rounds/${nobody}/enrolments/import`, 'a,b\n1,2\n', [404, 'not_found']],
  ['a round that is not open, a file without its columns', 'coordinator', 'POST', () => `/certification/rounds/${closed}/enrolments/import`, 'a,b\n1,2\n', [422, 'csv_header']],
  ['a round that is not open, a file', 'coordinator', 'POST', () => `/certification/rounds/${closed}/enrolments/import`, csv, [409, 'round_not_open']],
  ['no such region, a demand without a reason', 'agency', 'PUT', () => '/certification/regions/atlantis/demand', { requiresCertificateForNewAssignmentsFrom: null }, [404, 'not_found']],
  ['another region, a demand without a reason', 'region-nordjylland', 'PUT', () => '/certification/regions/syddanmark/demand', { requiresCertificateForNewAssignmentsFrom: null }, [403, 'not_permitted']],
  ['no such region, days in the wrong order', 'agency', 'PUT', () => '/certification/regions/atlantis/membership', { from: '2026-05-01', to: '2026-04-01', reason: 'x' }, [404, 'not_found']],
  ['days in the wrong order', 'agency', 'PUT', () => '/certification/regions/nordjylland/membership', { from: '2026-05-01', to: '2026-04-01', reason: 'x' }, [422, 'value_invalid']],
  ['no such region, asked by whom it does not concern', 'consultant', 'GET', () => `/certification/access?consultant=${one.personId}&region=atlantis`, undefined, [404, 'not_found']],
  ['no such region, asked by another region', 'region-nordjylland', 'GET', () => `/certification/access?consultant=${one.personId}&region=atlantis`, undefined, [404, 'not_found']],
  ['no such region', 'agency', 'GET', () => `/certification/access?consultant=${one.personId}&region=atlantis`, undefined, [422, 'unknown_region']],
  ['the use of another region, without an offset', 'region-nordjylland', 'POST', () => '/certification/uses', use({ region: 'syddanmark', at: '2026-03-01T08:00:00' }), [403, 'not_permitted']],
  ['the use of no region', 'region-nordjylland', 'POST', () => '/certification/uses', use({ region: 'atlantis' }), [403, 'not_permitted']],
  ['the use of no region, for the agency', 'agency', 'POST', () => '/certification/uses', use({ region: 'atlantis' }), [422, 'unknown_region']],
  ['its own use, without an offset', 'region-nordjylland', 'POST', () => '/certification/uses', use({ at: '2026-03-01T08:00:00' }), [422, 'offset_missing']],
  ['an access in no region', 'region-nordjylland', 'POST', () => '/certification/legacy-accesses', { region: 'atlantis', consultant: nobody, evidenceOn: '2018-01-01', evidence: 'x' }, [403, 'not_permitted']],
  ['nobody to correct, no address', 'agency', 'PATCH', () => `/people/${nobody}`, { email: 'not an address' }, [404, 'not_found']],
  ['nobody to erase, no reason', 'agency', 'POST', () => `/people/${nobody}/erase`, {}, [404, 'not_found']],
]; // prettier-ignore

test.each(rows)('%s (%s): the first check that fails answers', async (_what, as, method, path, body, expected) => {
  const headers = {
    ...(typeof body === 'string' ? { 'content-type': 'text/csv' } : {}),
    ...(method === 'PATCH' ? { 'if-match': '"1"' } : {}),
  };
  const options = { token: await cast.token(as), ...(body === undefined ? {} : { body }), headers };
  const answer = await api.server.call<{ code: string }>(method, path(), options);
  expect([answer.status, answer.body.code]).toEqual(expected);
});
