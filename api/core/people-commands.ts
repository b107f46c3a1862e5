import { organisationOf, type Role } from '../../domain/core/actors';
import { parseEmail, sameEmail } from '../../domain/core/email';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { agencyOnly, allow, themselvesOrAgency } from '../../domain/core/policies';
import {
  countHolders,
  endRole,
  endSessions,
  grantRole,
  organisations,
  staffList,
  type Organisation,
  type Staff,
} from '../../db/core/access';
import { logListLookup, logLookup, lookups, type Lookup } from '../../db/core/lookups';
import {
  ensurePerson,
  lockPerson,
  peopleByEmail,
  nationalIdOf,
  person,
  personByEmail,
  savePerson,
  type Language,
  type Person,
} from '../../db/core/people';
import { erasePerson } from '../../db/core/retention';
import { settleTasksAbout } from '../../db/core/tasks';
import type { Trx } from '../../db/core/transaction';
import { appendTimeline, timelineOf, type TimelineEvent } from '../../db/core/timeline';
import { eraseFromAnswers } from '../../db/core/idempotency';
import { eraseAnswersOf } from '../../db/certification/answers';
import { eraseFromImports, readdressImports } from '../../db/certification/imports';
import { eraseFromRegisterImports } from '../../db/register/imports';
import { personIdOf, type Context } from './context';

/** People with roles, or those whose name or address begins like `search`. One line in the look-up log; the search words are not kept. */
export async function peopleList(context: Context, search: string | null): Promise<Staff[]> {
  allow(context.actor, agencyOnly, undefined);
  const found = await staffList(context.db, search, 200);
  await logListLookup(context.db, context.actor, 'people', { search: search !== null }, found.length, context.receivedAt);
  return found;
}

export async function organisationList(context: Context): Promise<Organisation[]> {
  return organisations(context.db);
}

/** Adds a person; whoever has that address already is left as they are. */
export async function addPerson(
  context: Context,
  wanted: Readonly<{ name: string; email: string; employer?: string | undefined }>,
): Promise<Person> {
  allow(context.actor, agencyOnly, undefined);
  const email = parseEmail(wanted.email);
  return context.transaction(async (trx) => {
    const known = await personByEmail(trx, email);
    if (known) return known;
    const who = await ensurePerson(trx, { name: wanted.name, email, employer: wanted.employer ?? null, createdAt: context.receivedAt });
    await note(context, trx, who.personId, 'personAdded');
    return who;
  });
}

export type PersonChange = Readonly<{
  name?: string | undefined;
  email?: string | undefined;
  employer?: string | undefined;
  language?: Language | undefined;
}>;

/** Corrects name, address, employer or language. Refuses with `changed_by_other`, `email_invalid`. */
export async function changePerson(context: Context, personId: string, version: number, wanted: PersonChange): Promise<Person> {
  allow(context.actor, themselvesOrAgency, { personId });
  return correctPerson(context, personId, version, wanted);
}

/** Carries a correction out. Only behind a policy. */
export async function correctPerson(context: Context, personId: string, version: number, wanted: PersonChange): Promise<Person> {
  return context.transaction(async (trx) => {
    const before = await person(trx, personId);
    if (!before || before.erasedAt) throw new Refusal('not_found');
    const email = wanted.email === undefined ? undefined : parseEmail(wanted.email);
    const after: Person = {
      ...before,
      ...Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
      ...(email === undefined ? {} : { email }),
    };
    const other = email === undefined ? undefined : await personByEmail(trx, email);
    refuseUnless(!other || other.personId === personId, 'not_allowed_in_state', { email: 'taken' });
    if (before.version !== version || !(await savePerson(trx, after)))
      throw new Refusal('changed_by_other', { details: { current: pick(before, wanted), yours: pick(after, wanted) } });
    await appendTimeline(trx, {
      case: { kind: 'person', id: personId },
      what: 'personChanged',
      personId,
      actorId: personIdOf(context),
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      personal: { before: pick(before, wanted), after: pick(after, wanted) },
    });
    if (before.email && after.email) await readdressImports(trx, before.email, after.email);
    return { ...after, version: version + 1 };
  });
}

const pick = (who: Person, wanted: PersonChange): Record<string, unknown> =>
  Object.fromEntries(Object.keys(wanted).map((key) => [key, who[key as keyof PersonChange]]));

/** Changes of one person that are looked through, the newest. */
const mostChanges = 10_000;

export type RoleChange = Readonly<{ personId: string; role: Role; organisationId: string }>;

/** Grants a role in an organisation of its kind. Refuses with `value_invalid`, `not_found`. */
export async function addRole(context: Context, change: RoleChange): Promise<void> {
  allow(context.actor, agencyOnly, undefined);
  await context.transaction(async (trx) => {
    const organisation = (await organisations(trx)).find((one) => one.organisationId === change.organisationId);
    if (!organisation || !(await person(trx, change.personId))) throw new Refusal('not_found');
    refuseUnless(organisationOf[change.role] === organisation.kind, 'value_invalid', { organisationId: 'value_invalid' });
    if (await grantRole(trx, { ...change, by: personIdOf(context), at: context.receivedAt }))
      await note(context, trx, change.personId, 'roleGranted', { role: change.role, organisation: organisation.code });
  });
}

/** Takes a role away; it ends at once, in open sessions too. The agency's last one stays: nobody could give it back. Refuses with `not_allowed_in_state`. */
export async function removeRole(context: Context, change: RoleChange): Promise<void> {
  allow(context.actor, agencyOnly, undefined);
  await context.transaction(async (trx) => {
    await trx.raw('lock table role_grant in share row exclusive mode');
    refuseUnless(change.role !== 'agency' || (await countHolders(trx, 'agency')) > 1, 'not_allowed_in_state');
    if (!(await endRole(trx, { ...change, by: personIdOf(context), at: context.receivedAt }))) throw new Refusal('not_found');
    await endSessions(trx, change.personId);
    await note(context, trx, change.personId, 'roleEnded', { role: change.role });
  });
}

/** Every address that was ever a person's, but for those that are somebody else's by now. Their timeline tells, as long as their key is there. */
async function addressesOf(trx: Trx, { personId, email }: Person): Promise<string[]> {
  const changes = (await timelineOf(trx, { caseId: personId }, mostChanges)).filter((one) => one.what === 'personChanged');
  const told = changes.map(({ personal }) => (personal?.['before'] as PersonChange | undefined)?.email ?? null);
  const all = [...new Set([email, ...told].flatMap((one) => (one === null ? [] : [one])))];
  const held = await peopleByEmail(trx, all);
  return all.filter((one) => (held.get(sameEmail(one))?.personId ?? personId) === personId);
}

/** Erases a person: their key is destroyed, so that nothing sealed with it is read again. Statistics stay. Not oneself. Refuses with `reason_needed`. */
export async function erase(context: Context, personId: string, reason: string | undefined): Promise<void> {
  allow(context.actor, agencyOnly, undefined);
  refuseUnless(personId !== context.actor.personId, 'not_permitted');
  await context.transaction(async (trx) => {
    // The person first: that is the one order of locks.
    const who = await lockPerson(trx, personId);
    if (!who || who.erasedAt) throw new Refusal('not_found');
    refuseUnless(Boolean(reason), 'reason_needed', { reason: 'reason_needed' });
    await eraseAnswersOf(trx, personId);
    const emails = await addressesOf(trx, who);
    await eraseFromImports(trx, emails);
    const number = await nationalIdOf(trx, personId, 'NO');
    if (number) await eraseFromRegisterImports(trx, number);
    await eraseFromAnswers(trx, personId, emails);
    await settleTasksAbout(trx, personId, 'letter_refused', context.receivedAt);
    await erasePerson(trx, personId, personIdOf(context), context.receivedAt);
    // Why it was done stays readable: sealed with the key of who did it, for that of the erased is gone.
    await appendTimeline(trx, {
      case: { kind: 'person', id: personId },
      what: 'erasedSomebody',
      personId: personIdOf(context),
      actorId: personIdOf(context),
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      personal: { reason },
    });
  });
}

export type PersonView = Readonly<{ person: Person; grants: Staff['grants']; timeline: TimelineEvent[]; lookups: Lookup[] }>;

/** Everything about one person that the agency, and they themselves, may see: look-ups by others included. */
export async function personView(context: Context, personId: string): Promise<PersonView> {
  allow(context.actor, themselvesOrAgency, { personId });
  const who = await person(context.db, personId);
  if (!who) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, personId, 'person', context.receivedAt);
  const grants = who.email ? ((await staffList(context.db, who.email, 10)).find((one) => one.personId === personId)?.grants ?? []) : [];
  return {
    person: who,
    grants,
    timeline: await timelineOf(context.db, { personId }),
    lookups: await lookups(context.db, { personId }, 200),
  };
}

/** Who looked at whom, newest first. */
export async function lookupLog(context: Context, where: Readonly<{ personId?: string; actorId?: string }>): Promise<Lookup[]> {
  allow(context.actor, agencyOnly, undefined);
  const found = await lookups(context.db, where, 500);
  if (where.personId) await logLookup(context.db, context.actor, where.personId, 'lookups', context.receivedAt);
  else await logListLookup(context.db, context.actor, 'lookups', where, found.length, context.receivedAt);
  return found;
}

async function note(
  context: Context,
  trx: Parameters<typeof appendTimeline>[0],
  personId: string,
  what: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: 'person', id: personId },
    what,
    personId,
    actorId: context.actor.personId,
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    data,
  });
}
