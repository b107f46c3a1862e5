import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rows } from '../../../db/core/columns';
import { addRuleSetting } from '../../../db/core/rules';
import { timelineOf } from '../../../db/core/timeline';
import { transaction } from '../../../db/core/transaction';
import { personByEmail } from '../../../db/core/people';
import { openApi, type OpenApi } from '../../support/open-api';
import { norwegianNumber, womanNumber } from '../../support/norwegian-numbers';
import { helpNumber, registerCastOf, type RegisterCast } from '../../support/register-people';

let api: OpenApi;
let cast: RegisterCast;
beforeAll(async () => {
  api = await openApi();
  cast = registerCastOf(api);
});
afterAll(() => api.close());

const path = '/register/participations';
/** A synthetic woman born in this century. */
const bornIn2000s = (day: number, month: number, year: number): string =>
  [500, 502, 504, 506, 508].map((individual) => norwegianNumber({ day, month, year, individual })).find((one) => one !== undefined)!;
const post = (id: string, what: string, body?: unknown, as = 'municipality-user') => cast.ask(as, 'POST', `${path}/${id}/${what}`, body);
const said = ({ status, body }: { status: number; body: { code?: string } }): unknown[] => [status, body.code];

describe('creating', () => {
  test('stores the four mandatory fields, masks the number, and asks for the name', async () => {
    const { status, body, headers } = await cast.create();
    expect([status, body.state, body.version, headers.get('etag')]).toEqual([201, 'registering', 1, '"1"']);
    expect(body.person.nationalId).toMatch(/^\d{6}\*{5}$/);
    expect(body.person.name).toBeNull();
    expect(body.lookup).toMatchObject({ state: 'pending' });
    expect(body.missing.start).toEqual(['projectId', 'participantClass']);
    expect(body.readiness).toEqual({ filled: 2, of: 13 });
    expect(body.agenda.map(({ step }) => step)).toContain('warnOfLength');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a letter in the number', { nationalId: '1283852002x' }, 'id_format'],
    ['ten digits', { nationalId: '1283852002' }, 'id_length'],
    ['a day that does not exist', { nationalId: '32838520020' }, 'id_date'],
    ['a wrong check digit', { nationalId: '12838520021' }, 'id_check_digits'],
    ['a help number', { nationalId: helpNumber }, 'id_help_number'],
    ["a man's number", { nationalId: '12838520101' }, 'must_be_woman'],
    ['no number', { nationalId: ' ' }, 'fields_missing'],
    ['a start more than a year ahead', { startOn: '2027-03-03' }, 'start_too_far_ahead'],
    ['no day', { startOn: 'soon' }, 'value_invalid'],
    ['an unknown financing', { financing: 'lottery' }, 'unknown_option'],
    ['somebody under 16', { nationalId: '15861060087', startOn: '2026-01-15' }, 'age_under_16'],
  ])('%s is refused', async (_what, changed, code) => {
    expect(said(await cast.create('municipality-user', changed))).toEqual([422, code]);
  });

  test('all that is wrong is said at once, and nothing is stored', async () => {
    const before = await rows<{ n: number }>(api.database.db.raw('select count(*) as n from participation'));
    const { body } = await cast.create('municipality-user', { nationalId: '1', startOn: '', financing: 'x' });
    expect(body.fields).toEqual({ nationalId: 'id_length', startOn: 'fields_missing', financing: 'unknown_option' });
    expect(await rows(api.database.db.raw('select count(*) as n from participation'))).toEqual(before);
  });

  test('somebody outside 18 to 55 is registered with a warning', async () => {
    const young = await cast.create('municipality-user', { nationalId: bornIn2000s(3, 4, 8) });
    expect([young.status, young.body.warnings]).toEqual([201, [{ code: 'age_under_18' }]]);
    const old = await cast.create('municipality-user', { nationalId: womanNumber(3, 4, 60, 1) });
    expect([old.status, old.body.warnings]).toEqual([201, [{ code: 'age_over_55' }]]);
  });

  test('a municipality that is not theirs is not there', async () => {
    expect(said(await cast.create('municipality-user', { municipality: '4601' }))).toEqual([404, 'not_found']);
    expect(said(await cast.create('municipality-user', { municipality: '9999' }))).toEqual([404, 'not_found']);
  });

  test('somebody who is active is refused: in the own municipality with the record, from another without a word', async () => {
    const nationalId = cast.number();
    const first = await cast.create('municipality-user', { nationalId });
    const again = await cast.create('municipality-admin', { nationalId: `${nationalId.slice(0, 6)} ${nationalId.slice(6)}` });
    expect([...said(again), (again.body as unknown as { participationId: string }).participationId]).toEqual([
      409,
      'already_active',
      first.body.id,
    ]);
    const elsewhere = await cast.create('municipality-user-2', { nationalId, municipality: '4601' });
    expect(said(elsewhere)).toEqual([409, 'already_active']);
    expect(elsewhere.text).not.toContain(first.body.id);
  });

  test('active is asked before age', async () => {
    const nationalId = bornIn2000s(5, 6, 10);
    expect((await cast.create('municipality-user', { nationalId, startOn: '2026-12-01' })).status).toBe(201);
    expect(said(await cast.create('municipality-user', { nationalId, startOn: '2026-01-15' }))).toEqual([409, 'already_active']);
  });

  test('of sixteen who register her at once one wins', async () => {
    const nationalId = cast.number();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, at) => cast.create(at % 2 ? 'municipality-user' : 'municipality-admin', { nationalId })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(15).fill(409)]);
    expect(new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code))).toEqual(new Set(['already_active']));
  });

  test('the number stands sealed, and nowhere in the clear', async () => {
    const nationalId = cast.number();
    const { body } = await cast.create('municipality-user', { nationalId });
    await cast.ask('municipality-user', 'GET', `${path}/${body.id}`);
    for (const table of [
      'participation',
      'person',
      'national_id',
      'timeline_event',
      'lookup_log',
      'name_lookup',
      'task',
      'wake',
      'idempotency_key',
    ]) {
      const found = await rows<{ line: string }>(api.database.db.raw('select t::text as line from ?? t', [table]));
      expect(found.filter(({ line }) => line.includes(nationalId))).toEqual([]);
    }
  });
});

describe('saving', () => {
  test('each field by itself: what is invalid is named, the others are stored, the last good value stays', async () => {
    const one = await cast.somebody();
    const first = await cast.save(one.id, 1, { children: '3', education: 'higher' });
    expect([first.status, first.body.children, first.body.version, first.body.notSaved]).toEqual([200, 3, 2, undefined]);
    const { status, body } = await cast.save(one.id, 2, { children: '99', yearsInNorway: 4, mainReason: 'x' });
    expect([status, body.children, body.version]).toEqual([200, 3, 3]);
    expect(body.notSaved).toEqual({ children: 'out_of_range', mainReason: 'unknown_option' });
  });

  test('nothing that can be stored is a refusal with the fields', async () => {
    const one = await cast.somebody();
    const { status, body } = await cast.save(one.id, 1, { children: '99', endOn: '2026-01-14' });
    expect([status, body.code, body.fields]).toEqual([422, 'out_of_range', { children: 'out_of_range', endOn: 'end_before_start' }]);
    expect(said(await cast.save(one.id, 1, { subReason: 'kvp' }))).toEqual([422, 'reason_mismatch']);
    expect(said(await cast.save(one.id, 1, { startOn: '' }))).toEqual([422, 'fields_missing']);
  });

  test('a save that is repeated because its answer was lost is answered as the first time', async () => {
    const one = await cast.somebody();
    const fields = { children: 4, yearsInNorway: '999' };
    const [first, again] = [await cast.save(one.id, 1, fields), await cast.save(one.id, 1, fields)];
    expect([first.status, first.body.children, first.body.notSaved]).toEqual([200, 4, { yearsInNorway: 'out_of_range' }]);
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  test('the version must be named, and an unknown field is none', async () => {
    const one = await cast.somebody();
    expect(said(await cast.ask('municipality-user', 'PATCH', `${path}/${one.id}`, { children: 1 }))).toEqual([428, 'if_match_missing']);
    expect(said(await cast.save(one.id, 1, { shoeSize: 38 }))).toEqual([400, 'invalid_request']);
  });

  test('two users on one record are told only of a field that both changed, with both values', async () => {
    const one = await cast.somebody();
    expect((await cast.save(one.id, 1, { children: 1 })).status).toBe(200);
    const other = await cast.save(one.id, 1, { education: 'higher' }, 'municipality-admin');
    expect([other.status, other.body.children]).toEqual([200, 1]);
    const same = await cast.save(one.id, 1, { children: 2 }, 'municipality-admin');
    expect(same).toMatchObject({ status: 409, body: { code: 'changed_by_other', children: { mine: 2, theirs: 1 } } });
    expect((await cast.save(one.id, 1, { children: 1 }, 'municipality-admin')).status).toBe(200);
  });

  test('two who save different fields of one version at once both keep theirs', async () => {
    const one = await cast.somebody();
    const sent: Record<string, unknown>[] = [
      { children: 1 },
      { education: 'higher' },
      { yearsInNorway: 3 },
      { literacy: 'some' },
      { norwegianLevel: 'b1' },
      { incomeBefore: 'wage' },
    ];
    const answers = await Promise.all(
      sent.map((fields, at) => cast.save(one.id, 1, fields, at % 2 ? 'municipality-admin' : 'municipality-user')),
    );
    expect(answers.map(({ status }) => status)).toEqual(sent.map(() => 200));
    expect((await cast.ask('municipality-user', 'GET', `${path}/${one.id}`)).body).toMatchObject({
      ...Object.assign({}, ...sent),
      version: 7,
    });
  });

  test('each saved field is an event, its values sealed', async () => {
    const one = await cast.somebody();
    await cast.save(one.id, 1, { children: 7, countryBackground: 'SY' });
    const saves = (await timelineOf(api.database.db, { caseId: one.id })).filter(({ what }) => what === 'fieldSaved');
    expect(saves.map(({ data, personal }) => [data['field'], personal!['before'], personal!['after']])).toEqual([
      ['countryBackground', null, 'SY'],
      ['children', null, 7],
    ]);
    const stored = await rows<{ line: string }>(
      api.database.db.raw('select data::text as line from timeline_event where case_id = ?', [one.id]),
    );
    expect(stored.filter(({ line }) => /SY|7/.test(line.replace(/[0-9a-f]{8}-[0-9a-f-]+/g, '')))).toEqual([]);
  });

  test('a main reason alone empties the sub-reason', async () => {
    const one = await cast.complete('ended');
    const { body } = await cast.save(one.id, one.version, { mainReason: 'transferred' });
    expect([body.subReason, body.missing.discharge]).toEqual([null, ['subReason']]);
  });

  test('removing the end date goes back to the programme', async () => {
    const one = await cast.complete('ended');
    expect((await cast.save(one.id, one.version, { endOn: null })).body.state).toBe('in_programme');
  });
});

describe('the number', () => {
  test('a corrected one asks for the name anew and cancels what was asked', async () => {
    const one = await cast.somebody();
    const nationalId = cast.number();
    const { status, body } = await cast.save(one.id, 1, { nationalId, children: 2 });
    expect([status, body.person.nationalId, body.children]).toEqual([200, `${nationalId.slice(0, 6)}*****`, 2]);
    const lookups = await rows<{ state: string }>(
      api.database.db.raw('select state from name_lookup where participation_id = ? order by id', [one.id]),
    );
    expect(lookups.map(({ state }) => state)).toEqual(['cancelled', 'pending']);
    expect(said(await cast.save(one.id, 1, { nationalId: cast.number() }))).toEqual([409, 'changed_by_other']);
  });

  test('an invalid one is not stored, the other fields are', async () => {
    const one = await cast.somebody();
    const { status, body } = await cast.save(one.id, 1, { nationalId: '12838520021', children: 2 });
    expect([status, body.notSaved, body.children, body.person.nationalId]).toEqual([
      200,
      { nationalId: 'id_check_digits' },
      2,
      one.person.nationalId,
    ]);
    expect(said(await cast.save(one.id, 2, { nationalId: '12838520101' }))).toEqual([422, 'must_be_woman']);
    expect(said(await cast.save(one.id, 2, { nationalId: '' }))).toEqual([422, 'fields_missing']);
    expect(said(await cast.save(one.id, 2, { nationalId: '15861060087' }))).toEqual([422, 'age_under_16']);
  });

  test('of somebody else who is active it is refused', async () => {
    const [one, nationalId] = [await cast.somebody(), cast.number()];
    const active = (await cast.create('municipality-user', { nationalId })).body.id;
    const refused = await cast.save(one.id, 1, { nationalId });
    expect(said(refused)).toEqual([409, 'already_active']);
    expect(refused.body).toMatchObject({ participationId: active });
    const theirs = cast.number();
    const { id } = (await cast.create('municipality-user-2', { nationalId: theirs, municipality: '4601' })).body;
    const elsewhere = await cast.save(one.id, 1, { nationalId: theirs });
    expect(said(elsewhere)).toEqual([409, 'already_active']);
    expect(elsewhere.text).not.toContain(id);
  });

  test('mistyped as somebody who is known elsewhere, it is corrected without touching her', async () => {
    const known = cast.number();
    const other = await cast.create('municipality-user-2', { nationalId: known, municipality: '4601' });
    await api.database.db.raw(`update participation set discharged_at = now() where id = ?`, [other.body.id]);
    const mine = await cast.create('municipality-user', { nationalId: known });
    expect([mine.status, mine.body.person.id]).toEqual([201, other.body.person.id]);
    const right = cast.number();
    const { body } = await cast.save(mine.body.id, 1, { nationalId: right });
    expect(body.person.id).not.toBe(other.body.person.id);
    const hers = await cast.ask('municipality-user-2', 'GET', `${path}/${other.body.id}`);
    expect(hers.body.person.nationalId).toBe(`${known.slice(0, 6)}*****`);
  });

  test('a D-number that became a national number stays the same person', async () => {
    const dNumber =
      norwegianNumber({ day: 5, month: 7, year: 90, individual: 300, kind: 'd' }) ??
      norwegianNumber({ day: 5, month: 7, year: 90, individual: 302, kind: 'd' })!;
    const one = await cast.create('municipality-user', { nationalId: dNumber });
    const { body } = await cast.save(one.body.id, 1, { nationalId: cast.number() });
    expect(body.person.id).toBe(one.body.person.id);
  });
});

describe('the programme', () => {
  test('an activity is added, changed field by field, and taken out', async () => {
    const one = await cast.somebody();
    const added = await post(one.id, 'entries', { kind: 'activity', type: 'norwegian', fromOn: '2026-01-20', hoursPerWeek: '99' });
    expect([added.status, added.body.notSaved, added.body.entries.length]).toEqual([201, { hoursPerWeek: 'out_of_range' }, 1]);
    const entry = `${path}/${one.id}/entries/${added.body.entryId!}`;
    const changed = await cast.ask(
      'municipality-user',
      'PATCH',
      entry,
      { hoursPerWeek: '10,5' },
      { 'if-match': `"${added.body.version}"` },
    );
    expect([changed.status, changed.body.entries[0]!.hoursPerWeek]).toEqual([200, 10.5]);
    const stale = await cast.ask('municipality-admin', 'PATCH', entry, { hoursPerWeek: 20 }, { 'if-match': `"${added.body.version}"` });
    expect(stale).toMatchObject({ status: 409, body: { code: 'changed_by_other', hoursPerWeek: { mine: 20, theirs: 10.5 } } });
    const unseen = await cast.ask('municipality-admin', 'DELETE', `${entry}?version=${added.body.version}`);
    expect(said(unseen)).toEqual([409, 'changed_by_other']);
    const removed = await cast.ask('municipality-user', 'DELETE', `${entry}?version=${changed.body.version}`);
    expect([removed.status, removed.body.entries]).toEqual([200, []]);
    expect(said(await cast.ask('municipality-user', 'DELETE', entry))).toEqual([404, 'not_found']);
  });

  test('a day before the first, and a type of nothing, are refused', async () => {
    const one = await cast.somebody();
    expect(said(await post(one.id, 'entries', { kind: 'leave', type: 'norwegian' }))).toEqual([422, 'unknown_option']);
    const added = await post(one.id, 'entries', { kind: 'absence', fromOn: '2026-02-02', toOn: '2026-02-01' });
    expect([added.status, added.body.notSaved]).toEqual([201, { toOn: 'end_before_start' }]);
  });
});

describe('ending and discharge', () => {
  test('an end date makes it Avsluttet, all of it or nothing', async () => {
    const one = await cast.complete();
    expect(one.state).toBe('in_programme');
    expect(said(await post(one.id, 'end', { endOn: '2026-01-14' }))).toEqual([422, 'end_before_start']);
    expect(said(await post(one.id, 'end', { endOn: '2026-02-01', mainReason: 'completed', subReason: 'kvp' }))).toEqual([
      422,
      'reason_mismatch',
    ]);
    expect(said(await post(one.id, 'end', { endOn: '' }))).toEqual([422, 'fields_missing']);
    const { body } = await post(one.id, 'end', { endOn: '2026-02-01', mainReason: 'interrupted', subReason: 'pregnancy_or_birth' });
    expect([body.state, body.missing.discharge]).toEqual(['ended', ['situationAfter', 'incomeAfter']]);
  });

  test('discharge names every empty field, the end date too', async () => {
    const one = await cast.somebody();
    const { status, body } = await post(one.id, 'discharge');
    expect([status, body.code, Object.keys(body.fields!)]).toEqual([422, 'fields_missing', one.missing.discharge]);
    expect(one.missing.discharge).toContain('endOn');
  });

  test('complete and ended it is discharged, and once only', async () => {
    const one = await cast.complete('discharged');
    expect([one.state, one.changedSinceDischarge, one.agenda]).toEqual(['discharged', false, []]);
    expect(said(await post(one.id, 'discharge'))).toEqual([409, 'not_allowed_in_state']);
    expect(said(await post(one.id, 'end', { endOn: '2026-02-02' }))).toEqual([409, 'not_allowed_in_state']);
  });

  test('a name that does not fit blocks it, and a look-up that waits does not', async () => {
    const one = await cast.complete('ended');
    await api.database.db.raw(
      `update name_lookup set state = 'mismatch', mismatch = 'man', over = true, next_due_at = null where participation_id = ?`,
      [one.id],
    );
    expect(said(await post(one.id, 'discharge'))).toEqual([409, 'name_mismatch']);
    await api.database.db.raw(`update name_lookup set state = 'delayed', mismatch = null where participation_id = ?`, [one.id]);
    expect((await post(one.id, 'discharge')).status).toBe(200);
  });

  test('afterwards it may be edited, which is marked; nothing required may be emptied', async () => {
    const one = await cast.complete('discharged');
    const { body } = await cast.save(one.id, one.version, { children: 5 });
    expect([body.state, body.children, body.changedSinceDischarge]).toEqual(['discharged', 5, true]);
    expect(said(await cast.save(one.id, body.version, { children: null }))).toEqual([422, 'fields_missing']);
    expect(said(await cast.save(one.id, body.version, { mainReason: 'transferred' }))).toEqual([422, 'fields_missing']);
    expect(said(await cast.save(one.id, body.version, { endOn: null }))).toEqual([409, 'reopen_needed']);
    const entry = `${path}/${one.id}/entries/${body.entries[0]!.id}`;
    expect(said(await cast.ask('municipality-user', 'DELETE', entry))).toEqual([422, 'fields_missing']);
    expect((await cast.save(one.id, body.version, { mainReason: 'transferred', subReason: 'kvp' })).body.subReason).toBe('kvp');
  });

  test('reopening takes a reason and brings it back to Avsluttet, the end date kept', async () => {
    const one = await cast.complete('discharged');
    expect(said(await post(one.id, 'reopen', {}))).toEqual([422, 'reason_needed']);
    expect(said(await post(one.id, 'reopen', { reason: '  ' }))).toEqual([422, 'reason_needed']);
    const { status, body } = await post(one.id, 'reopen', { reason: 'Feil sluttdato' });
    expect([status, body.state, body.endOn]).toEqual([200, 'ended', '2026-02-20']);
    expect(said(await post(one.id, 'reopen', { reason: 'igjen' }))).toEqual([409, 'not_allowed_in_state']);
    expect((await cast.save(one.id, body.version, { endOn: null })).body.state).toBe('in_programme');
  });

  test('where discharge is not strict, empty fields are a warning', async () => {
    const directorate = (await personByEmail(api.database.db, 'ida@imdi.example'))!;
    const set = (value: string) =>
      transaction(api.database.db, (trx) =>
        addRuleSetting(trx, {
          key: 'register.strictDischarge',
          value,
          validFrom: '2026-01-01',
          setBy: directorate.personId,
          setAt: '2026-03-02T09:00:00.000Z',
          moves: false,
          reason: 'test',
        }),
      );
    const one = await cast.somebody();
    await set('off');
    expect(said(await post(one.id, 'discharge'))).toEqual([422, 'fields_missing']);
    await post(one.id, 'end', { endOn: '2026-02-01' });
    expect((await post(one.id, 'discharge')).body.state).toBe('discharged');
    await set('on');
  });
});

describe('coming back', () => {
  const back = async (id: string, changed: Record<string, unknown> = {}) =>
    post(id, 'return', { startOn: '2026-02-21', financing: 'jobbsjansen_grant', projectId: await cast.project(), ...changed });

  test('is a new participation, linked to the old one', async () => {
    const old = await cast.complete('discharged');
    const { status, body } = await back(old.id);
    expect([status, body.returnOf, body.person.id, body.state]).toEqual([201, old.id, old.person.id, 'registering']);
    expect(said(await back(old.id))).toEqual([409, 'already_active']);
    const reopened = await post(old.id, 'reopen', { reason: 'feil' });
    expect(said(reopened)).toEqual([409, 'already_active']);
    expect(reopened.body).toMatchObject({ participationId: body.id });
    expect(said(await cast.save(body.id, 1, { startOn: '2026-02-20' }))).toEqual([422, 'start_before_old_end']);
    expect(said(await cast.save(old.id, old.version, { endOn: '2026-02-21' }))).toEqual([422, 'start_before_old_end']);
  });

  test('needs a discharge, a later start, and a project that runs', async () => {
    const running = await cast.complete('ended');
    expect(said(await back(running.id))).toEqual([409, 'not_discharged']);
    const old = await cast.complete('discharged');
    expect(said(await back(old.id, { startOn: '2026-02-20' }))).toEqual([422, 'start_before_old_end']);
    expect(said(await back(old.id, { projectId: '' }))).toEqual([422, 'fields_missing']);
    expect(said(await back(old.id, { projectId: old.id }))).toEqual([422, 'unknown_option']);
    const project = await cast.ask('municipality-admin', 'POST', '/register/projects', {
      municipality: '0301',
      name: `Over ${old.id}`,
      startsOn: '2025-01-01',
      endsOn: '2026-02-20',
    });
    expect(said(await back(old.id, { projectId: project.body.id }))).toEqual([422, 'project_not_running']);
  });
});

describe('projects', () => {
  test('are added and changed by the administrator, by names of their own', async () => {
    const body = { municipality: '0301', name: 'Jobbsjansen Grorud', startsOn: '2026-01-01' };
    expect(said(await cast.ask('municipality-user', 'POST', '/register/projects', body))).toEqual([403, 'not_permitted']);
    const added = await cast.ask('municipality-admin', 'POST', '/register/projects', body);
    expect(added.status).toBe(201);
    expect(said(await cast.ask('municipality-admin', 'POST', '/register/projects', body))).toEqual([409, 'not_allowed_in_state']);
    expect(said(await cast.ask('municipality-admin', 'POST', '/register/projects', { ...body, municipality: '4601' }))).toEqual([
      404,
      'not_found',
    ]);
    expect(said(await cast.ask('municipality-admin', 'POST', '/register/projects', { ...body, name: 'Ny', endsOn: '2025-12-31' }))).toEqual(
      [422, 'end_before_start'],
    );
    const change = (version: number) =>
      cast.ask(
        'municipality-admin',
        'PATCH',
        `/register/projects/${added.body.id}`,
        { endsOn: '2026-12-31' },
        { 'if-match': `"${version}"` },
      );
    expect((await change(1)).status).toBe(200);
    expect(said(await change(1))).toEqual([409, 'changed_by_other']);
  });
});

describe('access', () => {
  test('another municipality, the directorate and all others find nothing', async () => {
    const one = await cast.complete('discharged');
    for (const [as, status] of [
      ['municipality-user-2', 404],
      ['directorate', 403],
      ['coordinator', 403],
      ['consultant', 403],
    ] as const) {
      expect((await cast.ask(as, 'GET', `${path}/${one.id}`)).status).toBe(status);
      expect((await cast.save(one.id, one.version, { children: 1 }, as)).status).toBe(status);
      for (const what of ['discharge', 'reopen', 'end', 'return', 'entries'] as const) {
        const bodies = {
          discharge: undefined,
          reopen: { reason: 'x' },
          end: { endOn: '2026-02-02' },
          return: { startOn: '2026-03-01', financing: 'other', projectId: one.id },
          entries: { kind: 'leave' },
        };
        expect((await post(one.id, what, bodies[what], as)).status).toBe(status);
      }
    }
    expect(
      (await api.server.call('GET', `/timeline?case=${one.id}`, { token: await api.server.token('municipality-user-2') })).status,
    ).toBe(404);
  });

  test('each look at somebody is logged', async () => {
    const one = await cast.somebody();
    await cast.ask('municipality-admin', 'GET', `${path}/${one.id}`);
    const looks = await rows<{ what: string }>(api.database.db.raw('select what from lookup_log where person_id = ?', [one.person.id]));
    expect(looks).toEqual([{ what: 'participation' }]);
  });

  test('whoever is erased leaves dates and codes, no number and no text', async () => {
    const one = await cast.complete('ended');
    await api.server.call('POST', `/people/${one.person.id}/erase`, {
      token: await api.server.token('agency'),
      body: { reason: 'bad om det' },
    });
    const { status, body } = await cast.ask('municipality-user', 'GET', `${path}/${one.id}`);
    expect([status, body.person.name, body.person.nationalId, body.lookup!.state]).toEqual([200, null, '', 'cancelled']);
  });

  test('everything held about somebody names her participations and their entries', async () => {
    const one = await cast.complete();
    const { body } = await api.server.call<{ other: { table: string }[]; nationalIds: unknown[] }>(
      'POST',
      `/people/${one.person.id}/export`,
      { token: await api.server.token('agency'), body: { reason: 'innsyn' } },
    );
    expect(body.other.map(({ table }) => table)).toEqual(expect.arrayContaining(['participation', 'programme_entry', 'name_lookup']));
    expect(body.nationalIds).toHaveLength(1);
  });
});
