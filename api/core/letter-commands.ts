import type { Knex } from 'knex';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow, correctAddressOf, lettersHiddenFrom, seeLetters } from '../../domain/core/policies';
import { actorOf } from '../../db/core/access';
import { letterList, requeueLetter, type LetterInfo, type LetterState } from '../../db/core/letters';
import { logListLookup, logLookup } from '../../db/core/lookups';
import { rows } from '../../db/core/columns';
import { person, type Person } from '../../db/core/people';
import { settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { personIdOf, type Context } from './context';
import { correctPerson } from './people-commands';

export type LetterFilter = Readonly<{
  caseId?: string | undefined;
  personId?: string | undefined;
  state?: LetterState | undefined;
  failing?: boolean | undefined;
}>;

/** A list of letters holds at most this many, the newest. */
export const mostLetters = 500;

/** Letters with their states; their texts stay sealed. For coordinators, those of their courses, and the agency. */
export async function letters(context: Context, filter: LetterFilter): Promise<LetterInfo[]> {
  allow(context.actor, seeLetters, undefined);
  const where = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const found = await letterList(context.db, { ...where, without: lettersHiddenFrom(context.actor) }, mostLetters);
  // The letters of one person, or of one case, are a look at that person.
  const [one, another] = new Set(found.map((letter) => letter.personId));
  const personId = filter.personId ?? (filter.caseId && !another ? one : undefined);
  if (personId) await logLookup(context.db, context.actor, personId, 'letters', context.receivedAt);
  else await logListLookup(context.db, context.actor, 'letters', where, found.length, context.receivedAt);
  return found;
}

/** A letter that did not arrive, and whom it was for. */
export type FailedLetter = Readonly<{ letterId: string; caseKind: string; caseId: string; template: string; person: Person }>;

/** Sends a refused or bounced letter again, now that the address is right. Refuses with `not_allowed_in_state`. */
export async function sendAgain(context: Context, letterId: string): Promise<void> {
  allow(context.actor, seeLetters, undefined);
  await context.transaction(async (trx) => again(context, trx, await failedLetter(context, trx, letterId, 'lock')));
}

/** The address to correct, for whoever may. The look at the person is logged. Refuses as `correctAddress` does. */
export async function addressToCorrect(context: Context, letterId: string): Promise<FailedLetter> {
  allow(context.actor, seeLetters, undefined);
  const letter = await failedLetter(context, context.db, letterId);
  allow(context.actor, correctAddressOf, await holderOf(context, letter));
  await logLookup(context.db, context.actor, letter.person.personId, 'letter', context.receivedAt);
  return letter;
}

/**
 * Corrects the address that a letter could not be delivered to, and sends it again: what the task of its case asks for (`domain.md` 1.3).
 * Refuses with `email_invalid`, `changed_by_other`, `not_permitted`, `not_allowed_in_state`.
 */
export async function correctAddress(context: Context, letterId: string, version: number, email: string): Promise<void> {
  allow(context.actor, seeLetters, undefined);
  await context.transaction(async (trx) => {
    const within = { ...context, db: trx };
    const letter = await failedLetter(context, trx, letterId, 'lock');
    allow(context.actor, correctAddressOf, await holderOf(within, letter));
    await correctPerson(within, letter.person.personId, version, { email });
    await again(within, trx, letter);
  });
}

async function holderOf(context: Context, { person }: FailedLetter): Promise<{ holdsRole: boolean }> {
  return { holdsRole: ((await actorOf(context.db, person.personId))?.grants.length ?? 0) > 0 };
}

/** @throws Refusal `not_found`, also for a letter that is hidden from the asker; `not_allowed_in_state` when the letter did not fail, or nobody is left to send it to */
async function failedLetter(context: Context, db: Knex, letterId: string, lock?: 'lock'): Promise<FailedLetter> {
  const [letter] = await rows<Omit<FailedLetter, 'person'> & { personId: string; state: LetterState }>(
    db.raw(
      `select id as "letterId", case_kind as "caseKind", case_id as "caseId", person_id as "personId", template, state from letter where id = ? ${lock ? 'for update' : ''}`,
      [letterId],
    ),
  );
  const who = letter && (await person(db, letter.personId));
  if (!letter || !who || lettersHiddenFrom(context.actor).includes(letter.caseKind)) throw new Refusal('not_found');
  const { personId: _personId, state, ...rest } = letter;
  refuseUnless((state === 'refused' || state === 'bounced') && !who.erasedAt, 'not_allowed_in_state');
  return { ...rest, person: who };
}

async function again(
  context: Context,
  trx: Trx,
  { letterId, caseKind, caseId, template, person: { personId } }: FailedLetter,
): Promise<void> {
  await requeueLetter(trx, letterId, context.receivedAt);
  // The task is of the case: it is done when none of its letters is left.
  const left = (await letterList(trx, { caseId }, mostLetters)).some(({ state }) => state === 'refused' || state === 'bounced');
  if (!left) await settleTask(trx, caseId, 'letter_refused', context.receivedAt);
  await appendTimeline(trx, {
    case: { kind: caseKind, id: caseId },
    what: 'letterSentAgain',
    personId,
    actorId: personIdOf(context),
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    data: { letterId, template },
  });
}
