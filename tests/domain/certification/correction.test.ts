import { describe, expect, test } from '@jest/globals';
import { correct, correctable, correctCertificates, type CorrectionKind } from '../../../domain/certification/correction';
import { enrolmentStates, type EnrolmentState } from '../../../domain/certification/enrolment';
import { enrolmentAgenda } from '../../../domain/certification/enrolment-agenda';
import { reopenCompleted, roundAgenda } from '../../../domain/certification/round';
import { aCertificate, anEnrolment, aRound, theRules } from '../../support/cases';
import { refusalBy } from '../../support/refusals';

const at = '2026-06-01T10:00:00.000Z';
const to = '00000000-0000-7000-8000-0000000000aa';
const graded = {
  verdict: 'satisfactory',
  verdictAt: '2026-05-20T09:00:00.000Z',
  gradedBy: '00000000-0000-7000-8000-0000000000bb',
} as const;

describe('what can be corrected', () => {
  const table: Record<EnrolmentState, readonly CorrectionKind[]> = {
    requested: ['person', 'import'],
    studying: ['admission', 'person', 'import'],
    task_open: ['admission', 'person', 'import'],
    submitted: ['person', 'import'],
    under_grading: ['verdict', 'person', 'import'],
    returned: ['verdict', 'person', 'import'],
    passed: ['verdict', 'person', 'import'],
    failed: ['verdict', 'person', 'import'],
    late: ['person', 'import'],
    not_delivered: ['person', 'import'],
    withdrawn: [],
  };
  test.each(enrolmentStates.map((state) => [state, table[state]] as const))('%s: %j', (state, kinds) => {
    const decided = ['under_grading', 'returned', 'passed', 'failed'].includes(state) ? graded : {};
    const one = anEnrolment(state, { source: 'import', ...decided });
    expect(correctable(one, 0)).toEqual(kinds);
    for (const what of ['verdict', 'admission', 'person', 'import'] as const)
      expect(refusalBy(() => correct(one, what, { at, given: 0, to }))).toBe(kinds.includes(what) ? undefined : 'not_allowed_in_state');
  });

  test('no verdict where none was given, but also one of two that does not decide yet', () => {
    expect(correctable(anEnrolment('under_grading'), 0)).not.toContain('verdict');
    expect(correctable(anEnrolment('under_grading'), 1)).toContain('verdict');
  });

  test('no import of what was not imported', () => {
    expect(correctable(anEnrolment('requested', { source: 'form' }), 0)).toEqual(['person']);
  });
});

describe('a verdict taken back', () => {
  const back = { state: 'under_grading', verdict: null, verdictAt: null, gradedBy: null, endedAt: null, timesCorrected: 1 };
  test('leaves the answer waiting for another one', () => {
    expect(correct(anEnrolment('passed', graded), 'verdict', { at, given: 1 })).toMatchObject(back);
  });
  test.each([
    ['returned', '2026-05-27', 1, 0],
    ['failed', '2026-05-27', 1, 0],
    ['failed', null, 1, 1],
    ['failed', null, 0, 0],
  ] as const)('%s with a window until %s: %i corrections used become %i', (state, correctionUntilOn, used, left) => {
    const one = anEnrolment(state, { ...graded, verdict: 'not_satisfactory', correctionsUsed: used, correctionUntilOn });
    expect(correct(one, 'verdict', { at, given: 1 })).toMatchObject({ ...back, correctionsUsed: left, correctionUntilOn: null });
  });
});

test('an admission taken back waits for admission, and its material is released anew after the next one', () => {
  const one = correct(anEnrolment('task_open'), 'admission', { at, given: 0 });
  expect(one).toMatchObject({ state: 'requested', admittedAt: null, materialReleasedAt: null, selfStudyDoneAt: null });
  expect(enrolmentAgenda(one, aRound(), new Set(), theRules()).map(({ step }) => step)).toEqual(['withdrawUnadmitted']);
  const again = { ...one, state: 'studying', admittedAt: '2026-04-20T10:00:00.000Z' } as const;
  const settled = new Set(['material:2026-04-03']);
  expect(enrolmentAgenda(again, aRound(), settled, theRules())[0]).toMatchObject({
    step: 'releaseMaterial',
    occasion: 'material:2026-04-03#1',
  });
});

describe('the person of an enrolment', () => {
  test('is somebody else, and who passed does so again with the same verdict', () => {
    const one = correct(anEnrolment('passed', graded), 'person', { at, given: 1, to });
    expect(one).toMatchObject({
      personId: to,
      state: 'under_grading',
      verdict: 'satisfactory',
      verdictAt: graded.verdictAt,
      endedAt: null,
    });
    const settled = new Set([`certificate:${graded.verdictAt}`]);
    expect(enrolmentAgenda(one, aRound({ state: 'closed' }), settled, theRules())).toMatchObject([
      { step: 'issueCertificate', occasion: `certificate:${graded.verdictAt}#1`, effectiveAt: graded.verdictAt },
    ]);
  });
  test('stays in the state it is in otherwise', () => {
    for (const state of ['requested', 'studying', 'submitted', 'failed', 'late', 'not_delivered'] as const)
      expect(correct(anEnrolment(state), 'person', { at, given: 0, to })).toMatchObject({ state, personId: to });
  });
  test('cannot be the same one, or who graded it', () => {
    const one = anEnrolment('passed', graded);
    expect(refusalBy(() => correct(one, 'person', { at, given: 1, to: one.personId }))).toBe('not_allowed_in_state');
    expect(refusalBy(() => correct(one, 'person', { at, given: 1, to: graded.gradedBy }))).toBe('own_answer');
  });
});

test('a sign-up imported by mistake is withdrawn', () => {
  expect(correct(anEnrolment('studying', { source: 'import' }), 'import', { at, given: 0 })).toMatchObject({
    state: 'withdrawn',
    cause: 'corrected',
    endedAt: at,
  });
});

test('a round that was completed is completed anew', () => {
  const round = aRound({ state: 'completed', closedAt: '2026-05-15T22:00:00.000Z' });
  const ended = { openEnrolments: 0, lastEndedAt: at } as const;
  const [first] = roundAgenda({ ...round, state: 'closed' }, ended, new Set(), theRules());
  const [second] = roundAgenda(reopenCompleted(round), ended, new Set([first!.occasion]), theRules());
  expect(second).toMatchObject({ step: 'completeRound', effectiveAt: at });
});

describe('the certificates of a verdict taken back', () => {
  const enrolmentId = '00000000-0000-7000-8000-000000000002';
  const first = aCertificate({ certificateId: 'first', issuedOn: '2024-03-01', replacedOn: '2026-05-20', replacedBy: 'second' });
  const second = aCertificate({ certificateId: 'second', issuedOn: '2026-05-20', enrolmentId });
  const corrected = (
    certificates: Parameters<typeof correctCertificates>[1],
    on: `${number}-${number}-${number}`,
    uses: `${number}-${number}-${number}`[] = [],
  ) => correctCertificates(enrolmentId, certificates, on, uses, () => theRules());

  test('are none when none was issued, or it was taken back already', () => {
    expect(corrected([{ ...second, enrolmentId: 'another' }], '2026-06-01')).toEqual([]);
    expect(corrected([{ ...second, takenBack: true }], '2026-06-01')).toEqual([]);
  });
  test.each(['2026-05-20', '2026-06-01', '2028-05-21'] as const)('it is revoked on %s, also when it has expired', (on) => {
    expect(corrected([second], on)).toMatchObject([{ how: 'revoked', after: { revokedOn: on, takenBack: true } }]);
  });
  test.each([
    ['is warned of from then on', '2026-02-01'],
    ['is told of on the day after its last', '2026-03-02'],
  ] as const)('the one it had replaced comes back with its own dates: it %s', (_what, movedOn) => {
    // Corrected while it would still be valid, or three months after it has expired.
    const on = movedOn === '2026-02-01' ? movedOn : '2026-06-01';
    expect(corrected([first, second], on)[1]).toMatchObject({
      how: 'back',
      after: { certificateId: 'first', replacedOn: null, replacedBy: null, lastActiveOn: '2024-03-01', movedOn },
    });
  });
  test('one that had expired before it was registered is told of nothing', () => {
    const known = { ...first, movedOn: '2026-04-01' } as const;
    expect(corrected([known, second], '2026-06-01')[1]).toMatchObject({ how: 'back', after: { movedOn: '2026-06-01' } });
  });
  test.each([
    [['2025-12-01'], '2025-12-01'],
    [['2026-03-01', '2026-05-30'], '2026-05-30'],
    // The first day on which it was not valid any more: it moves nothing, and what comes after it neither.
    [['2026-03-02', '2026-05-30'], '2024-03-01'],
  ] as const)('and with those of its uses: %j', (uses, lastActiveOn) => {
    expect(corrected([first, second], '2026-06-01', [...uses])[1]).toMatchObject({ after: { lastActiveOn } });
  });
  test('unless a later one has replaced them both', () => {
    const third = aCertificate({ certificateId: 'third', issuedOn: '2027-02-20' });
    const replaced = { ...second, replacedOn: '2027-02-20', replacedBy: 'third' } as const;
    expect(corrected([first, replaced, third], '2027-06-01')).toMatchObject([
      { how: 'revoked', after: { certificateId: 'second' } },
      { how: 'still_replaced', after: { certificateId: 'first', replacedOn: '2027-02-20', replacedBy: 'third' } },
    ]);
  });
  test('one that was taken back while it was replaced stays revoked, and no use moves it', () => {
    const takenBack = { ...first, revokedOn: '2026-05-25', takenBack: true } as const;
    expect(corrected([takenBack, second], '2026-06-01', ['2025-12-01'])[1]).toEqual({
      how: 'still_revoked',
      before: takenBack,
      after: { ...takenBack, replacedOn: null, replacedBy: null },
    });
  });
  test('and one that was revoked before stays revoked from that day on', () => {
    expect(corrected([{ ...second, revokedOn: '2026-05-25' }], '2026-06-01')).toMatchObject([{ after: { revokedOn: '2026-05-25' } }]);
  });
});
