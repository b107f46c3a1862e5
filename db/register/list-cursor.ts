import type { Knex } from 'knex';
import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { directions, sortings, type Direction, type Sorting } from '../../domain/register/overview';
import { servicesOf } from '../core/database';
import { seal, unseal } from '../core/sealing';

const schema = z.strictObject({ sort: z.enum(sortings), direction: z.enum(directions), after: z.array(z.string()).max(4), id: z.uuid() });
/** Where a page of a list ended: what its last row was sorted by. */
export type ListCursor = z.infer<typeof schema>;

const about = 'register-list-cursor';

/** A cursor as text for an address. It is sealed: what a list is sorted by may be a name. */
export function writeCursor(db: Knex, cursor: ListCursor): string {
  return seal(servicesOf(db).keys.passing, JSON.stringify(cursor), about).toString('base64url');
}

/** Reads a cursor of this very order. @throws Refusal `invalid_request` for any other */
export function readCursor(db: Knex, text: string, order: Readonly<{ sort: Sorting; direction: Direction }>): ListCursor {
  try {
    const read = schema.parse(JSON.parse(unseal(servicesOf(db).keys.passing, Buffer.from(text, 'base64url'), about).toString()));
    if (read.sort === order.sort && read.direction === order.direction) return read;
  } catch {
    // Made up, or sealed with another key: what is wrong with it is said below.
  }
  throw new Refusal('invalid_request', { fields: { cursor: 'invalid' } });
}
