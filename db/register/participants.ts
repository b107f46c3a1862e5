import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { Participation } from '../../domain/register/participation';
import { rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { addByNationalId, forgetMistyped, lockNationalId, personByNationalId, setNationalId } from '../core/people';
import type { Trx } from '../core/transaction';
import { lockPeople, participationsOf } from './participations';

/** Finds whose number this is, or adds her, and locks her: two who register the same number at once come one after the other. */
export async function lockParticipant(trx: Trx, number: string, at: Instant): Promise<string> {
  await lockNationalId(trx, 'NO', number);
  const personId = (await personByNationalId(trx, 'NO', number)) ?? (await addByNationalId(trx, 'NO', number, 'nb', at));
  await lockPeople(trx, [personId]);
  return personId;
}

/** Keeps everybody else from working with these numbers, and locks those who have them: in one order, and before the file that names them. */
export async function lockParticipants(trx: Trx, numbers: readonly string[]): Promise<void> {
  for (const number of [...numbers].sort()) await lockNationalId(trx, 'NO', number);
  const { keys } = servicesOf(trx);
  const lookups = numbers.map((number) => keys.lookup(`NO:${number}`));
  const known = await rows<{ personId: string }>(
    trx.raw(`select person_id as "personId" from national_id where country = 'NO' and ceased_at is null and lookup = any(?::bytea[])`, [
      lookups,
    ] as never),
  );
  await lockPeople(
    trx,
    known.map((one) => one.personId),
  );
}

/** The participation of a person that is not discharged, in whichever municipality; there is one at most (`domain.md` 6.4). */
export async function activeParticipationOf(
  db: Knex,
  personId: string,
): Promise<Readonly<{ participationId: string; organisationId: string }> | undefined> {
  const [row] = await rows<{ participationId: string; organisationId: string }>(
    db.raw(
      'select id as "participationId", organisation_id as "organisationId" from participation where person_id = ? and discharged_at is null',
      [personId],
    ),
  );
  return row;
}

/** The participations of a person whose name is still asked for by a number that she had before. */
export async function askedByFormerNumber(trx: Trx, personId: string): Promise<Participation[]> {
  const asked = await rows<{ id: string }>(
    trx.raw(
      `select l.participation_id as id from name_lookup l join national_id n on n.id = l.national_id_id
       where l.person_id = ? and not l.over and n.ceased_at is not null`,
      [personId],
    ),
  );
  const waiting = new Set(asked.map(({ id }) => id));
  return waiting.size === 0 ? [] : (await participationsOf(trx, personId)).filter(({ participationId }) => waiting.has(participationId));
}

/**
 * Whose participation it is once its number is corrected. A number that somebody has is hers. One that nobody has is the new number of the same person, who was
 * first registered by a D-number or stands nowhere else; else the old number belongs to somebody who has a history of her own, and the new one to somebody new.
 * Both people are locked, in the order of their ids.
 */
export async function moveToNumber(
  trx: Trx,
  { participationId, personId }: Readonly<{ participationId: string; personId: string }>,
  number: string,
  more: Readonly<{ wasDNumber: boolean; at: Instant }>,
): Promise<string> {
  const known = await personByNationalId(trx, 'NO', number);
  if (known === personId) return personId;
  const elsewhere = (await participationsOf(trx, personId)).some((one) => one.participationId !== participationId);
  if (known === undefined && (more.wasDNumber || !elsewhere)) {
    await setNationalId(trx, personId, 'NO', number, more.at);
    return personId;
  }
  const target = known ?? (await addByNationalId(trx, 'NO', number, 'nb', more.at));
  if (!elsewhere) await forgetMistyped(trx, personId, more.at);
  return target;
}

/** The participation that came back to another one; `undefined` when nobody did. */
export async function returnTo(
  db: Knex,
  participationId: string,
): Promise<Readonly<{ participationId: string; startOn: string }> | undefined> {
  const [row] = await rows<{ participationId: string; startOn: string }>(
    db.raw('select id as "participationId", start_on as "startOn" from participation where return_of = ? order by start_on limit 1', [
      participationId,
    ]),
  );
  return row;
}
