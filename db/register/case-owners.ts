import type { Knex } from 'knex';
import { rows } from '../core/columns';

/** Whose a case of the register is, and whom it is about. */
export type CaseOwner = Readonly<{
  organisationId: string;
  personId: string | null;
  kind: 'participation' | 'invitation' | 'report' | 'project';
}>;

const owners = `
  select organisation_id as "organisationId", person_id as "personId", 'participation' as kind from participation where id = :id
  union all select organisation_id, person_id, 'participation' from name_lookup where id = :id
  union all select organisation_id, person_id, 'invitation' from invitation where id = :id
  union all select organisation_id, null, 'report' from yearly_report where id = :id
  union all select organisation_id, null, 'project' from project where id = :id`;

/** The owner of a case, whichever kind of the register it is; `undefined` for what is none of the register's. */
export async function ownerOfCase(db: Knex, caseId: string): Promise<CaseOwner | undefined> {
  return (await rows<CaseOwner>(db.raw(owners, { id: caseId })))[0];
}
