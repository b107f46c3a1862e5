import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Actor } from '../../domain/core/actors';
import type { Instant } from '../../domain/core/calendar';
import type { CaseRef } from '../../db/core/timeline';
import { transaction, type Trx } from '../../db/core/transaction';

/** Everything a command or query knows of the request it serves. */
export type Context = Readonly<{
  actor: Actor;
  /** The clock when the request's headers arrived: what decides whether somebody was in time (`domain.md` 1.1). */
  receivedAt: Instant;
  /** Where the request came from, for limits only; never stored or logged. */
  address: string;
  db: Knex;
  log: Logger;
  /** Runs in the one transaction of a POST when there is one, else in its own. */
  transaction: <T>(work: (trx: Trx) => Promise<T>) => Promise<T>;
}>;

/** A context on a pool, or within a transaction. */
export function contextOn(db: Knex, more: Omit<Context, 'db' | 'transaction'>): Context {
  return { ...more, db, transaction: (work) => transaction(db, work) };
}

/** The person who acts. Only behind a policy that asks for somebody signed in. */
export function personIdOf(context: Context): string {
  if (context.actor.kind !== 'person') throw new Error('Nobody is signed in here.');
  return context.actor.personId;
}

/** What an event of a timeline says of whoever acts now, on a case about a person. */
export function eventBy({ actor, receivedAt }: Context, one: CaseRef, personId: string) {
  return { case: one, personId, actorId: actor.personId, effectiveAt: receivedAt, recordedAt: receivedAt } as const;
}
