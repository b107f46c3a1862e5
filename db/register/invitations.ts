import type { Knex } from 'knex';
import type { Agenda, Due, Settled } from '../../domain/core/agenda';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { stateOf, type Invitation, type InvitationState } from '../../domain/register/invitation';
import { invitationAgenda, invitationIsOver, lastDayOf, type InvitationStep } from '../../domain/register/invitation-agenda';
import { registerRules, type RegisterRules } from '../../domain/register/rules';
import { zone } from '../../domain/register/zone';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { newSecret } from '../core/ids';
import type { LetterState } from '../core/letters';
import { openPersonKey } from '../core/person-keys';
import { ruleBook } from '../core/rules';
import { seal, sha256, unseal } from '../core/sealing';
import type { Trx } from '../core/transaction';

const columns = columnsOf<Invitation>({
  invitationId: 'id',
  organisationId: 'organisation_id',
  personId: 'person_id',
  role: 'role',
  invitedBy: 'invited_by',
  createdAt: 'created_at',
  linkMadeAt: 'link_made_at',
  links: 'links',
  openedAt: 'opened_at',
  acceptedAt: 'accepted_at',
  revokedAt: 'revoked_at',
  expiredAt: 'expired_at',
  rulesVersion: 'rules_version',
  rulesOn: 'rules_on',
  version: 'version',
});

export type Municipality = Readonly<{ organisationId: string; code: string; name: string }>;
/** Who is invited, as the administrator said it. */
export type Told = Readonly<{ name: string; email: string; phone: string }>;

/** An invitation with everything its agenda depends on. */
export type InvitationFile = Readonly<{
  invitation: Invitation;
  municipality: Municipality;
  /** `null` once the person was erased. */
  told: Told | null;
  state: InvitationState;
  /** The last day of the link that holds. */
  lastDayOn: PlainDate;
  settled: Settled;
  rules: RegisterRules;
  agenda: Agenda<InvitationStep>;
  nextDueAt: Instant | null;
  over: boolean;
}>;

type Found = Invitation &
  Readonly<{
    code: string;
    name: string;
    told: Buffer;
    letter: LetterState | null;
    settled: string[];
    nextDueAt: Instant | null;
    over: boolean;
  }>;

const read = `select ${columns.selectFrom('invitation')}, o.code, o.name, invitation.told_sealed as told, invitation.next_due_at as "nextDueAt", invitation.over,
    (select l.state from letter l where l.case_id = invitation.id and l.state <> 'withdrawn' order by l.seq desc limit 1) as letter,
    (select coalesce(array_agg(occasion), '{}') from settled where case_id = invitation.id) as settled
  from invitation join organisation o on o.id = invitation.organisation_id`;

async function fileOf(db: Knex, found: Found | undefined, at: Instant): Promise<InvitationFile | undefined> {
  if (!found) return undefined;
  const { code, name, told: sealed, letter, settled: occasions, nextDueAt, over, ...invitation } = found;
  const settled = new Set(occasions);
  const rules = await registerRulesOf(db, invitation, at);
  return {
    invitation,
    municipality: { organisationId: invitation.organisationId, code, name },
    told: await openTold(db, invitation, sealed),
    state: stateOf(invitation, letter),
    lastDayOn: lastDayOf(invitation, rules),
    settled,
    rules,
    agenda: invitationAgenda(invitation, settled, rules),
    nextDueAt,
    over,
  };
}

async function openTold(db: Knex, { invitationId, personId }: Invitation, sealed: Buffer): Promise<Told | null> {
  const key = await openPersonKey(db, personId);
  return key && (JSON.parse(unseal(key, sealed, invitationId).toString()) as Told);
}

async function sealTold(trx: Trx, { invitationId, personId }: Invitation, told: Told): Promise<Buffer> {
  const key = await openPersonKey(trx, personId);
  if (!key) throw new Refusal('not_found');
  return seal(key, JSON.stringify(told), invitationId);
}

/** The rules of a case of the register at an instant. */
async function registerRulesOf(db: Knex, ruled: Pick<Invitation, 'rulesVersion' | 'rulesOn'>, at: Instant): Promise<RegisterRules> {
  return registerRules(await ruleBook(db), { version: ruled.rulesVersion, on: ruled.rulesOn, today: localDay(at, zone) });
}

/** The rules by which a case of the register that begins at an instant is ruled. */
export async function registerRulesNow(db: Knex, at: Instant): Promise<RegisterRules> {
  const [book, today] = [await ruleBook(db), localDay(at, zone)];
  return registerRules(book, { version: book.version, on: today, today });
}

export async function readInvitationFile(db: Knex, invitationId: string, at: Instant): Promise<InvitationFile | undefined> {
  const [found] = await rows<Found>(db.raw(`${read} where invitation.id = ?`, [invitationId]));
  return fileOf(db, found, at);
}

/** The invitations of municipalities, newest first. */
export async function invitationsOf(db: Knex, organisationIds: readonly string[], at: Instant, limit: number): Promise<InvitationFile[]> {
  const found = await rows<Found>(
    db.raw(`${read} where invitation.organisation_id = any(?::uuid[]) order by invitation.created_at desc, invitation.id desc limit ?`, [
      organisationIds as string[],
      limit,
    ] as never),
  );
  const files: InvitationFile[] = [];
  for (const one of found) files.push((await fileOf(db, one, at))!);
  return files;
}

/** Locks an invitation for a change: its person first, then itself. */
export async function lockInvitation(trx: Trx, invitationId: string, at: Instant): Promise<InvitationFile | undefined> {
  await trx.raw('select 1 from person where id = (select person_id from invitation where id = ?) for no key update', [invitationId]);
  await trx.raw('select 1 from invitation where id = ? for update', [invitationId]);
  return readInvitationFile(trx, invitationId, at);
}

/** Whose link this is, and which of them; `undefined` for one that was never made. */
export async function invitationOfLink(db: Knex, secret: string): Promise<{ invitationId: string; number: number } | undefined> {
  const [row] = await rows<{ invitationId: string; number: number }>(
    db.raw('select invitation_id as "invitationId", number from invitation_link where hash = ?', [sha256(secret)]),
  );
  return row;
}

/** Makes a link of the number that holds now; only its hash is stored, so it can be told this once. */
export async function addInvitationLink(trx: Trx, { invitationId, links }: Invitation): Promise<string> {
  const secret = newSecret();
  await trx('invitation_link').insert({ hash: sha256(secret), invitation_id: invitationId, number: links });
  return secret;
}

/** Adds an invitation. @throws Refusal `not_allowed_in_state` when the person has an open one to that municipality */
export async function insertInvitation(trx: Trx, one: Invitation, told: Told, rules: RegisterRules): Promise<void> {
  const change = dueChange(undefined, invitationAgenda(one, new Set(), rules), false, one.createdAt, 'person');
  await trx('invitation')
    .insert({ ...columns.row(one), told_sealed: await sealTold(trx, one, told), next_due_at: change.nextDueAt, over: change.over })
    .catch(openAlready);
  await announce(trx, `invitation/${one.invitationId}`, one.invitationId, change);
}

/** Saves an invitation: computes `next_due_at` and wakes its story where needed. @param told when it was corrected, or is somebody else's now */
export async function saveInvitation(
  trx: Trx,
  file: InvitationFile,
  after: Invitation,
  at: Instant,
  more: Readonly<{ by?: 'person' | 'story'; justSettled?: string; told?: Told }> = {},
): Promise<void> {
  const settled = more.justSettled ? new Set([...file.settled, more.justSettled]) : file.settled;
  const saved = { ...after, version: file.invitation.version + 1 };
  const change = dueChange(file, invitationAgenda(saved, settled, file.rules), invitationIsOver(saved), at, more.by ?? 'person');
  await trx('invitation')
    .where({ id: saved.invitationId })
    .update({
      ...columns.row(saved),
      ...(more.told ? { told_sealed: await sealTold(trx, saved, more.told) } : {}),
      next_due_at: change.nextDueAt,
      over: change.over,
    })
    .catch(openAlready);
  await announce(trx, `invitation/${saved.invitationId}`, saved.invitationId, change);
}

const openAlready = (error: { constraint?: string }): never => {
  throw error.constraint === 'invitation_open' ? new Refusal('not_allowed_in_state', { fields: { email: 'invited_already' } }) : error;
};

/** Does one step of an invitation's story once. */
export async function onceInvitation(
  trx: Trx,
  invitationId: string,
  due: Due,
  at: Instant,
  work: (file: InvitationFile) => Promise<Invitation>,
): Promise<void> {
  const save = (file: InvitationFile, after: Invitation): Promise<void> =>
    saveInvitation(trx, file, after, at, { by: 'story', justSettled: due.occasion });
  await once(
    trx,
    { kind: 'invitation', id: invitationId },
    due,
    at,
    () => lockInvitation(trx, invitationId, at),
    async (file) => save(file, await work(file)),
    (file) => save(file, file.invitation),
  );
}

/** Which municipality an invitation is to; for who settles what became of its letters. */
export async function municipalityOfInvitation(db: Knex, invitationId: string): Promise<string | undefined> {
  const [row] = await rows<{ id: string }>(db.raw('select organisation_id as id from invitation where id = ?', [invitationId]));
  return row?.id;
}
