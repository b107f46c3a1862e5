import type { Role } from '../domain/core/actors';
import { addToken, ensureOrganisation, grantRole } from '../db/core/access';
import { clock } from '../db/core/clock';
import { newId, newSecret } from '../db/core/ids';
import { addPeople, ensurePerson } from '../db/core/people';
import { sha256 } from '../db/core/sealing';
import { transaction } from '../db/core/transaction';
import { ensureRegion } from '../db/certification/regions';
import type { System } from './system';

const organisations = {
  coordinator: ['provider', 'provider'],
  grader: ['provider', 'provider'],
  agency: ['agency', 'agency'],
  region: ['region', 'nordjylland'],
  municipality_admin: ['municipality', '0301'],
  municipality_user: ['municipality', '0301'],
  directorate: ['directorate', 'imdi'],
} as const satisfies Record<Role, readonly [kind: string, code: string]>;

/** Adds somebody who acts in a role. @returns a token of theirs */
export async function employ({ db }: System, role: Role): Promise<string> {
  return transaction(db, async (trx) => {
    const at = await clock(trx);
    const [kind, code] = organisations[role];
    const { personId } = await ensurePerson(trx, { name: `The ${role}`, email: `${role}@staff.example`, createdAt: at });
    const organisationId = await ensureOrganisation(trx, kind, code, code);
    if (role === 'region') await ensureRegion(trx, { code, name: code, organisationId, memberFrom: '2019-01-01' });
    await grantRole(trx, { personId, organisationId, role, by: null, at });
    return (await addToken(trx, personId, 'bench', 30)).token;
  });
}

/** Somebody who takes part. */
export type Participant = Readonly<{ personId: string; email: string; token: string }>;

/** Adds many people at once, each with a token. */
export async function participants({ db }: System, count: number): Promise<Participant[]> {
  return transaction(db, async (trx) => {
    const createdAt = await clock(trx);
    const emails = Array.from({ length: count }, () => `${newId()}@firm.example`);
    const ids = await addPeople(
      trx,
      emails.map((email, at) => ({ name: `Participant ${at}`, email, employer: 'A firm', createdAt })),
    );
    const added = emails.map((email) => ({ personId: ids.get(email)!, email, token: `frist_${newSecret()}` }));
    await trx.raw(
      `insert into api_token (id, person_id, hash, label, expires_at)
       select id, person_id, hash, 'bench', now() + interval '30 days' from unnest(?::uuid[], ?::uuid[], ?::bytea[]) as t(id, person_id, hash)`,
      [added.map(() => newId()), added.map((one) => one.personId), added.map((one) => sha256(one.token))] as never,
    );
    return added;
  });
}
