import { sameEmail } from '../../domain/core/email';
import { rows } from './columns';
import { servicesOf } from './database';
import { sha256, seal, unseal } from './sealing';
import type { Trx } from './transaction';

/** A request that must not be carried out twice. */
export type KeyedRequest = Readonly<{ actorId: string; method: string; path: string; key: string; body: string }>;
export type StoredAnswer = Readonly<{ status: number; body: unknown }>;

const about = (request: KeyedRequest): string => `${request.actorId} ${request.method} ${request.path} ${request.key}`;

/**
 * Takes the key. Its row is inserted first: of fifty requests at once forty-nine wait on it here until the one has committed, then get its answer.
 * @returns `taken` for the first; the stored answer for a repeat; `reused` when the same key came with another body
 */
export async function takeKey(trx: Trx, request: KeyedRequest): Promise<'taken' | 'reused' | StoredAnswer> {
  const hash = sha256(request.body);
  const place = [request.actorId, request.method, request.path, request.key];
  const taken = await rows(
    trx.raw(
      'insert into idempotency_key (actor_id, method, path, key, body_hash) values (?, ?, ?, ?, ?) on conflict do nothing returning 1',
      [...place, hash],
    ),
  );
  if (taken.length > 0) return 'taken';
  const [stored] = await rows<{ hash: Buffer; status: number; sealed: Buffer }>(
    trx.raw(
      'select body_hash as hash, status, sealed from idempotency_key where actor_id = ? and method = ? and path = ? and key = ?',
      place,
    ),
  );
  if (!stored?.hash.equals(hash)) return 'reused';
  return {
    status: stored.status,
    body: JSON.parse(unseal(servicesOf(trx).keys.passing, stored.sealed, about(request)).toString()) as unknown,
  };
}

/** Stores the answer of a success beside its key, sealed. A refusal rolls the key back with everything else, and is decided again. */
export async function storeAnswer(trx: Trx, request: KeyedRequest, answer: StoredAnswer): Promise<void> {
  const sealed = seal(servicesOf(trx).keys.passing, JSON.stringify(answer.body ?? null), about(request));
  await trx.raw('update idempotency_key set status = ?, sealed = ? where actor_id = ? and method = ? and path = ? and key = ?', [
    answer.status,
    sealed,
    request.actorId,
    request.method,
    request.path,
    request.key,
  ]);
}

/** Takes what is told of a person out of the answers that are kept for repeats: they are sealed with no key of theirs. */
export async function eraseFromAnswers(trx: Trx, who: Readonly<{ personId: string; email: string | null }>): Promise<void> {
  const { passing } = servicesOf(trx).keys;
  const kept = await rows<Omit<KeyedRequest, 'body'> & { sealed: Buffer }>(
    trx.raw('select actor_id as "actorId", method, path, key, sealed from idempotency_key where sealed is not null for update'),
  );
  for (const { sealed, ...place } of kept) {
    const request = { ...place, body: '' };
    const text = unseal(passing, sealed, about(request)).toString();
    const without = JSON.stringify(withoutPerson(JSON.parse(text), who));
    if (without === text) continue;
    await trx.raw('update idempotency_key set sealed = ? where actor_id = ? and method = ? and path = ? and key = ?', [
      seal(passing, without, about(request)),
      place.actorId,
      place.method,
      place.path,
      place.key,
    ]);
  }
}

/** An answer with the words about one person emptied, however deep they stand in it. */
function withoutPerson(value: unknown, who: Readonly<{ personId: string; email: string | null }>): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutPerson(one, who));
  if (typeof value !== 'object' || value === null) return value;
  const empty = isAbout(value, who) ? personal : new Set<string>();
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, empty.has(key) ? null : withoutPerson(inner, who)]));
}

/** What an answer says of a person in words. */
const personal: ReadonlySet<string> = new Set(['name', 'email', 'employer', 'text', 'shortcomings', 'files']);

/** Whether a part of an answer is the person, or a case of theirs. */
function isAbout(value: object, who: Readonly<{ personId: string; email: string | null }>): boolean {
  const { id, email, person } = value as { id?: unknown; email?: unknown; person?: unknown };
  if (id === who.personId) return true;
  if (who.email !== null && typeof email === 'string' && sameEmail(email) === sameEmail(who.email)) return true;
  return typeof person === 'object' && person !== null && isAbout(person, who);
}
