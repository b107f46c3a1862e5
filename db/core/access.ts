import type { Knex } from 'knex';
import type { Actor, Grant, OrganisationKind, Role } from '../../domain/core/actors';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { newId, newSecret } from './ids';
import { sha256 } from './sealing';
import type { Trx } from './transaction';

const grantsOf = `select coalesce(json_agg(json_build_object('role', g.role, 'organisationId', o.id, 'organisationCode', o.code) order by g.role, o.code), '[]')
  from role_grant g join organisation o on o.id = g.organisation_id where g.person_id = p.id and g.ended_at is null`;

type ActorRow = { personId: string; grants: Grant[] };
const actorFrom = (row: ActorRow | undefined): Actor | undefined => row && { kind: 'person', personId: row.personId, grants: row.grants };

/** The person as one who acts, with the roles held now; `undefined` for nobody, and for the erased. */
export async function actorOf(db: Knex, personId: string): Promise<Actor | undefined> {
  const [row] = await rows<ActorRow>(
    db.raw(`select p.id as "personId", (${grantsOf}) as grants from person p where p.id = ? and p.erased_at is null`, [personId]),
  );
  return actorFrom(row);
}

/** Whose API token this is; tokens end with their time, by revoking, and with the person. */
export async function actorOfToken(db: Knex, token: string): Promise<Actor | undefined> {
  const [row] = await rows<ActorRow>(
    db.raw(
      `select p.id as "personId", (${grantsOf}) as grants from api_token t join person p on p.id = t.person_id
       where t.hash = ? and t.revoked_at is null and t.expires_at > now() and p.erased_at is null`,
      [sha256(token)],
    ),
  );
  return actorFrom(row);
}

/** Makes an API token. It is shown once; only its hash is stored. */
export async function addToken(db: Knex, personId: string, label: string, days: number): Promise<{ tokenId: string; token: string }> {
  const token = `frist_${newSecret()}`;
  const tokenId = newId();
  await db.raw(`insert into api_token (id, person_id, hash, label, expires_at) values (?, ?, ?, ?, now() + make_interval(days => ?))`, [
    tokenId,
    personId,
    sha256(token),
    label,
    days,
  ]);
  return { tokenId, token };
}

export type TokenInfo = Readonly<{ tokenId: string; label: string; createdAt: Instant; expiresAt: Instant; revokedAt: Instant | null }>;

export async function tokensOf(db: Knex, personId: string): Promise<TokenInfo[]> {
  return rows(
    db.raw(
      `select id as "tokenId", label, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt" from api_token where person_id = ? order by created_at desc`,
      [personId],
    ),
  );
}

/** @returns false when the person has no such token */
export async function revokeToken(db: Knex, personId: string, tokenId: string): Promise<boolean> {
  const revoked = await db('api_token')
    .where({ id: tokenId, person_id: personId })
    .whereNull('revoked_at')
    .update({ revoked_at: db.fn.now() });
  return revoked === 1;
}

/** How long a one-time link holds, in minutes. */
export const linkMinutes = 15;

/** Makes a one-time link for signing in; only its hash is stored. */
export async function addSignInLink(trx: Trx, personId: string): Promise<string> {
  const secret = newSecret();
  await trx.raw(`insert into sign_in_link (hash, person_id, expires_at) values (?, ?, now() + make_interval(mins => ?))`, [
    sha256(secret),
    personId,
    linkMinutes,
  ]);
  return secret;
}

/** Uses a link up. @returns whose it was; `undefined` when it was never made, is used, or has expired */
export async function useSignInLink(db: Knex, secret: string): Promise<string | undefined> {
  const [row] = await rows<{ personId: string }>(
    db.raw(
      'update sign_in_link set used_at = now() where hash = ? and used_at is null and expires_at > now() returning person_id as "personId"',
      [sha256(secret)],
    ),
  );
  return row?.personId;
}

/** Ends all sessions of a person, at once. */
export async function endSessions(db: Knex, personId: string): Promise<void> {
  await db.raw(`delete from session where sess ->> 'personId' = ?`, [personId]);
}

export type Organisation = Readonly<{ organisationId: string; kind: OrganisationKind; code: string; name: string }>;

export async function organisations(db: Knex): Promise<Organisation[]> {
  return rows(db.raw('select id as "organisationId", kind, code, name from organisation order by kind, name'));
}

/** Finds an organisation by code, or adds it. */
export async function ensureOrganisation(db: Knex, kind: Organisation['kind'], code: string, name: string): Promise<string> {
  await db.raw('insert into organisation (id, kind, code, name) values (?, ?, ?, ?) on conflict (code) do nothing', [
    newId(),
    kind,
    code,
    name,
  ]);
  const [row] = await rows<{ id: string }>(db.raw('select id from organisation where code = ?', [code]));
  return row!.id;
}

/** Grants a role. @returns false when the person has it already */
export async function grantRole(
  db: Knex,
  grant: Readonly<{ personId: string; organisationId: string; role: Role; by: string | null; at: Instant }>,
): Promise<boolean> {
  const granted = await rows(
    db.raw(
      `insert into role_grant (id, person_id, organisation_id, role, granted_by, granted_at) values (?, ?, ?, ?, ?, ?)
       on conflict (person_id, organisation_id, role) where ended_at is null do nothing returning id`,
      [newId(), grant.personId, grant.organisationId, grant.role, grant.by, grant.at],
    ),
  );
  return granted.length === 1;
}

/** Ends a role. @returns false when the person does not have it */
export async function endRole(
  db: Knex,
  grant: Readonly<{ personId: string; organisationId: string; role: Role; by: string | null; at: Instant }>,
): Promise<boolean> {
  const ended = await db('role_grant')
    .where({ person_id: grant.personId, organisation_id: grant.organisationId, role: grant.role })
    .whereNull('ended_at')
    .update({ ended_at: grant.at, ended_by: grant.by });
  return ended === 1;
}

/** How many people hold a role. The last agency administrator may not be taken away. */
export async function countHolders(db: Knex, role: Role): Promise<number> {
  const [row] = await rows<{ count: number }>(
    db.raw('select count(distinct person_id) as count from role_grant where role = ? and ended_at is null', [role]),
  );
  return row?.count ?? 0;
}

export type Staff = Readonly<{
  personId: string;
  name: string | null;
  email: string | null;
  grants: readonly (Grant & { organisationName: string })[];
}>;

/** People with their roles: those who hold any, or whose name or address begins like `search`. */
export async function staffList(db: Knex, search: string | null, limit: number): Promise<Staff[]> {
  const like = search && `${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return rows(
    db.raw(
      `select p.id as "personId", p.name, p.email,
         coalesce(json_agg(json_build_object('role', g.role, 'organisationId', o.id, 'organisationCode', o.code, 'organisationName', o.name)) filter (where g.id is not null), '[]') as grants
       from person p left join role_grant g on g.person_id = p.id and g.ended_at is null left join organisation o on o.id = g.organisation_id
       where p.erased_at is null and (case when ?::text is null then g.id is not null else lower(p.name) like ? or p.email_key like ? end)
       group by p.id order by p.name limit ?`,
      [like, like, like, limit],
    ),
  );
}
