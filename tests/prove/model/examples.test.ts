import { describe, expect, test } from '@jest/globals';
import { rows } from './coverage';
import { createModel, type Model } from './model';
import type { Act, Day, Participant, UseRow } from './program';
import { easter, isWorkingDay, passedFrom, plusDays, plusMonths, plusYears, sentFrom, workingDaysBefore } from './time';

const samples = (on: Day): readonly [{ on: Day; assignmentStart: null }] => [{ on, assignmentStart: null }];

/** A model in which these acts were done and accepted. */
function after(...acts: readonly Act[]): Model {
  const model = createModel();
  for (const act of acts) expect([act.do, model.act(act)]).toEqual([act.do, act.do === 'use' ? 'counted' : 'ok']);
  return model;
}

const by = 'karen';
const round: Act = {
  do: 'createRound',
  by,
  year: 2026,
  number: 2,
  signUpOpensOn: '2026-01-05',
  materialOn: '2026-02-02',
  deadlineOn: '2026-05-15',
};
const running: readonly Act[] = [
  round,
  { do: 'publish', by, round: 0 },
  { do: 'uploadMaterial', by, round: 0 },
  { do: 'signUp', by, round: 0, person: 'anna', kind: 'full' },
  { do: 'admit', by, enrolment: 0 },
  { do: 'pass', to: '2026-02-03T10:00:00.000Z' },
  { do: 'finishSelfStudy', enrolment: 0 },
];
const graded: readonly Act[] = [
  ...running,
  { do: 'handIn', enrolment: 0, text: 'an answer' },
  { do: 'pass', to: '2026-05-18T08:00:00.000Z' },
  { do: 'grade', by: 'bent', enrolment: 0, verdict: 'satisfactory' },
];
const use = (person: Participant, on: Day, eventId: string = on): UseRow => ({
  eventId,
  person,
  region: 'syddanmark',
  kind: 'draft_edit',
  at: `${on}T10:00:00.000Z`,
});

describe('days in the model are those of the domain book', () => {
  test.each([
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2028, '2028-04-16'],
    [2029, '2029-04-01'],
    [2030, '2030-04-21'],
  ])('Easter Sunday of %i is %s', (year, day) => expect(easter(year)).toBe(day));

  test('a month and a year end on the last day where the day number is missing', () => {
    expect(plusMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(plusYears('2024-02-29', 2)).toBe('2026-02-28');
  });

  test('a deadline passes at local midnight, in winter and in summer', () => {
    expect(passedFrom('2026-02-15')).toBe('2026-02-15T23:00:00.000Z');
    expect(passedFrom('2026-05-15')).toBe('2026-05-15T22:00:00.000Z');
  });

  test('letters go from 09:00 to 22:00 local', () => {
    expect(sentFrom('2026-05-15T22:00:00.000Z')).toBe('2026-05-16T07:00:00.000Z');
    expect(sentFrom('2026-05-15T19:59:59.999Z')).toBe('2026-05-15T19:59:59.999Z');
    expect(sentFrom('2026-05-15T20:00:00.000Z')).toBe('2026-05-16T07:00:00.000Z');
  });

  test('closing days and holidays are no working days, Store bededag only up to 2023', () => {
    expect(['2026-06-05', '2026-12-24', '2026-12-31', '2026-05-14', '2026-05-25', '2023-05-05'].map(isWorkingDay)).not.toContain(true);
    expect(isWorkingDay(plusDays(easter(2024), 26))).toBe(true);
    expect(workingDaysBefore('2026-05-15', 10)).toBe('2026-04-30');
  });
});

describe('a certificate lives by its uses', () => {
  const proof: Act = { do: 'proof', person: 'anna', courseOn: '2024-03-01' };
  const stateAt = (...acts: readonly Act[]) => after(...acts).facts([]).certificates[0];

  test('issued 2024-03-01 and never used: expiring, valid through 2026-03-01, expired the day after', () => {
    const on = (to: string) => stateAt(proof, { do: 'pass', to })?.state;
    expect(stateAt(proof)).toMatchObject({ expiresOn: '2026-03-01', state: 'expiring' });
    expect(on('2026-03-01T22:59:59.999Z')).toBe('expiring');
    expect(on('2026-03-01T23:00:00.000Z')).toBe('expired');
  });

  test('a use on the last day holds two years more, also when it is reported after expiry', () => {
    const late: Act = { do: 'use', use: use('anna', '2026-03-01') };
    expect(stateAt(proof, { do: 'pass', to: '2026-04-01T10:00:00.000Z' }, late)).toMatchObject({
      expiresOn: '2028-03-01',
      state: 'active',
    });
  });

  test('a use after expiry counts once another has closed the gap', () => {
    const model = after(proof, { do: 'pass', to: '2026-06-01T10:00:00.000Z' });
    expect(model.act({ do: 'uses', uses: [use('anna', '2026-05-01')] })).toEqual(['after_expiry']);
    expect(model.facts([]).certificates[0]?.expiresOn).toBe('2026-03-01');
    expect(model.act({ do: 'uses', uses: [use('anna', '2026-02-01'), use('anna', '2026-02-01')] })).toEqual(['counted', 'duplicate']);
    expect(model.facts([]).certificates[0]?.expiresOn).toBe('2028-05-01');
  });

  test('issued on 29 February it is valid through 28 February', () => {
    expect(stateAt({ do: 'proof', person: 'anna', courseOn: '2024-02-29' })?.expiresOn).toBe('2026-02-28');
  });

  test('fewer idle years hold from their day and end no day before it', () => {
    const model = after(proof, { do: 'setRule', by: 'agnes', change: { key: 'jar.idleYears', value: 1 }, validFrom: '2026-02-01' });
    expect(model.facts([]).certificates[0]?.expiresOn).toBe('2026-01-31');
  });
});

describe('an enrolment goes by the table', () => {
  test('an answer in time is graded once the deadline has passed, and the certificate follows the verdict', () => {
    const { enrolments, rounds, certificates, decisions, letters } = after(...graded).facts(samples('2026-05-18'));
    expect(enrolments[0]).toMatchObject({ state: 'passed', endedAt: '2026-05-18T08:00:00.000Z' });
    expect(rounds[0]).toMatchObject({ state: 'completed', signUpClosesOn: '2026-04-30', gradingTargetOn: '2026-06-05' });
    expect(certificates[0]).toMatchObject({ issuedOn: '2026-05-18', expiresOn: '2028-05-18', state: 'active' });
    expect(decisions.filter(({ decision }) => decision === 'allow')).toHaveLength(5);
    expect(letters.map(({ template }) => template).sort()).toEqual(['admitted', 'certificate', 'material', 'passed', 'received']);
  });

  test('reminders come 14, 3 and 1 days before, and nobody answers: not delivered, then late, never graded', () => {
    const model = after(...running, { do: 'pass', to: '2026-05-15T22:00:00.000Z' });
    const reminders = () => model.facts([]).letters.filter(({ template }) => template === 'deadline_reminder');
    expect(reminders().map(({ dueAt }) => dueAt)).toEqual([
      '2026-05-01T07:00:00.000Z',
      '2026-05-12T07:00:00.000Z',
      '2026-05-14T07:00:00.000Z',
    ]);
    expect(model.facts([]).enrolments[0]).toMatchObject({ state: 'not_delivered', endedAt: '2026-05-15T22:00:00.000Z' });
    expect(model.act({ do: 'handIn', enrolment: 0, text: 'late' })).toBe('ok');
    expect(model.act({ do: 'grade', by: 'bent', enrolment: 0, verdict: 'satisfactory' })).toBe('late_not_graded');
  });

  test('a verdict taken back needs a second person once a certificate is out, and revokes it', () => {
    const model = after(...graded, { do: 'correct', by, enrolment: 0, what: 'verdict' });
    expect(model.act({ do: 'confirmCorrection', by, enrolment: 0 })).toBe('second_person_needed');
    expect(model.act({ do: 'confirmCorrection', by: 'kurt', enrolment: 0 })).toBe('ok');
    const { enrolments, rounds, certificates } = model.facts([]);
    expect([enrolments[0]?.state, rounds[0]?.state, certificates[0]?.state]).toEqual(['under_grading', 'closed', 'revoked']);
  });

  test('an outage brings back who had not delivered, and who answered late is graded', () => {
    const outage: Act = { do: 'outage', by: 'agnes', from: '2026-05-15T06:00:00.000Z', to: '2026-05-15T18:00:00.000Z' };
    const late = after(...running, { do: 'pass', to: '2026-05-16T08:00:00.000Z' }, { do: 'handIn', enrolment: 0, text: 'late' }, outage);
    expect(late.facts([]).enrolments[0]).toMatchObject({ state: 'submitted', deadlineOn: '2026-05-16', endedAt: null });
    expect(late.facts([]).rounds[0]?.state).toBe('running');
    expect(after(...running, { do: 'pass', to: '2026-05-16T08:00:00.000Z' }, outage).facts([]).enrolments[0]?.state).toBe('task_open');
  });

  test('every row of the table is counted from the start', () => {
    expect(rows.every((row) => createModel().hits().get(row) === 0)).toBe(true);
    expect(
      after(...graded)
        .hits()
        .get('under_grading + satisfactory -> passed'),
    ).toBe(1);
  });
});
