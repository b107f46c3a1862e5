import type { Instant } from '../../domain/core/calendar';
import { parseEmail } from '../../domain/core/email';
import { Refusal } from '../../domain/core/errors';
import { ensurePerson, person, type Person } from '../../db/core/people';
import type { Trx } from '../../db/core/transaction';
import { personIdByName } from '../../db/certification/consultants';

/** Whom something is registered for: somebody held, by person id or certificate number, or somebody who may be new, by e-mail. */
export type Registered = Readonly<{
  consultant?: string | undefined;
  person?: Readonly<{ name: string; email: string; employer?: string | undefined }> | undefined;
}>;

/** Finds, or adds, whom something is registered for, and locks them before anything else. Refuses with `unknown_person`, `email_invalid`. */
export async function registeredPerson(trx: Trx, { consultant, person: named }: Registered, at: Instant): Promise<Person> {
  const found = named
    ? await ensurePerson(trx, { name: named.name, email: parseEmail(named.email), employer: named.employer ?? null, createdAt: at })
    : await knownPerson(trx, consultant);
  await trx.raw('select 1 from person where id = ? for no key update', [found.personId]);
  return found;
}

async function knownPerson(trx: Trx, consultant: string | undefined): Promise<Person> {
  const personId = consultant && (await personIdByName(trx, consultant));
  const found = personId ? await person(trx, personId) : undefined;
  if (!found || found.erasedAt) throw new Refusal('unknown_person', { fields: { consultant: 'unknown_person' } });
  return found;
}
