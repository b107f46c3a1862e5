import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, type PlainDate } from '../../../domain/core/calendar';
import { activityTypes, financings, mainReasons, participantClasses } from '../../../domain/register/codes';
import { reportAgenda } from '../../../domain/register/report-agenda';
import { reportFaults, reportRows, reportTotals, type Reported } from '../../../domain/register/report-totals';
import {
  approved,
  isOverdue,
  ranIn,
  reportDueOn,
  reportOpensAt,
  returned,
  submitted,
  type YearlyReport,
} from '../../../domain/register/yearly-report';
import { aCompleteParticipation, anActivity, aParticipation, filledFields, theRegisterRules } from '../../support/register-cases';
import { refusalBy } from '../../support/refusals';

const report: YearlyReport = {
  reportId: '00000000-0000-7000-8000-000000000001',
  organisationId: '00000000-0000-7000-8000-00000000000b',
  year: 2026,
  state: 'open',
  openedAt: '2026-12-31T23:00:00.000Z',
  dueOn: '2027-02-28',
  submittedAt: null,
  submittedBy: null,
  approvedAt: null,
  returnedAt: null,
  changedSince: false,
  rulesVersion: 0,
  rulesOn: '2027-01-01',
  version: 1,
};

describe('the participations of a year', () => {
  test.each<[string, PlainDate, PlainDate | null, boolean]>([
    ['all of the year', '2025-06-01', '2027-03-01', true],
    ['from its last day on', '2026-12-31', null, true],
    ['until its first day', '2024-01-01', '2026-01-01', true],
    ['one day of it', '2026-05-05', '2026-05-05', true],
    ['without an end, from before', '2020-01-01', null, true],
    ['ended the day before it', '2024-01-01', '2025-12-31', false],
    ['begun the day after it', '2027-01-01', null, false],
  ])('are those that ran on any day of it: %s', (_what, startOn, endOn, expected) => {
    expect(ranIn({ startOn, endOn }, 2026)).toBe(expected);
  });

  test('are those with a day of the year between their first day and their last', () => {
    const day = fc.integer({ min: 0, max: 1_500 }).map((days) => addDays('2024-06-01', days));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 900 }), fc.integer({ min: 2023, max: 2030 }), (startOn, days, year) => {
        const all = Array.from({ length: days + 1 }, (_, at) => addDays(startOn, at));
        expect(ranIn({ startOn, endOn: all.at(-1)! }, year)).toBe(all.some((one) => one.startsWith(String(year))));
      }),
      { numRuns: 60 },
    );
  });
});

const reported = (changed: Parameters<typeof aParticipation>[0], more: Partial<Reported> = {}): Reported => ({
  participation: aCompleteParticipation(changed),
  entries: [anActivity()],
  mismatch: false,
  rules: theRegisterRules(),
  ...more,
});

describe('totals', () => {
  test('count participations by status, reason, class, financing and activity', () => {
    const rows = reportRows(
      [
        reported({ participationId: 'a' }),
        reported(
          { participationId: 'b', dischargedAt: '2026-07-01T10:00:00.000Z', mainReason: 'interrupted', subReason: 'moved' },
          {
            entries: [
              anActivity(),
              anActivity({ toOn: '2026-02-01' }),
              anActivity({ type: 'course', fromOn: '2027-01-01' }),
              anActivity({ type: 'guidance', hoursPerWeek: null }),
            ],
          },
        ),
        reported({}, { participation: aParticipation({ participationId: 'c', financing: 'other' }), entries: [] }),
        reported({ participationId: 'elsewhen', startOn: '2025-01-01', endOn: '2025-12-31' }),
      ],
      2026,
    );
    const totals = reportTotals(rows, 2026);
    expect(totals).toMatchObject({
      participations: 3,
      state: { registering: 1, in_programme: 0, ended: 1, discharged: 1 },
      mainReason: { completed: 1, interrupted: 1, transferred: 0 },
      subReason: { completed: { full_time_work: 1 }, interrupted: { moved: 1, pregnancy_or_birth: 0 }, transferred: { kvp: 0 } },
      participantClass: { home_parent: 2 },
      financing: { jobbsjansen_grant: 2, other: 1 },
      activity: { norwegian: 2, course: 0, guidance: 0 },
    });
  });

  test('add up: every participation has one status and one financing, and no list counts more than there are', () => {
    const one = fc.record({
      financing: fc.constantFrom(...financings),
      participantClass: fc.option(fc.constantFrom(...participantClasses)),
      mainReason: fc.option(fc.constantFrom(...mainReasons)),
      endOn: fc.option(fc.constantFrom('2026-03-01', '2027-02-01')),
      types: fc.array(fc.constantFrom(...activityTypes), { maxLength: 6 }),
    });
    const sum = (counts: object): number => Object.values(counts).reduce((all: number, count: number) => all + count, 0);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (all) => {
        const rows = reportRows(
          all.map(({ types, ...fields }) => ({
            participation: aParticipation(fields as Parameters<typeof aParticipation>[0]),
            entries: types.map((type) => anActivity({ type })),
            mismatch: false,
            rules: theRegisterRules(),
          })),
          2026,
        );
        const totals = reportTotals(rows, 2026);
        expect([totals.participations, sum(totals.state), sum(totals.financing)]).toEqual([all.length, all.length, all.length]);
        expect(sum(totals.participantClass)).toBe(all.filter(({ participantClass }) => participantClass !== null).length);
        expect(sum(totals.mainReason)).toBe(all.filter(({ mainReason }) => mainReason !== null).length);
        expect(Math.max(...Object.values(totals.activity))).toBeLessThanOrEqual(all.length);
      }),
      { numRuns: 60 },
    );
  });

  test('hold codes, days, numbers and ids alone', () => {
    const [row] = reportRows([reported({})], 2026);
    expect(Object.keys(row!)).not.toEqual(expect.arrayContaining(['personId']));
    expect(row).toMatchObject({ state: 'ended', startOn: '2026-01-15', entries: [{ type: 'norwegian', hoursPerWeek: 12.5 }] });
  });
});

test('what keeps it back are empty fields, of the ending only for who has ended, and a number that does not fit', () => {
  const running = aParticipation({ participationId: 'running', ...filledFields });
  const faults = reportFaults(
    [
      reported({}, { participation: running }),
      reported({ participationId: 'ended', situationAfter: null }, { mismatch: true }),
      reported({ participationId: 'elsewhen', startOn: '2027-01-01', endOn: null, children: null }, { mismatch: true }),
    ],
    2026,
  );
  expect(faults).toEqual({ incomplete: [{ participationId: 'ended', fields: ['situationAfter'] }], mismatched: ['ended'] });
});

describe('a report', () => {
  const steps = (one: YearlyReport, settled: string[] = []) =>
    reportAgenda(one, new Set(settled), theRegisterRules()).map(({ step, effectiveAt }) => [step, effectiveAt]);
  const reminders = ['2027-02-14T08:00:00.000Z', '2027-02-25T08:00:00.000Z', '2027-02-27T08:00:00.000Z'].map((at) => [
    'remindOfReport',
    at,
  ]);
  const overdue = ['noteOverdue', '2027-02-28T23:00:00.000Z'];

  test('opens on 1 January and is due by the end of February', () => {
    expect([reportOpensAt(2026), reportDueOn(2026, theRegisterRules())]).toEqual(['2026-12-31T23:00:00.000Z', '2027-02-28']);
    expect(reportDueOn(2026, { reportDueOn: '02-29' })).toBe('2027-02-28');
    expect(reportDueOn(2027, { reportDueOn: '02-29' })).toBe('2028-02-29');
  });

  test('reminds 14, 3 and 1 days before at nine, and is overdue after its last day', () => {
    expect(steps(report)).toEqual([...reminders, overdue]);
    expect([isOverdue(report, '2027-02-28T22:59:59.999Z'), isOverdue(report, '2027-02-28T23:00:00.000Z')]).toEqual([false, true]);
  });

  test('that opens late is not reminded of what has passed, and is overdue at once', () => {
    expect(steps({ ...report, openedAt: '2027-02-26T10:00:00.000Z' })).toEqual([reminders[2], overdue]);
    expect(steps({ ...report, openedAt: '2027-03-10T10:00:00.000Z' })).toEqual([overdue]);
  });

  test('is submitted, approved or returned, and submitted again; nothing else goes', () => {
    const by = '00000000-0000-7000-8000-000000000002';
    const first = submitted({ ...report, changedSince: true }, by, '2027-02-01T10:00:00.000Z');
    expect([first.state, first.changedSince, steps(first), isOverdue(first, '2027-04-01T10:00:00.000Z')]).toEqual([
      'submitted',
      false,
      [],
      false,
    ]);
    const back = returned(first, '2027-02-20T10:00:00.000Z');
    expect([back.state, steps(back)]).toEqual(['returned', [...reminders.slice(1), overdue]]);
    expect(steps(returned(first, '2027-03-20T10:00:00.000Z'))).toEqual([]);
    const again = submitted(back, by, '2027-02-21T10:00:00.000Z');
    expect(approved(again, '2027-02-22T10:00:00.000Z').state).toBe('approved');
    const refused = [
      () => submitted(first, by, '2027-02-21T10:00:00.000Z'),
      () => approved(report, '2027-02-21T10:00:00.000Z'),
      () => approved(back, '2027-02-21T10:00:00.000Z'),
      () => returned(report, '2027-02-21T10:00:00.000Z'),
    ];
    for (const one of refused) expect(refusalBy(one)).toBe('not_allowed_in_state');
  });
});
