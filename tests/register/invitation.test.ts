import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { letterList } from '../../db/core/letters';
import { tasksOf } from '../../db/core/tasks';
import { ensureOrganisation } from '../../db/core/access';
import { readInvitationFile, type InvitationFile } from '../../db/register/invitations';
import { invite, resendInvitation, revokeInvitation } from '../../api/register/invitation-commands';
import { openInvitation } from '../../api/register/invitation-queries';
import { as, somebody } from '../support/people';
import { refusalOfAsync } from '../support/refusals';
import { ScriptedRelay } from '../support/scripted-relay';
import { newestSecret } from '../support/invitations';
import { Stage } from '../support/stage';

let relay: ScriptedRelay;
let stage: Stage;
let admin: string;
beforeAll(async () => {
  relay = await ScriptedRelay.start();
  stage = await Stage.open({ now: '2026-03-02T09:00:00.000Z', smtpUrl: relay.url });
  admin = await somebody(stage.db, 'marit@oslo.kommune.example', 'municipality_admin', '0301');
});
afterAll(async () => {
  await stage.close();
  await relay.close();
});

const read = async (id: string): Promise<InvitationFile> => (await readInvitationFile(stage.db, id, await clock(stage.db)))!;
const stateIs = (id: string, state: InvitationFile['state']): Promise<void> =>
  stage.until(`it is ${state}`, async () => (await read(id)).state === state);
async function invited(email: string): Promise<string> {
  const { invitation } = await invite(await as(stage.db, admin), { name: 'Kari Kollega', email, phone: '22 00 00 00' });
  return invitation.invitationId;
}
const templates = async (id: string): Promise<string[]> =>
  (await letterList(stage.db, { caseId: id }, 20)).map((one) => one.template).reverse();
/** Opens a link as its receiver would, without being anybody. */
async function opening(secret: string): Promise<string | undefined> {
  return refusalOfAsync(openInvitation(await as(stage.db, admin), secret));
}

test('an invitation is sent, reminded of twice, runs out, and can be sent again with a fresh link', async () => {
  const id = await invited('kari@oslo.kommune.example');
  await stateIs(id, 'sent');
  const first = await newestSecret(stage.db, id);
  await stage.passTo('2026-03-04T23:00:00+01:00');
  expect(await templates(id)).toEqual(['invitation']);
  await stage.passTo('2026-03-05T09:00:00+01:00');
  expect(await templates(id)).toEqual(['invitation', 'invitation_reminder']);
  // The link of a reminder is another one that opens the same.
  const reminded = await newestSecret(stage.db, id);
  expect(reminded).not.toBe(first);
  expect([await opening(first), await opening(reminded)]).toEqual([undefined, undefined]);
  expect((await read(id)).state).toBe('opened');

  await stage.passTo('2026-03-16T23:59:59.999+01:00');
  expect(await templates(id)).toEqual(['invitation', 'invitation_reminder', 'invitation_reminder']);
  expect((await read(id)).over).toBe(false);
  await stage.passTo('2026-03-17T00:00:00+01:00');
  expect(await read(id)).toMatchObject({ state: 'expired', over: true, invitation: { expiredAt: '2026-03-16T23:00:00.000Z' } });
  expect(await opening(first)).toBe('invitation_expired');

  await stage.passTo('2026-03-17T10:00:00+01:00');
  await resendInvitation(await as(stage.db, admin), id);
  await stateIs(id, 'sent');
  const fresh = await newestSecret(stage.db, id);
  expect([await opening(first), await opening(reminded), await opening(fresh)]).toEqual([
    'invitation_revoked',
    'invitation_revoked',
    undefined,
  ]);
  await stage.passTo('2026-03-31T23:59:59+02:00');
  expect((await read(id)).over).toBe(false);
  await stage.passTo('2026-04-01T00:00:00+02:00');
  expect(await read(id)).toMatchObject({ state: 'expired', lastDayOn: '2026-03-31' });
});

test('a refused address is a task of that municipality alone, until the corrected one is sent to', async () => {
  relay.refuseAll('550 5.1.1 no such user');
  await stage.passTo('2026-04-02T10:00:00+02:00');
  const id = await invited('feil@oslo.kommune.example');
  await stateIs(id, 'refused');
  const oslo = await ensureOrganisation(stage.db, 'municipality', '0301', '0301');
  const bergen = await ensureOrganisation(stage.db, 'municipality', '4601', '4601');
  const tasks = async (organisationId: string) => tasksOf(stage.db, ['municipality_admin'], 10, [organisationId]);
  expect(await tasks(oslo)).toMatchObject([{ caseKind: 'invitation', caseId: id, what: 'letter_refused' }]);
  expect(await tasks(bergen)).toEqual([]);
  expect(await tasksOf(stage.db, ['coordinator', 'agency'], 10)).toEqual([]);

  // Whoever has an address that takes no letters is not written to again by itself.
  await stage.passTo('2026-04-05T10:00:00+02:00');
  expect(await templates(id)).toEqual(['invitation']);

  relay.refuseAll(undefined);
  await resendInvitation(await as(stage.db, admin), id, 'rett@oslo.kommune.example');
  await stateIs(id, 'sent');
  expect(await read(id)).toMatchObject({ told: { email: 'rett@oslo.kommune.example', phone: '22 00 00 00' } });
  expect(await tasks(oslo)).toEqual([]);
  const [to] = await rows<{ email: string }>(
    stage.db.raw('select p.email from letter l join person p on p.id = l.person_id where l.case_id = ? order by l.seq desc limit 1', [id]),
  );
  expect(to).toEqual({ email: 'rett@oslo.kommune.example' });
});

test('taken back it is over at once, and its story with it', async () => {
  const id = await invited('trukket@oslo.kommune.example');
  await stateIs(id, 'sent');
  await revokeInvitation(await as(stage.db, admin), id);
  expect(await read(id)).toMatchObject({ state: 'revoked', over: true });
  expect(await opening(await newestSecret(stage.db, id))).toBe('invitation_revoked');
  await stage.passTo('2026-05-01T10:00:00+02:00');
  expect(await templates(id)).toEqual(['invitation']);
  expect(await refusalOfAsync(resendInvitation(await as(stage.db, admin), id))).toBe('not_allowed_in_state');
});
