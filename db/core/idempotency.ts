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

/** The status of an answer that was about somebody who has been erased since. */
export const goneStatus = 404;

/**
 * Empties the answers that are kept for repeats and name a person: they are sealed with no key of theirs. A repeat is then answered as `goneStatus` says, and
 * not carried out again.
 */
export async function eraseFromAnswers(trx: Trx, personId: string, emails: readonly string[]): Promise<void> {
  const { passing } = servicesOf(trx).keys;
  const kept = await rows<Omit<KeyedRequest, 'body'> & { sealed: Buffer }>(
    trx.raw('select actor_id as "actorId", method, path, key, sealed from idempotency_key where sealed is not null for update'),
  );
  const names = [personId, ...emails].map((name) => name.toLowerCase());
  for (const { sealed, ...place } of kept) {
    const request = { ...place, body: '' };
    const text = `${place.path} ${unseal(passing, sealed, about(request)).toString()}`.toLowerCase();
    if (!names.some((name) => text.includes(name))) continue;
    await trx.raw('update idempotency_key set sealed = ?, status = ? where actor_id = ? and method = ? and path = ? and key = ?', [
      seal(passing, 'null', about(request)),
      goneStatus,
      place.actorId,
      place.method,
      place.path,
      place.key,
    ]);
  }
}
