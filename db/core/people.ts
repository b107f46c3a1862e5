import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { sameEmail } from '../../domain/core/email';
import { Refusal } from '../../domain/core/errors';
import { rows } from './columns';
import { servicesOf } from './database';
import { newId } from './ids';
import { wrapNewKey } from './person-keys';
import { seal, unseal } from './sealing';
import type { Trx } from './transaction';

export type Language = 'da' | 'nb' | 'en';

/** Somebody held by the product. `name` and `email` are `null` once erased. */
export type Person = Readonly<{
  personId: string;
  name: string | null;
  email: string | null;
  employer: string | null;
  language: Language;
  erasedAt: Instant | null;
  version: number;
}>;

const fields = 'id as "personId", name, email, employer, language, erased_at as "erasedAt", version';

export async function person(db: Knex, personId: string): Promise<Person | undefined> {
  return (await rows<Person>(db.raw(`select ${fields} from person where id = ?`, [personId])))[0];
}

/** A person against whom nothing else is to happen meanwhile. Comes before every other lock. */
export async function lockPerson(trx: Trx, personId: string): Promise<Person | undefined> {
  return (await rows<Person>(trx.raw(`select ${fields} from person where id = ? for update`, [personId])))[0];
}

/** Keeps a person from being erased until the transaction ends. @returns false for somebody who was erased, or never was */
export async function holdPerson(trx: Trx, personId: string): Promise<boolean> {
  return (await rows(trx.raw('select 1 from person where id = ? and erased_at is null for key share', [personId]))).length > 0;
}

/** Keeps those of the addresses who are known from being erased until the transaction ends, in the order of their ids. */
export async function holdByEmail(trx: Trx, emails: readonly string[]): Promise<void> {
  await trx.raw('select 1 from person where email_key = any(?::text[]) order by id for key share', [emails.map(sameEmail)]);
}

export async function personByEmail(db: Knex, email: string): Promise<Person | undefined> {
  return (await rows<Person>(db.raw(`select ${fields} from person where email_key = ?`, [sameEmail(email)])))[0];
}

/** Those of the addresses that are known, by compared form. */
export async function peopleByEmail(db: Knex, emails: readonly string[]): Promise<Map<string, Person>> {
  const found = await rows<Person>(db.raw(`select ${fields} from person where email_key = any(?::text[])`, [emails.map(sameEmail)]));
  return new Map(found.map((one) => [sameEmail(one.email ?? ''), one]));
}

export type NewPerson = Readonly<{ name: string; email: string; employer?: string | null; language?: Language; createdAt: Instant }>;

/** Adds people with their sealing keys; an address that is already known is left as it is. @returns person ids by compared address */
export async function addPeople(trx: Trx, people: readonly NewPerson[]): Promise<Map<string, string>> {
  // In one order, so that two lists with the same new people in them cannot wait for each other.
  const key = new Map(people.map((one) => [one, sameEmail(one.email)]));
  const sorted = [...people].sort((a, b) => (key.get(a)! < key.get(b)! ? -1 : 1));
  for (let from = 0; from < sorted.length; from += 1_000) {
    const some = sorted.slice(from, from + 1_000).map((one) => ({ ...one, id: newId() }));
    const added = await rows<{ id: string }>(
      trx.raw(
        `insert into person (id, name, email, email_key, employer, language, created_at)
         select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[]) on conflict (email_key) do nothing returning id`,
        [
          some.map((one) => one.id),
          some.map((one) => one.name),
          some.map((one) => one.email),
          some.map((one) => sameEmail(one.email)),
          some.map((one) => one.employer ?? null),
          some.map((one) => one.language ?? 'da'),
          some.map((one) => one.createdAt),
        ] as never,
      ),
    );
    if (added.length > 0)
      await trx.raw('insert into person_key (person_id, wrapped) select * from unnest(?::uuid[], ?::bytea[])', [
        added.map((one) => one.id),
        added.map((one) => wrapNewKey(trx, one.id)),
      ] as never);
  }
  const known = await peopleByEmail(
    trx,
    people.map((one) => one.email),
  );
  return new Map([...known].map(([key, one]) => [key, one.personId]));
}

/** Finds or adds one person by address. */
export async function ensurePerson(trx: Trx, one: NewPerson): Promise<Person> {
  const known = await personByEmail(trx, one.email);
  if (known) return known;
  await addPeople(trx, [one]);
  return (await personByEmail(trx, one.email))!;
}

/**
 * Changes name, address, employer or language. @returns false when somebody else changed the person since `version`
 * @throws Refusal `not_allowed_in_state` when somebody else has the address
 */
export async function savePerson(trx: Trx, changed: Person): Promise<boolean> {
  const saved = await trx('person')
    .where({ id: changed.personId, version: changed.version })
    .update({
      name: changed.name,
      email: changed.email,
      email_key: changed.email && sameEmail(changed.email),
      employer: changed.employer,
      language: changed.language,
      version: changed.version + 1,
    })
    .catch((error: { constraint?: string }) => {
      throw error.constraint === 'person_email_key_key' ? taken('email') : error;
    });
  return saved === 1;
}

/** What only one may have is somebody else's. */
const taken = (field: 'email' | 'nationalId'): Refusal => new Refusal('not_allowed_in_state', { fields: { [field]: 'taken' } });

/**
 * Stores a national number: sealed, with a keyed hash to find it by. The same number stored again changes nothing; a new one ends the old.
 * @throws Refusal `not_allowed_in_state` when it is somebody else's
 */
export async function setNationalId(trx: Trx, personId: string, country: 'DK' | 'NO', number: string, at: Instant): Promise<void> {
  const { keys } = servicesOf(trx);
  const lookup = keys.lookup(`${country}:${number}`);
  const [current] = await rows<{ lookup: Buffer }>(
    trx.raw('select lookup from national_id where person_id = ? and country = ? and ceased_at is null', [personId, country]),
  );
  if (current?.lookup.equals(lookup)) return;
  await trx.raw('update national_id set ceased_at = ? where person_id = ? and country = ? and ceased_at is null', [at, personId, country]);
  const id = newId();
  await trx('national_id')
    .insert({ id, person_id: personId, country, lookup, sealed: seal(keys.nationalIds, number, id), since: at })
    .catch((error: { constraint?: string }) => {
      throw error.constraint === 'national_id_current' ? taken('nationalId') : error;
    });
}

/** Whose number this is. */
export async function personByNationalId(db: Knex, country: 'DK' | 'NO', number: string): Promise<string | undefined> {
  const lookup = servicesOf(db).keys.lookup(`${country}:${number}`);
  const [row] = await rows<{ personId: string }>(
    db.raw('select person_id as "personId" from national_id where country = ? and lookup = ? and ceased_at is null', [country, lookup]),
  );
  return row?.personId;
}

/** The current number of a person, opened. */
export async function nationalIdOf(db: Knex, personId: string, country: 'DK' | 'NO'): Promise<string | undefined> {
  const [row] = await rows<{ id: string; sealed: Buffer }>(
    db.raw('select id, sealed from national_id where person_id = ? and country = ? and ceased_at is null', [personId, country]),
  );
  return row && openNationalId(db, row);
}

/** Opens a stored number. */
export function openNationalId(db: Knex, { id, sealed }: Readonly<{ id: string; sealed: Buffer }>): string {
  return unseal(servicesOf(db).keys.nationalIds, sealed, id).toString();
}

/** The current numbers of many people, opened, by person. */
export async function nationalIdsOf(db: Knex, personIds: readonly string[], country: 'DK' | 'NO'): Promise<ReadonlyMap<string, string>> {
  const found = await rows<{ personId: string; id: string; sealed: Buffer }>(
    db.raw(
      'select person_id as "personId", id, sealed from national_id where person_id = any(?::uuid[]) and country = ? and ceased_at is null',
      [personIds as string[], country],
    ),
  );
  return new Map(found.map(({ personId, ...stored }) => [personId, openNationalId(db, stored)]));
}

/** Keeps everybody else from working with a number, also one that nobody has yet, until the transaction ends. Comes before the lock of any person. */
export async function lockNationalId(trx: Trx, country: 'DK' | 'NO', number: string): Promise<void> {
  const lookup = servicesOf(trx).keys.lookup(`${country}:${number}`);
  await trx.raw('select pg_advisory_xact_lock(?)', [lookup.readBigInt64BE(0).toString()]);
}

/** Adds somebody of whom only a national number is known: no name, no address, a sealing key as everybody has. */
export async function addByNationalId(trx: Trx, country: 'DK' | 'NO', number: string, language: Language, at: Instant): Promise<string> {
  const personId = newId();
  await trx('person').insert({ id: personId, language, created_at: at });
  await trx('person_key').insert({ person_id: personId, wrapped: wrapNewKey(trx, personId) });
  await setNationalId(trx, personId, country, number, at);
  return personId;
}

/** Forgets name and number of somebody who turned out to be a number mistyped. */
export async function forgetMistyped(trx: Trx, personId: string, at: Instant): Promise<void> {
  await trx('person').where({ id: personId }).whereNull('email').update({ name: null });
  await trx('national_id').where({ person_id: personId, country: 'NO' }).whereNull('ceased_at').update({ ceased_at: at });
}
