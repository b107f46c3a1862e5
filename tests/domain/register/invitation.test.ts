import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { instantOf, type Instant } from '../../../domain/core/calendar';
import { nothingSettled } from '../../../domain/core/agenda';
import { accept, expire, open, refuseUnlessHolds, resend, revoke, stateOf, type Invitation } from '../../../domain/register/invitation';
import { invitationAgenda, invitationIsOver, lastDayOf, linkEndsAt } from '../../../domain/register/invitation-agenda';
import { registerRules } from '../../../domain/register/rules';
import { refusalBy } from '../../support/refusals';

const rules = registerRules({ version: 0, settings: [] }, { version: 0, on: '2026-01-01', today: '2026-01-01' });
const at: Instant = '2026-03-02T09:00:00.000Z';
const anInvitation = (changed: Partial<Invitation> = {}): Invitation => ({
  invitationId: '00000000-0000-7000-8000-000000000001',
  organisationId: '00000000-0000-7000-8000-000000000002',
  personId: '00000000-0000-7000-8000-000000000003',
  role: 'municipality_user',
  invitedBy: '00000000-0000-7000-8000-000000000004',
  createdAt: at,
  linkMadeAt: at,
  links: 1,
  openedAt: null,
  acceptedAt: null,
  revokedAt: null,
  expiredAt: null,
  rulesVersion: 0,
  rulesOn: '2026-03-02',
  version: 1,
  ...changed,
});
const later: Instant = '2026-03-05T09:00:00.000Z';

describe('what happens by itself', () => {
  test('reminders on the third and tenth day when sending opens, and the end after the fourteenth', () => {
    expect(invitationAgenda(anInvitation(), nothingSettled, rules).map(({ step, occasion, dueAt }) => [step, occasion, dueAt])).toEqual([
      ['remindOfInvitation', 'reminder-3d:1', '2026-03-05T08:00:00.000Z'],
      ['remindOfInvitation', 'reminder-10d:1', '2026-03-12T08:00:00.000Z'],
      ['expireInvitation', 'expired:1', '2026-03-16T23:00:00.000Z'],
    ]);
  });

  test('the days count by the clock on the wall, also over the change to summer time', () => {
    const invitation = anInvitation({ linkMadeAt: '2026-03-20T22:59:59.999Z' });
    expect(lastDayOf(invitation, rules)).toBe('2026-04-03');
    expect(linkEndsAt(invitation, rules)).toBe('2026-04-03T22:00:00.000Z');
  });

  test('a fresh link is reminded of, and runs out, anew', () => {
    const again = resend(anInvitation(), '2026-03-10T12:00:00.000Z');
    expect(invitationAgenda(again, new Set(['reminder-3d:1']), rules).map(({ occasion }) => occasion)).toEqual([
      'reminder-3d:2',
      'reminder-10d:2',
      'expired:2',
    ]);
  });

  test.each([accept(anInvitation(), later), revoke(anInvitation(), later), expire(anInvitation(), later)])(
    'nothing once it is over',
    (over) => {
      expect(invitationIsOver(over)).toBe(true);
      expect(invitationAgenda(over, nothingSettled, rules)).toEqual([]);
    },
  );

  test('nobody is reminded of a link that no longer holds', () => {
    const short = { ...rules, invitationDays: 5 };
    expect(invitationAgenda(anInvitation(), nothingSettled, short).map(({ occasion }) => occasion)).toEqual(['reminder-3d:1', 'expired:1']);
  });
});

describe('a link', () => {
  const endsAt = linkEndsAt(anInvitation(), rules);
  const holds = (invitation: Invitation, number = invitation.links, when: Instant = later) =>
    refusalBy(() => refuseUnlessHolds(invitation, number, when, endsAt));

  test('holds to the last millisecond of its last day, and no longer', () => {
    expect(holds(anInvitation(), 1, instantOf(Date.parse(endsAt) - 1))).toBeUndefined();
    expect(holds(anInvitation(), 1, endsAt)).toBe('invitation_expired');
  });
  test('that arrived in time is in time, also when the end was recorded meanwhile', () => {
    const ended = expire(anInvitation(), endsAt);
    expect(holds(ended, 1, instantOf(Date.parse(endsAt) - 1))).toBeUndefined();
    expect(accept(ended, later).expiredAt).toBeNull();
  });
  test('replaced by a resend is dead, whatever became of the new one', () => {
    expect(holds(resend(anInvitation(), later), 1)).toBe('invitation_revoked');
    expect(holds(accept(resend(anInvitation(), later), later), 1)).toBe('invitation_revoked');
  });
  test('of an invitation taken back, or used', () => {
    expect(holds(revoke(anInvitation(), later))).toBe('invitation_revoked');
    expect(holds(accept(anInvitation(), later))).toBe('invitation_used');
  });
});

describe('how far it has come', () => {
  test.each([
    ['queued', 'queued'],
    ['sent', 'sent'],
    ['refused', 'refused'],
    ['bounced', 'bounced'],
    [null, 'queued'],
  ] as const)('by its letter that is %s: %s', (letter, state) => expect(stateOf(anInvitation(), letter)).toBe(state));

  test('whatever its letter, once somebody acted or its days were over', () => {
    for (const letter of ['queued', 'sent', 'refused', 'bounced'] as const) {
      expect(stateOf(open(anInvitation(), later), letter)).toBe('opened');
      expect(stateOf(accept(anInvitation(), later), letter)).toBe('accepted');
      expect(stateOf(revoke(anInvitation(), later), letter)).toBe('revoked');
      expect(stateOf(expire(anInvitation(), later), letter)).toBe('expired');
    }
  });

  test('only the first opening counts, and a resend begins anew', () => {
    const opened = open(anInvitation(), later);
    expect(open(opened, '2026-03-06T09:00:00.000Z')).toBe(opened);
    expect(resend(opened, '2026-03-06T09:00:00.000Z')).toMatchObject({ openedAt: null, links: 2 });
  });
});

test('what is over for good can be neither sent again nor taken back; what ran out can be sent again', () => {
  expect(refusalBy(() => resend(accept(anInvitation(), later), later))).toBe('not_allowed_in_state');
  expect(refusalBy(() => resend(revoke(anInvitation(), later), later))).toBe('not_allowed_in_state');
  expect(resend(expire(anInvitation(), later), later)).toMatchObject({ expiredAt: null, linkMadeAt: later });
  for (const over of [accept, revoke, expire])
    expect(refusalBy(() => revoke(over(anInvitation(), later), later))).toBe('not_allowed_in_state');
});

test('whenever the link is made, its reminders come in order, before its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2040-01-01') }), (time) => {
      const invitation = anInvitation({ linkMadeAt: instantOf(time) });
      const agenda = invitationAgenda(invitation, nothingSettled, rules);
      expect(agenda.map(({ step }) => step)).toEqual(['remindOfInvitation', 'remindOfInvitation', 'expireInvitation']);
      expect(agenda.every(({ dueAt }) => dueAt > invitation.linkMadeAt)).toBe(true);
    }),
  );
});
