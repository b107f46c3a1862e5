import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, type PlainDate } from '../../../domain/core/calendar';
import { decideAccess, lastValidDay, type AccessFacts } from '../../../domain/certification/access';
import { validOn, type Certificate } from '../../../domain/certification/certificate';
import { checkEvidence, endAccess, holdsOn, idleTermOn, lapsedOn, type LegacyAccess } from '../../../domain/certification/legacy-access';
import { isMemberOn } from '../../../domain/certification/region';
import { aCertificate, theRules } from '../../support/cases';
import { refusalBy } from '../../support/refusals';

const rules = theRules();
const schemeStart = rules.schemeStart;
const held = (changed: Partial<Certificate> & { issuedOn: PlainDate }) => ({ certificate: aCertificate(changed), rules });
const legacy = (changed: Partial<LegacyAccess> = {}): LegacyAccess => ({
  legacyAccessId: '00000000-0000-7000-8000-000000000009',
  personId: '00000000-0000-7000-8000-000000000003',
  region: 'nordjylland',
  evidenceOn: '2018-05-01',
  endedOn: null,
  ...changed,
});
const asked = (changed: Partial<AccessFacts> = {}): AccessFacts => ({
  on: '2026-03-01',
  region: { code: 'nordjylland', memberFrom: '2019-01-01', memberTo: null, certificateNeededFrom: null },
  assignmentStart: null,
  certificates: [],
  legacy: [],
  schemeStart,
  ...changed,
});
const region = (changed: Partial<AccessFacts['region']>): AccessFacts['region'] => ({ ...asked().region, ...changed });
const valid = held({ issuedOn: '2025-01-01' });
const expired = held({ issuedOn: '2023-01-01' });
const revoked = held({ issuedOn: '2025-01-01', revokedOn: '2026-01-01' });
const demanding = region({ certificateNeededFrom: '2026-01-01' });

describe('the write decision, row by row', () => {
  test.each<[string, Partial<AccessFacts>, string, string, number]>([
    ['a region that is no member yet', { on: '2018-12-31', certificates: [valid] }, 'deny', 'region_not_in_scheme', 1],
    ['a region that has left', { region: region({ memberTo: '2026-02-28' }), certificates: [valid] }, 'deny', 'region_not_in_scheme', 1],
    ['a region on its last day', { region: region({ memberTo: '2026-03-01' }), certificates: [valid] }, 'allow', 'certificate', 2],
    ['a valid certificate', { certificates: [valid] }, 'allow', 'certificate', 2],
    ['a valid RSD proof', { certificates: [held({ issuedOn: '2025-01-01', kind: 'rsd_proof' })] }, 'allow', 'certificate', 2],
    ['a valid certificate and a new assignment', { certificates: [valid], region: demanding, assignmentStart: '2026-02-01' }, 'allow', 'certificate', 2], // prettier-ignore
    ['an existing access here', { legacy: [legacy()] }, 'allow', 'legacy', 3],
    ['an existing access here, an expired certificate beside it', { legacy: [legacy()], certificates: [expired] }, 'allow', 'legacy', 3],
    ['an existing access, no demand, a new assignment', { legacy: [legacy()], assignmentStart: '2026-02-01' }, 'allow', 'legacy', 3],
    ['an existing access, a demand, no assignment', { legacy: [legacy()], region: demanding }, 'allow', 'legacy', 3],
    ['an assignment from the day before the demand', { legacy: [legacy()], region: demanding, assignmentStart: '2025-12-31' }, 'allow', 'legacy', 3], // prettier-ignore
    ['an assignment from the day of the demand', { legacy: [legacy()], region: demanding, assignmentStart: '2026-01-01' }, 'deny', 'certificate_required_for_new_assignment', 4], // prettier-ignore
    ['such an assignment, asked about a day before the demand', { on: '2025-06-01', legacy: [legacy()], region: demanding, assignmentStart: '2026-01-01' }, 'deny', 'certificate_required_for_new_assignment', 4], // prettier-ignore
    ['a revoked certificate', { certificates: [revoked] }, 'deny', 'certificate_revoked', 5],
    ['a revoked and an expired one', { certificates: [expired, revoked] }, 'deny', 'certificate_revoked', 5],
    ['the day before it was revoked', { on: '2025-12-31', certificates: [revoked] }, 'allow', 'certificate', 2],
    ['an expired certificate', { certificates: [expired] }, 'deny', 'certificate_expired', 5],
    ['its last day', { on: '2025-01-01', certificates: [expired] }, 'allow', 'certificate', 2],
    ['an expired certificate and an access elsewhere', { certificates: [expired], legacy: [legacy({ region: 'sjaelland' })] }, 'deny', 'certificate_expired', 5], // prettier-ignore
    ['an access in another region only', { legacy: [legacy({ region: 'sjaelland' })] }, 'deny', 'legacy_other_region', 6],
    ['an access that has ended', { legacy: [legacy({ endedOn: '2026-03-01' })] }, 'deny', 'no_certificate', 7],
    ['the day before it ended', { on: '2026-02-28', legacy: [legacy({ endedOn: '2026-03-01' })] }, 'allow', 'legacy', 3],
    ['a certificate issued the day after', { certificates: [held({ issuedOn: '2026-03-02' })] }, 'deny', 'no_certificate', 7],
    ['nothing at all', {}, 'deny', 'no_certificate', 7],
  ])('%s', (_what, changed, decision, reason, row) => {
    const answer = decideAccess(asked(changed));
    expect([answer.decision, answer.reason, answer.because.at(-1)!.row]).toEqual([decision, reason, row]);
  });

  test('of several valid certificates the one that lasts longest is the basis, through its last valid day', () => {
    const longer = held({ issuedOn: '2024-01-01', lastActiveOn: '2026-02-01', certificateId: 'longer', number: 'JAR-2024-LONGER' });
    const answer = decideAccess(asked({ certificates: [valid, longer, expired] }));
    expect(answer).toMatchObject({
      basis: { kind: 'certificate', id: 'longer', number: 'JAR-2024-LONGER' },
      validUntil: '2028-02-01',
      offer: null,
    });
  });

  test('a day before a certificate was revoked or replaced is answered with its last valid day as known now', () => {
    expect(decideAccess(asked({ on: '2025-06-01', certificates: [revoked] })).validUntil).toBe('2025-12-31');
    const replaced = held({ issuedOn: '2025-01-01', replacedOn: '2025-09-01' });
    expect(decideAccess(asked({ on: '2025-06-01', certificates: [replaced] })).validUntil).toBe('2025-08-31');
  });

  test('an existing access has no last day, and whoever had a certificate is offered recertification', () => {
    expect(decideAccess(asked({ legacy: [legacy()] }))).toMatchObject({ basis: { kind: 'legacy' }, validUntil: null, offer: null });
    expect(decideAccess(asked({ certificates: [expired] }))).toMatchObject({ basis: null, validUntil: null, offer: 'recertification' });
    expect(decideAccess(asked())).toMatchObject({ basis: null, validUntil: null, offer: null });
  });

  test('says of each row that was looked at why it did not decide, and names nobody', () => {
    const { because } = decideAccess(asked({ legacy: [legacy()], region: demanding, assignmentStart: '2026-02-01' }));
    expect(because).toEqual([
      { row: 1, decides: false, code: 'region_is_member', facts: { region: 'nordjylland', memberFrom: '2019-01-01', memberTo: null } },
      { row: 2, decides: false, code: 'no_valid_certificate', facts: {} },
      {
        row: 3,
        decides: false,
        code: 'new_assignment_after_demand',
        facts: { neededFrom: '2026-01-01', assignmentStart: '2026-02-01' },
      },
      {
        row: 4,
        decides: true,
        code: 'certificate_required_for_new_assignment',
        facts: { neededFrom: '2026-01-01', assignmentStart: '2026-02-01' },
      },
    ]);
  });
});

describe('whatever the facts', () => {
  const day = fc.integer({ min: -800, max: 3_500 }).map((days) => addDays('2019-01-01', days));
  const maybe = fc.option(day, { nil: null });
  const place = fc.constantFrom('nordjylland', 'sjaelland');
  const certificates = fc.array(
    fc
      .record({
        issuedOn: day,
        used: fc.nat({ max: 900 }),
        revokedOn: maybe,
        replacedOn: maybe,
        number: fc.stringMatching(/^JAR-[0-9A-Z]{4}$/),
      })
      .map(({ issuedOn, used, revokedOn, replacedOn, number }) =>
        held({
          issuedOn,
          lastActiveOn: addDays(issuedOn, used),
          number,
          revokedOn: revokedOn && revokedOn > issuedOn ? revokedOn : null,
          replacedOn: replacedOn && replacedOn > issuedOn ? replacedOn : null,
        }),
      ),
    { maxLength: 4 },
  );
  const facts = fc
    .record({
      on: day,
      code: place,
      memberTo: maybe,
      certificateNeededFrom: maybe,
      assignmentStart: maybe,
      certificates,
      legacy: fc.array(
        fc.record({ region: place, endedOn: maybe, legacyAccessId: fc.uuid() }).map((one) => legacy(one)),
        { maxLength: 3 },
      ),
    })
    .map(({ code, memberTo, certificateNeededFrom, ...more }) =>
      asked({ ...more, region: { code, memberFrom: '2019-01-01', memberTo, certificateNeededFrom } }),
    );

  test('the rows are looked at in order, each once, and the last one decides', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const { because, reason } = decideAccess(one);
        expect(because.map(({ row }) => row)).toEqual(because.map((_, at) => at + 1));
        expect(because.map(({ decides }) => decides)).toEqual(because.map((_, at) => at === because.length - 1));
        expect(because.at(-1)!.code).toBe(reason);
      }),
    );
  });

  test('a right by certificate is one that is valid on that day in a member region, and lasts at least until then', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const answer = decideAccess(one);
        const valid = one.certificates.filter(({ certificate }) => validOn(one.on, certificate, rules));
        expect(answer.reason === 'certificate').toBe(isMemberOn(one.on, one.region) && valid.length > 0);
        if (answer.reason !== 'certificate') return;
        expect(answer.validUntil! >= one.on).toBe(true);
        expect(answer.validUntil).toBe(valid.map(lastValidDay).sort().at(-1));
      }),
    );
  });

  test('the order in which certificates and accesses are known does not matter', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const turned = { ...one, certificates: [...one.certificates].reverse(), legacy: [...one.legacy].reverse() };
        expect(decideAccess(turned)).toEqual(decideAccess(one));
      }),
    );
  });

  test('an access elsewhere never allows, and an access here never takes a right away', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const elsewhere = { ...one, certificates: [], legacy: one.legacy.filter((access) => access.region !== one.region.code) };
        expect(decideAccess(elsewhere).decision).toBe('deny');
        const without = decideAccess({ ...one, legacy: [] });
        if (without.decision === 'allow') expect(decideAccess(one)).toEqual(without);
      }),
    );
  });
});

describe('an access from before the scheme', () => {
  test('needs evidence from before the scheme’s start; that day itself is too late', () => {
    expect(refusalBy(() => checkEvidence('2018-12-31', schemeStart))).toBeUndefined();
    expect(refusalBy(() => checkEvidence('2019-01-01', schemeStart))).toBe('legacy_after_start');
  });

  test('holds from that start until the region ends it, once', () => {
    const ended = endAccess(legacy(), '2026-03-01', schemeStart);
    expect(['2018-12-31', '2019-01-01', '2026-02-28', '2026-03-01'].map((day) => holdsOn(day as PlainDate, ended, schemeStart))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(refusalBy(() => endAccess(ended, '2026-04-01', schemeStart))).toBe('not_allowed_in_state');
    expect(refusalBy(() => endAccess(legacy(), '2018-12-31', schemeStart))).toBe('value_invalid');
  });
});

describe('an access that lies idle', () => {
  const term = { years: 2, from: '2026-01-01' } as const;
  test.each<[string, readonly PlainDate[], PlainDate, boolean]>([
    ['nobody used it: its last day', [], '2028-01-01', false],
    ['nobody used it: the day after', [], '2028-01-02', true],
    ['used long before the value held', ['2020-05-05'], '2028-01-02', true],
    ['used on its last day', ['2028-01-01'], '2030-01-01', false],
    ['used the day after its last', ['2028-01-02'], '2028-01-03', true],
    ['kept alive by several, reported in any order', ['2029-06-01', '2027-06-02'], '2031-06-01', false],
    ['used again after a gap', ['2027-06-02', '2029-06-03'], '2029-06-04', true],
  ])('%s', (_what, used, day, expected) => {
    expect(lapsedOn(day, used, term, schemeStart)).toBe(expected);
  });

  test('never lapses while no number is set, whenever that is', () => {
    const course = [{ value: null }, { from: '2026-01-01', value: 2 }, { from: '2029-01-01', value: null }] as const;
    expect([idleTermOn('2025-12-31', course), idleTermOn('2026-01-01', course), idleTermOn('2029-01-01', course)]).toEqual([
      null,
      term,
      null,
    ]);
    expect(lapsedOn('2060-01-01', [], null, schemeStart)).toBe(false);
  });

  test('begins with the scheme when the value is older, and the order of uses never matters', () => {
    expect(lapsedOn('2021-01-01', [], { years: 2, from: '2010-01-01' }, '2019-01-01')).toBe(false);
    expect(lapsedOn('2021-01-02', [], { years: 2, from: '2010-01-01' }, '2019-01-01')).toBe(true);
    const days = fc.array(
      fc.integer({ min: 0, max: 4_000 }).map((more) => addDays('2026-01-01', more)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 5_000 }), (used, more) => {
        const day = addDays('2026-01-01', more);
        const lapsed = lapsedOn(day, used, term, schemeStart);
        expect(lapsedOn(day, [...used].reverse(), term, schemeStart)).toBe(lapsed);
        // A use more never takes it away.
        if (!lapsed) expect(lapsedOn(day, [...used, addDays(day, -1)], term, schemeStart)).toBe(false);
      }),
    );
  });
});
