import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { correctEnrolment } from '../../../api/certification/correction-commands';
import { newId } from '../../../db/core/ids';
import { reportTotals } from '../../../domain/register/report-totals';
import { letterList } from '../../../db/core/letters';
import { openApi, type OpenApi } from '../../support/open-api';
import { as, somebody } from '../../support/people';
import { castOf, type Cast, type Participant } from '../../support/people-of-the-demo';
import { womanNumber } from '../../support/norwegian-numbers';
import { registerCastOf, type RegisterCast } from '../../support/register-people';

/**
 * Who may do what: every operation with everybody who could ask. An operation without a row fails, so a new one is nobody's until it is said whose it is.
 * `may` is: not turned away. What is done, or refused by a rule of the case, is tried elsewhere.
 */
const everybody = [
  'nobody',
  'participant',
  'stranger',
  'coordinator',
  'grader',
  'region',
  'otherRegion',
  'agency',
  'municipalityAdmin',
  'municipalityUser',
  'otherMunicipality',
  'directorate',
] as const;
type Who = (typeof everybody)[number];
type Expected = 'may' | 401 | 403 | 404 | 409;
type Asked = Readonly<{
  path?: Readonly<Record<string, string | number>>;
  query?: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Who the participant of this case is. */
  participant?: Participant;
}>;
type Row = Readonly<{ operation: string; what?: string; expected: Readonly<Record<Who, Expected>>; ask?: () => Promise<Asked> }>;

const identityOf: Readonly<Partial<Record<Who, string>>> = {
  stranger: 'consultant',
  coordinator: 'coordinator',
  grader: 'grader',
  region: 'region-nordjylland',
  otherRegion: 'region-midtjylland',
  agency: 'agency',
  municipalityAdmin: 'municipality-admin',
  municipalityUser: 'municipality-user',
  otherMunicipality: 'municipality-user-2',
  directorate: 'directorate',
};

/** These may; the others who are signed in are turned away as said. */
function only(may: readonly Who[], otherwise: 403 | 404 | 409 = 403, but: Partial<Record<Who, Expected>> = {}): Row['expected'] {
  const of = (who: Who): Expected => but[who] ?? (may.includes(who) ? 'may' : who === 'nobody' ? 401 : otherwise);
  return Object.fromEntries(everybody.map((who) => [who, of(who)])) as Row['expected'];
}
const anyone = only(everybody);
const signedIn = only(everybody.filter((who) => who !== 'nobody'));
const agency = only(['agency']);
const municipalityAdmin = only(['municipalityAdmin']);
/** Everybody who registers, each for their own municipality. */
const registerUsers = only(['municipalityAdmin', 'municipalityUser', 'otherMunicipality']);
/** What one user of Oslo made for themselves alone. */
const ofNina = only(['municipalityUser'], 403, { municipalityAdmin: 404, otherMunicipality: 404 });
/** Who does not register at all is told so; another municipality's records are not there. */
const registering = only(['municipalityAdmin', 'municipalityUser'], 403, { otherMunicipality: 404 });
const directorate = only(['directorate']);
const registerOrDirectorate = only(['municipalityAdmin', 'municipalityUser', 'otherMunicipality', 'directorate']);
/** Those of the municipality whose record it is; to those of another it is not there. */
const ownMunicipality = only(['municipalityAdmin', 'municipalityUser'], 403, { otherMunicipality: 404 });

const managers = only(['coordinator', 'agency']);
/** Participants of their own case, and those who run the course; to others the case is not there. */
const participantAndManagers = only(['participant', 'coordinator', 'agency'], 404);

let api: OpenApi;
let cast: Cast;
let registerCast: RegisterCast;
let holder: Participant;
let handedIn: Participant;
let certificateId: string;
let certificateNumber: string;

beforeAll(async () => {
  api = await openApi();
  cast = castOf(api);
  registerCast = registerCastOf(api);
  holder = await cast.participant('task_open');
  ({ certificateId, number: certificateNumber } = await cast.certificate(holder.personId));
  handedIn = await underGrading();
});
afterAll(() => api.close());

/** Somebody whose answer waits for a verdict. */
async function underGrading(): Promise<Participant> {
  const one = await cast.participant('submitted');
  await api.database.db.raw(`update enrolment set state = 'under_grading', next_due_at = null where id = ?`, [one.enrolmentId]);
  return one;
}

/** An outage on a day without deadlines. */
const anHour = { fromAt: '2020-01-01T10:00:00Z', toAt: '2020-01-01T11:00:00Z' };
let year = 2030;
const openRound = async (): Promise<Asked> => ({ path: { id: await cast.openRound() } });
async function draft(): Promise<Asked> {
  const { body } = await api.server.call<{ id: string }>('POST', '/certification/rounds', {
    token: await cast.token('coordinator'),
    body: { year: (year += 1), number: 1 },
  });
  return { path: { id: body.id }, headers: { 'if-match': '"1"' } };
}
const enrolmentIn = (state: 'requested' | 'studying' | 'task_open') => async (): Promise<Asked> => {
  const participant = await cast.participant(state);
  return { path: { id: participant.enrolmentId }, participant };
};
const handedInAnswer = async (): Promise<Asked> => ({ path: { id: handedIn.enrolmentId }, participant: handedIn });
const holderAs = (more: Asked) => async (): Promise<Asked> => ({ ...more, participant: holder });
const files = (text: string): FormData => {
  const form = new FormData();
  form.append('files', new Blob([text]), 'fil.txt');
  return form;
};
async function anImport(): Promise<Asked> {
  const id = await cast.openRound();
  const { body } = await api.server.call<{ id: string }>('POST', `/certification/rounds/${id}/enrolments/import`, {
    token: await cast.token('coordinator'),
    body: `name,email\nNy,${newId()}@firma.example`,
    headers: { 'content-type': 'text/csv' },
  });
  return { path: { id, importId: body.id } };
}
async function spare(): Promise<Asked> {
  return { path: { id: (await cast.somebody()).personId } };
}
async function aRole(): Promise<unknown> {
  const { body } = await api.server.call<{ organisations: { id: string; code: string }[] }>('GET', '/organisations', {
    token: await cast.token('agency'),
  });
  return { role: 'grader', organisationId: body.organisations.find((one) => one.code === 'wsp')!.id };
}
/** A correction that waits for a second person, asked for by neither of those who try. */
async function aCorrection(): Promise<Asked> {
  const participant = await underGrading();
  const path = `/certification/enrolments/${participant.enrolmentId}`;
  await api.server.call('POST', `${path}/grade`, { token: await cast.token('grader'), body: { verdict: 'satisfactory' } });
  await api.settle();
  const asker = await somebody(api.database.db, 'asks@wsp.example', 'coordinator');
  const { asked } = await correctEnrolment(await as(api.database.db, asker), participant.enrolmentId, {
    what: 'verdict',
    reason: 'a mistake',
  });
  return { path: { id: asked!.correctionId }, participant };
}
/** A participation of Oslo, as it was created. */
async function aParticipation(more: Asked = {}): Promise<Asked> {
  const { id } = await registerCast.somebody();
  return { path: { id }, headers: { 'if-match': '"1"' }, ...more };
}
/** One with an entry in its programme. */
async function anEntry(): Promise<Asked> {
  const one = await registerCast.complete();
  return { path: { id: one.id, entryId: one.entries[0]!.id }, headers: { 'if-match': `"${one.version}"` } };
}
async function aProject(): Promise<Asked> {
  const body = { municipality: '0301', name: newId(), startsOn: '2026-01-01' };
  const { body: added } = await registerCast.ask('municipality-admin', 'POST', '/register/projects', body);
  return { path: { id: added.id }, headers: { 'if-match': '"1"' } };
}
/** A file of Oslo that waits to be confirmed. */
async function aRegisterImport(): Promise<Asked> {
  const { body } = await api.server.call<{ importId: string }>('POST', '/register/import', {
    token: await cast.token('municipality-user'),
    body: `nationalId;startOn;financing\n${registerCast.number()};2026-01-15;other`,
    headers: { 'content-type': 'text/csv' },
  });
  return { path: { id: body.importId } };
}
/** Somebody invited to the register of Oslo. */
async function anInvitation(): Promise<Asked> {
  const { body } = await api.server.call<{ id: string }>('POST', '/register/invitations', {
    token: await cast.token('municipality-admin'),
    body: invitee(),
  });
  return { path: { id: body.id } };
}
/** A participation of Oslo whose name is being asked for. */
let registered = 0;
async function aLookup(): Promise<Asked> {
  const { body } = await api.server.call<{ id: string }>('POST', '/register/participations', {
    token: await cast.token('municipality-user'),
    body: {
      nationalId: womanNumber(9, 4, 88, (registered += 1)),
      startOn: '2026-03-02',
      municipality: '0301',
      financing: 'jobbsjansen_grant',
    },
  });
  return { path: { id: body.id } };
}
/** A problem that Oslo has reported. */
async function aTrouble(): Promise<Asked> {
  const { path } = await aLookup();
  const { body } = await api.server.call<{ id: string }>('POST', `/register/participations/${path!['id']}/trouble`, {
    token: await cast.token('municipality-user'),
    body: {},
  });
  return { path: { id: body.id } };
}
/** A report of Oslo about a year in which nobody took part: nothing can be missing. */
let reportYear = 1950;
async function aReport(state: 'open' | 'submitted', more: Asked = {}): Promise<Asked> {
  const year = (reportYear += 1);
  for (const code of ['0301', '4601']) {
    const id = newId();
    await api.database.db.raw(
      `insert into yearly_report (id, organisation_id, year, state, opened_at, due_on, rules_version, rules_on)
       select ?, id, ?, ?, now(), '2027-02-28', 0, '2026-01-01' from organisation where code = ?`,
      [id, year, state, code],
    );
    await api.database.db.raw(`insert into report_snapshot (id, report_id, at, rows, totals) values (?, ?, now(), '[]', ?)`, [
      newId(),
      id,
      JSON.stringify(reportTotals([], year)),
    ]);
  }
  return { path: { year }, ...more };
}
async function aLetter(): Promise<Asked> {
  const [letter] = await letterList(api.database.db, { personId: holder.personId }, 1);
  return { path: { id: letter!.letterId } };
}
const invitee = (): unknown => ({ name: 'Kari Kollega', email: `${newId()}@oslo.kommune.example`, phone: '22 00 00 00' });
const use = (): unknown => ({
  eventId: newId(),
  person: certificateNumber,
  region: 'nordjylland',
  caseNumber: '1',
  kind: 'draft_edit',
  at: '2026-03-02T08:00:00Z',
});

const legacyAccess = (): unknown => ({
  person: { name: 'Ny', email: `${newId()}@firma.example` },
  region: 'nordjylland',
  evidenceOn: '2018-05-01',
  evidence: 'a list of users',
});

const rows: readonly Row[] = [
  { operation: 'POST /sign-in/links', expected: anyone, ask: async () => ({ body: { email: 'nobody@firma.example' } }) },
  { operation: 'GET /me', expected: signedIn },
  { operation: 'GET /me/tokens', expected: signedIn },
  { operation: 'POST /me/tokens', expected: signedIn, ask: async () => ({ body: { label: 'my script' } }) },
  {
    operation: 'DELETE /me/tokens/{id}',
    expected: only(['participant'], 404),
    ask: async () => {
      const { body } = await api.server.call<{ id: string }>('POST', '/me/tokens', { token: holder.token, body: { label: 'spare' } });
      return { path: { id: body.id }, participant: holder };
    },
  },
  { operation: 'GET /tasks', expected: signedIn },
  { operation: 'POST /people/search', expected: agency, ask: async () => ({ body: { q: 'rikke' } }) },
  { operation: 'POST /people', expected: agency, ask: async () => ({ body: { name: 'Ny', email: `${newId()}@firma.example` } }) },
  {
    operation: 'GET /people/{id}',
    expected: only(['participant', 'agency'], 404),
    ask: () => holderAs({ path: { id: holder.personId } })(),
  },
  {
    operation: 'PATCH /people/{id}',
    expected: only(['participant', 'agency'], 404),
    ask: () => holderAs({ path: { id: holder.personId }, body: { language: 'en' }, headers: { 'if-match': '"1"' } })(),
  },
  { operation: 'POST /people/{id}/erase', expected: agency, ask: async () => ({ ...(await spare()), body: { reason: 'asked for it' } }) },
  {
    operation: 'GET /people/{id}/export',
    expected: only(['participant', 'agency'], 404),
    ask: () => holderAs({ path: { id: holder.personId } })(),
  },
  {
    operation: 'POST /people/{id}/export',
    expected: only(['participant', 'agency'], 404),
    ask: () => holderAs({ path: { id: holder.personId }, body: { reason: 'asked for access' } })(),
  },
  { operation: 'GET /organisations', expected: only(['coordinator', 'grader', 'region', 'otherRegion', 'agency']) },
  { operation: 'POST /people/{id}/roles', expected: agency, ask: async () => ({ ...(await spare()), body: await aRole() }) },
  {
    operation: 'POST /people/{id}/roles/end',
    expected: agency,
    ask: async () => {
      const [asked, body] = [await spare(), await aRole()];
      await api.server.call('POST', `/people/${asked.path!['id']}/roles`, { token: await cast.token('agency'), body });
      return { ...asked, body };
    },
  },
  { operation: 'GET /rules', expected: only(['agency', 'directorate']) },
  {
    operation: 'GET /rules/{key}',
    expected: only(['agency'], 403, { directorate: 404 }),
    ask: async () => ({ path: { key: 'jar.price' } }),
  },
  {
    operation: 'GET /rules/{key}',
    what: 'of the register',
    expected: only(['directorate'], 403, { agency: 404 }),
    ask: async () => ({ path: { key: 'register.ageTo' } }),
  },
  {
    operation: 'PUT /rules/{key}',
    expected: only(['agency'], 403, { directorate: 404 }),
    ask: async () => ({ path: { key: 'jar.price' }, body: { value: 4_100, reason: 'dearer' } }),
  },
  {
    operation: 'POST /rules/{key}/preview',
    expected: agency,
    ask: async () => ({ path: { key: 'jar.idleYears' }, body: { value: 3 } }),
  },
  { operation: 'GET /rules/{key}/preview.csv', expected: agency, ask: async () => ({ path: { key: 'jar.idleYears' }, query: '?value=3' }) },
  { operation: 'GET /days-off/{country}', expected: agency, ask: async () => ({ path: { country: 'DK' } }) },
  {
    operation: 'PUT /days-off/{country}/{day}',
    expected: agency,
    ask: async () => ({ path: { country: 'DK', day: '2026-12-28' }, body: { off: true, name: 'Lukkedag', reason: 'closed' } }),
  },
  { operation: 'GET /letters', expected: managers },
  { operation: 'POST /letters/{id}/send-again', expected: managers, ask: aLetter },
  {
    operation: 'GET /timeline',
    what: 'of an enrolment',
    expected: participantAndManagers,
    ask: () => holderAs({ query: `?case=${holder.enrolmentId}` })(),
  },
  {
    operation: 'GET /timeline',
    what: 'of an answer that waits for a verdict',
    expected: only(['participant', 'coordinator', 'agency', 'grader'], 404),
    ask: async () => ({ query: `?case=${handedIn.enrolmentId}`, participant: handedIn }),
  },
  {
    operation: 'GET /timeline',
    what: 'of a certificate',
    expected: only(['participant', 'coordinator', 'agency', 'region', 'otherRegion'], 404),
    ask: () => holderAs({ query: `?case=${certificateId}` })(),
  },
  {
    operation: 'GET /timeline',
    what: 'of a round',
    expected: only(['coordinator', 'agency', 'grader'], 404),
    ask: async () => ({ query: `?case=${await cast.openRound()}` }),
  },
  {
    operation: 'GET /timeline',
    what: 'of a person',
    expected: only(['participant', 'agency'], 404),
    ask: () => holderAs({ query: `?person=${holder.personId}` })(),
  },
  { operation: 'GET /lookups', expected: agency },
  { operation: 'GET /forecast', expected: managers },
  { operation: 'POST /forecast', expected: managers, ask: async () => ({ body: { days: 30 } }) },
  { operation: 'GET /operations', expected: agency },
  { operation: 'POST /operations/wake', expected: agency },
  { operation: 'POST /demo/tokens', expected: anyone, ask: async () => ({ body: { identity: 'consultant' } }) },
  { operation: 'GET /rehearsal/clock', expected: anyone },
  { operation: 'POST /rehearsal/advance', expected: signedIn, ask: async () => ({ body: { days: 1 } }) },
  {
    operation: 'GET /rehearsal/advances/{id}',
    expected: signedIn,
    ask: async () => {
      const { body } = await api.server.call<{ running: string }>('GET', '/rehearsal/clock');
      return { path: { id: body.running } };
    },
  },
  { operation: 'GET /rehearsal/snapshots', expected: signedIn },
  { operation: 'POST /rehearsal/snapshot', expected: signedIn, ask: async () => ({ body: { name: 'matrix' } }) },
  {
    operation: 'POST /rehearsal/restore',
    expected: signedIn,
    ask: async () => {
      // The advance that was begun above has nobody to live through it.
      await api.database.db.raw(`update advance set state = 'failed'`);
      await api.server.call('POST', '/rehearsal/snapshot', { token: holder.token, body: { name: 'now' } });
      return { body: { name: 'now' } };
    },
  },
  { operation: 'GET /certification/rounds', expected: signedIn },
  { operation: 'POST /certification/rounds', expected: managers, ask: async () => ({ body: { year: (year += 1), number: 1 } }) },
  { operation: 'GET /certification/rounds/{id}', what: 'that is open', expected: signedIn, ask: openRound },
  { operation: 'GET /certification/rounds/{id}', what: 'that is a draft', expected: only(['coordinator', 'agency'], 404), ask: draft },
  { operation: 'PATCH /certification/rounds/{id}', expected: managers, ask: async () => ({ ...(await draft()), body: { priceDkk: 1 } }) },
  { operation: 'POST /certification/rounds/{id}/publish', expected: managers, ask: draft },
  {
    operation: 'POST /certification/rounds/{id}/cancel',
    expected: managers,
    ask: async () => ({ ...(await draft()), body: { reason: 'For få tilmeldte.' } }),
  },
  { operation: 'GET /certification/outages', expected: signedIn },
  { operation: 'POST /certification/outages/preview', expected: agency, ask: async () => ({ body: anHour }) },
  { operation: 'POST /certification/outages', expected: agency, ask: async () => ({ body: { ...anHour, reason: 'Strømmen gik.' } }) },
  {
    operation: 'PUT /certification/rounds/{id}/material',
    expected: managers,
    ask: async () => ({ ...(await draft()), body: files('Læs!') }),
  },
  {
    operation: 'GET /certification/rounds/{id}/material',
    expected: only(['participant', 'coordinator', 'grader', 'agency'], 409),
    ask: async () => ({ ...(await openRound()), participant: holder }),
  },
  {
    operation: 'GET /certification/rounds/{id}/material/{position}',
    expected: only(['participant', 'coordinator', 'grader', 'agency'], 409),
    ask: async () => ({ path: { id: await cast.openRound(), position: 0 }, participant: holder }),
  },
  { operation: 'GET /certification/rounds/{id}/enrolments', expected: managers, ask: openRound },
  {
    operation: 'POST /certification/rounds/{id}/enrolments',
    expected: managers,
    ask: async () => ({ ...(await openRound()), body: { kind: 'full', person: { name: 'Ny', email: `${newId()}@firma.example` } } }),
  },
  {
    operation: 'POST /certification/rounds/{id}/enrolments/import',
    expected: managers,
    ask: async () => ({ ...(await openRound()), body: 'name,email\nNy,ny@firma.example', headers: { 'content-type': 'text/csv' } }),
  },
  { operation: 'GET /certification/rounds/{id}/enrolments/import/{importId}', expected: managers, ask: anImport },
  { operation: 'POST /certification/rounds/{id}/enrolments/import/{importId}/confirm', expected: managers, ask: anImport },
  { operation: 'POST /certification/rounds/{id}/admit', expected: managers, ask: openRound },
  { operation: 'GET /certification/enrolments/{id}', expected: participantAndManagers, ask: enrolmentIn('task_open') },
  {
    operation: 'GET /certification/enrolments/{id}',
    what: 'that waits for a verdict',
    expected: only(['participant', 'coordinator', 'agency', 'grader'], 404),
    ask: handedInAnswer,
  },
  { operation: 'GET /certification/enrolments/{id}/evidence', expected: participantAndManagers, ask: handedInAnswer },
  {
    operation: 'POST /certification/enrolments/{id}/admit',
    expected: only(['coordinator', 'agency'], 404, { participant: 403 }),
    ask: enrolmentIn('requested'),
  },
  { operation: 'POST /certification/enrolments/{id}/withdraw', expected: participantAndManagers, ask: enrolmentIn('studying') },
  {
    operation: 'POST /certification/enrolments/{id}/self-study-done',
    expected: only(['participant'], 404, { coordinator: 403, agency: 403 }),
    ask: enrolmentIn('studying'),
  },
  {
    operation: 'POST /certification/rounds/{id}/payments',
    expected: managers,
    ask: async () => {
      const roundId = await cast.openRound();
      const { enrolmentId } = await cast.participant('requested', { roundId });
      return { path: { id: roundId }, body: { state: 'invoiced', enrolments: [enrolmentId] } };
    },
  },
  {
    operation: 'POST /certification/enrolments/{id}/extend',
    expected: only(['coordinator', 'agency'], 404, { participant: 403 }),
    ask: async () => ({ ...(await enrolmentIn('task_open')()), body: { deadlineOn: '2026-12-01', reason: 'Sygdom.' } }),
  },
  {
    operation: 'POST /certification/enrolments/{id}/payment',
    expected: only(['coordinator', 'agency'], 404, { participant: 403 }),
    ask: async () => ({ ...(await enrolmentIn('requested')()), body: { state: 'paid' } }),
  },
  {
    operation: 'POST /certification/enrolments/{id}/grade',
    expected: only(['grader'], 404, { participant: 403, coordinator: 403, agency: 403 }),
    ask: async () => {
      const participant = await underGrading();
      return { path: { id: participant.enrolmentId }, participant, body: { verdict: 'satisfactory' } };
    },
  },
  {
    operation: 'POST /certification/enrolments/{id}/correct/preview',
    expected: managers,
    ask: async () => ({ ...(await enrolmentIn('studying')()), body: { what: 'admission' } }),
  },
  {
    operation: 'POST /certification/enrolments/{id}/correct',
    expected: managers,
    ask: async () => ({ ...(await enrolmentIn('studying')()), body: { what: 'admission', reason: 'a mistake' } }),
  },
  { operation: 'GET /certification/corrections', expected: managers },
  { operation: 'POST /certification/corrections/{id}/confirm', expected: managers, ask: aCorrection },
  { operation: 'POST /certification/corrections/{id}/withdraw', expected: managers, ask: aCorrection },
  { operation: 'GET /certification/grading-queue', expected: only(['coordinator', 'grader', 'agency']) },
  {
    operation: 'PUT /certification/enrolments/{id}/answer',
    expected: only(['participant'], 404, { coordinator: 403, agency: 403 }),
    ask: async () => ({ ...(await enrolmentIn('task_open')()), body: files('Svar') }),
  },
  {
    operation: 'GET /certification/enrolments/{id}/answer',
    expected: only(['participant', 'coordinator', 'agency', 'grader'], 404),
    ask: handedInAnswer,
  },
  {
    operation: 'GET /certification/enrolments/{id}/answer/files/{fileId}',
    expected: only(['participant', 'coordinator', 'agency', 'grader'], 404),
    ask: async () => {
      const participant = await cast.participant('task_open');
      const path = `/certification/enrolments/${participant.enrolmentId}`;
      const { body } = await api.server.call<{ files: { id: string }[] }>('PUT', `${path}/answer`, {
        token: participant.token,
        body: files('Svar'),
      });
      return { path: { id: participant.enrolmentId, fileId: body.files[0]!.id }, participant };
    },
  },
  {
    operation: 'GET /certification/enrolments/{id}/receipts',
    expected: only(['participant', 'coordinator', 'agency', 'grader'], 404),
    ask: handedInAnswer,
  },
  {
    operation: 'GET /certification/certificates',
    expected: only(['participant', 'coordinator', 'agency', 'region', 'otherRegion'], 404),
    ask: () => holderAs({ query: `?person=${holder.personId}` })(),
  },
  {
    operation: 'GET /certification/certificates/{id}',
    expected: only(['participant', 'coordinator', 'agency', 'region', 'otherRegion'], 404),
    ask: () => holderAs({ path: { id: certificateId } })(),
  },
  {
    operation: 'GET /certification/certificates/{id}/pdf',
    expected: only(['participant', 'coordinator', 'agency', 'region', 'otherRegion'], 404),
    ask: () => holderAs({ path: { id: certificateId } })(),
  },
  {
    operation: 'GET /certification/certificates/{id}/badge',
    expected: only(['participant', 'coordinator', 'agency', 'region', 'otherRegion'], 404),
    ask: () => holderAs({ path: { id: certificateId } })(),
  },
  { operation: 'GET /certification/badges/issuer', expected: anyone },
  { operation: 'GET /certification/badges/keys', expected: anyone },
  { operation: 'GET /certification/badges/achievements/{kind}', expected: anyone, ask: async () => ({ path: { kind: 'jar' } }) },
  { operation: 'GET /certification/badges/status/{purpose}', expected: anyone, ask: async () => ({ path: { purpose: 'revocation' } }) },
  { operation: 'POST /certification/uses', expected: only(['region', 'agency']), ask: async () => ({ body: use() }) },
  {
    operation: 'POST /certification/certificates/{id}/revoke',
    expected: only(['coordinator', 'agency'], 404, { participant: 403, region: 403, otherRegion: 403 }),
    ask: async () => {
      const one = await cast.certificate(holder.personId);
      return { path: { id: one.certificateId }, body: { reason: 'lent to a colleague' }, participant: holder };
    },
  },
  {
    operation: 'POST /certification/proofs',
    // Only Region Syddanmark has a course of its own.
    expected: agency,
    ask: async () => ({ body: { person: { name: 'Ny', email: `${newId()}@firma.example` }, courseOn: '2025-05-05' } }),
  },
  {
    operation: 'GET /certification/access',
    expected: only(['participant', 'coordinator', 'region', 'agency'], 404),
    ask: () => holderAs({ query: `?consultant=${holder.personId}&region=nordjylland` })(),
  },
  {
    operation: 'GET /certification/legacy-accesses',
    expected: only(['region', 'agency'], 403, { otherRegion: 404 }),
    ask: async () => ({ query: '?region=nordjylland' }),
  },
  { operation: 'POST /certification/legacy-accesses', expected: only(['region', 'agency']), ask: async () => ({ body: legacyAccess() }) },
  {
    operation: 'POST /certification/legacy-accesses/{id}/end',
    expected: only(['region', 'agency'], 403, { otherRegion: 404 }),
    ask: async () => {
      const { body } = await api.server.call<{ id: string }>('POST', '/certification/legacy-accesses', {
        token: await cast.token('agency'),
        body: legacyAccess(),
      });
      return { path: { id: body.id }, body: { endedOn: '2026-03-01', reason: 'left the region' } };
    },
  },
  { operation: 'GET /certification/regions', expected: signedIn },
  {
    operation: 'PUT /certification/regions/{code}/demand',
    expected: only(['region', 'agency']),
    ask: async () => ({
      path: { code: 'nordjylland' },
      body: { requiresCertificateForNewAssignmentsFrom: '2027-01-01', reason: 'as agreed' },
    }),
  },
  {
    operation: 'PUT /certification/regions/{code}/membership',
    expected: agency,
    ask: async () => ({ path: { code: 'nordjylland' }, body: { from: '2019-01-01', to: null, reason: 'as agreed' } }),
  },
  {
    operation: 'GET /certification/regions/{code}/consultants',
    expected: only(['region', 'agency'], 403, { otherRegion: 404 }),
    ask: async () => ({ path: { code: 'nordjylland' } }),
  },
  {
    operation: 'GET /certification/regions/{code}/consultants.csv',
    expected: only(['region', 'agency'], 403, { otherRegion: 404 }),
    ask: async () => ({ path: { code: 'nordjylland' } }),
  },
  { operation: 'POST /register/invitations', expected: municipalityAdmin, ask: async () => ({ body: invitee() }) },
  { operation: 'GET /register/invitations', expected: municipalityAdmin },
  { operation: 'POST /register/invitations/{id}/resend', expected: municipalityAdmin, ask: anInvitation },
  { operation: 'POST /register/invitations/{id}/revoke', expected: municipalityAdmin, ask: anInvitation },
  {
    operation: 'POST /register/invitations/accept',
    // A link that was never made is not there, whoever asks.
    expected: only([], 404, { nobody: 404 }),
    ask: async () => ({ body: { token: 'none', userName: 'kari', password: 'trekkspill gulrot varsel' } }),
  },
  {
    operation: 'POST /register/participations',
    expected: ownMunicipality,
    ask: async () => ({
      body: { nationalId: registerCast.number(), startOn: '2026-01-15', municipality: '0301', financing: 'other' },
    }),
  },
  { operation: 'GET /register/participations', expected: registerUsers },
  { operation: 'POST /register/participations/search', expected: registerUsers, ask: async () => ({ body: { q: 'kari' } }) },
  { operation: 'GET /register/overview', expected: registerUsers },
  { operation: 'GET /register/participations/export.csv', expected: registerUsers },
  { operation: 'GET /register/participations/export.xlsx', expected: registerUsers },
  { operation: 'GET /register/participations/guide.csv', expected: registerUsers },
  { operation: 'POST /register/downloads', expected: registerUsers, ask: async () => ({ body: { format: 'csv' } }) },
  {
    operation: 'GET /register/downloads/{secret}',
    expected: ofNina,
    ask: async () => {
      const { body } = await registerCast.ask('municipality-user', 'POST', '/register/downloads', { format: 'csv' });
      return { path: { secret: (body as unknown as { link: string }).link.split('/').at(-1)! } };
    },
  },
  {
    operation: 'POST /register/oversight/participants',
    expected: directorate,
    ask: async () => ({ body: { municipality: '0301', reason: 'asked by the ministry' } }),
  },
  {
    operation: 'POST /register/oversight/participations/{id}',
    expected: directorate,
    ask: () => aParticipation({ body: { reason: 'asked by the ministry' } }),
  },
  { operation: 'GET /register/views', expected: registerUsers },
  { operation: 'POST /register/views', expected: registerUsers, ask: async () => ({ body: { name: 'Mine', filter: {} } }) },
  {
    operation: 'DELETE /register/views/{id}',
    expected: ofNina,
    ask: async () => {
      const { body } = await registerCast.ask('municipality-user', 'POST', '/register/views', { name: 'Mine', filter: {} });
      return { path: { id: body.id } };
    },
  },
  {
    operation: 'POST /register/import',
    expected: registerUsers,
    ask: async () => ({ body: 'nationalId;startOn;financing', headers: { 'content-type': 'text/csv' } }),
  },
  { operation: 'GET /register/import/{id}', expected: registering, ask: aRegisterImport },
  { operation: 'POST /register/import/{id}/confirm', expected: registering, ask: aRegisterImport },
  { operation: 'GET /register/participations/{id}', expected: ownMunicipality, ask: aParticipation },
  { operation: 'PATCH /register/participations/{id}', expected: ownMunicipality, ask: () => aParticipation({ body: { children: 1 } }) },
  {
    operation: 'POST /register/participations/{id}/entries',
    expected: ownMunicipality,
    ask: () => aParticipation({ body: { kind: 'leave', fromOn: '2026-02-01' } }),
  },
  {
    operation: 'PATCH /register/participations/{id}/entries/{entryId}',
    expected: ownMunicipality,
    ask: async () => ({ ...(await anEntry()), body: { hoursPerWeek: 10 } }),
  },
  { operation: 'DELETE /register/participations/{id}/entries/{entryId}', expected: ownMunicipality, ask: anEntry },
  {
    operation: 'POST /register/participations/{id}/end',
    expected: ownMunicipality,
    ask: () => aParticipation({ body: { endOn: '2026-02-01' } }),
  },
  {
    operation: 'POST /register/participations/{id}/discharge',
    expected: ownMunicipality,
    ask: async () => ({ path: { id: (await registerCast.complete('ended')).id } }),
  },
  {
    operation: 'POST /register/participations/{id}/reopen',
    expected: ownMunicipality,
    ask: async () => ({ path: { id: (await registerCast.complete('discharged')).id }, body: { reason: 'a mistake' } }),
  },
  {
    operation: 'POST /register/participations/{id}/return',
    expected: ownMunicipality,
    ask: async () => ({
      path: { id: (await registerCast.complete('discharged')).id },
      body: { startOn: '2026-02-25', financing: 'other', projectId: await registerCast.project() },
    }),
  },
  { operation: 'GET /register/projects', expected: only(['municipalityAdmin', 'municipalityUser', 'otherMunicipality']) },
  {
    operation: 'POST /register/projects',
    expected: municipalityAdmin,
    ask: async () => ({ body: { municipality: '0301', name: newId(), startsOn: '2026-01-01' } }),
  },
  {
    operation: 'PATCH /register/projects/{id}',
    expected: municipalityAdmin,
    ask: async () => ({ ...(await aProject()), body: { offersProgramme: false } }),
  },
  { operation: 'POST /register/participations/{id}/name-lookup', expected: registering, ask: aLookup },
  {
    operation: 'POST /register/participations/{id}/trouble',
    expected: registering,
    ask: async () => ({ ...(await aLookup()), body: { field: 'name' } }),
  },
  { operation: 'GET /register/lookups', expected: directorate },
  { operation: 'GET /register/trouble-reports', expected: directorate },
  { operation: 'POST /register/trouble-reports/{id}/settle', expected: directorate, ask: aTrouble },
  { operation: 'GET /register/reports/{year}', expected: registerOrDirectorate, ask: async () => ({ path: { year: 2025 } }) },
  { operation: 'POST /register/reports/{year}/submit', expected: municipalityAdmin, ask: () => aReport('open', { body: {} }) },
  {
    operation: 'POST /register/reports/{year}/approve',
    expected: directorate,
    ask: () => aReport('submitted', { body: { municipality: '0301' } }),
  },
  {
    operation: 'POST /register/reports/{year}/return',
    expected: directorate,
    ask: () => aReport('submitted', { body: { municipality: '0301', reason: 'a mistake' } }),
  },
  {
    operation: 'GET /register/reports/{year}/snapshot',
    what: 'of Oslo',
    expected: only(['municipalityAdmin', 'municipalityUser', 'directorate'], 403, { otherMunicipality: 404 }),
    ask: () => aReport('submitted', { query: '?municipality=0301' }),
  },
  { operation: 'GET /register/contact', expected: anyone },
  { operation: 'POST /sign-in/password', expected: anyone, ask: async () => ({ body: { userName: 'nobody', password: 'nothing' } }) },
  { operation: 'POST /sign-in/password/forgot', expected: anyone, ask: async () => ({ body: { userName: 'nobody' } }) },
  {
    operation: 'POST /sign-in/password/reset',
    expected: anyone,
    ask: async () => ({ body: { token: 'none', password: 'trekkspill gulrot varsel' } }),
  },
  { operation: 'GET /verify/{number}', expected: anyone, ask: async () => ({ path: { number: certificateNumber } }) },
];

test('every operation of the API has its row, and no row is of an operation that is gone', () => {
  const known = api.server.app.operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect([...new Set(rows.map((row) => row.operation))].sort()).toEqual([...known].sort());
});

describe.each(rows.map((row) => [`${row.operation}${row.what ? ` ${row.what}` : ''}`, row] as const))('%s', (_name, row) => {
  const [method, template] = row.operation.split(' ') as [string, string];

  // Who is turned away changes nothing, and who only reads neither: the next asks for the same.
  let asked: Asked | undefined;

  test.each(everybody.map((who) => [who, row.expected[who]] as const))('asked by %s: %s', async (who, expected) => {
    asked ??= (await row.ask?.()) ?? {};
    const { path = {}, query = '', body, headers, participant = holder } = asked;
    const token = who === 'nobody' ? undefined : who === 'participant' ? participant.token : await cast.token(identityOf[who]!);
    const filled = template.replace(/\{(\w+)\}/g, (_match, name: string) => String(path[name]));
    const answer = await api.server.call<{ code?: string }>(method, filled + query, {
      ...(token ? { token } : {}),
      ...(body === undefined ? {} : { body }),
      ...(headers ? { headers } : {}),
    });
    if (expected === 'may' && method !== 'GET') asked = undefined;
    const outcome = [401, 403, 404].includes(answer.status) || expected === 409 ? answer.status : 'may';
    expect(outcome).toBe(expected);
    // Never a fault of ours, and what is asked here is well said.
    expect(['internal_error', 'unavailable', 'invalid_request']).not.toContain(answer.body?.code);
  });
});

describe('who is turned away for who they are is turned away before anything of what they send is read', () => {
  const writing = rows.filter((row) => !row.operation.startsWith('GET') && row.what === undefined);
  test.each(writing.map((row) => [row.operation, row] as const))('%s', async (operation, row) => {
    const [method, template] = operation.split(' ') as [string, string];
    const { policy } = api.server.app.operations.find((one) => one.method === method.toLowerCase() && one.path === template)!;
    const turnedAway = everybody.filter(
      (who) => row.expected[who] === 401 || (policy.byRole && row.expected[who] === 403 && who !== 'otherRegion'),
    );
    // Another region has the role, and is turned away for what it reports.
    for (const who of turnedAway) {
      const token = who === 'nobody' ? undefined : who === 'participant' ? holder.token : await cast.token(identityOf[who]!);
      const answer = await api.server.call(method, template.replace(/\{\w+\}/g, 'no-id'), {
        ...(token ? { token } : {}),
        body: '{"not json',
        headers: { 'content-type': 'application/x-surprise' },
      });
      expect([who, answer.status]).toEqual([who, row.expected[who]]);
    }
  });
});
