import type { Knex } from 'knex';
import { pino } from 'pino';
import type { Instant } from '../../domain/core/calendar';
import { organisationOf, type Role } from '../../domain/core/actors';
import { contextOn, type Context } from '../../api/core/context';
import { actorOf, ensureOrganisation, grantRole } from '../../db/core/access';
import { clock } from '../../db/core/clock';
import { ensurePerson } from '../../db/core/people';
import { transaction } from '../../db/core/transaction';
import { ensureRegion } from '../../db/certification/regions';

const silent = pino({ level: 'silent' });

/** Where somebody of a role works when the test does not care. */
const usualPlaces = { provider: 'wsp', region: 'nordjylland', agency: 'styrelsen', municipality: '0301', directorate: 'imdi' } as const;

/** Adds somebody, with a role when asked; a region's role brings its region. @returns the person id */
export async function somebody(
  db: Knex,
  email: string,
  role?: Role,
  organisation: string = usualPlaces[organisationOf[role ?? 'coordinator']],
): Promise<string> {
  return transaction(db, async (trx) => {
    const at = await clock(trx);
    const { personId } = await ensurePerson(trx, { name: email.split('@')[0]!, email, createdAt: at });
    if (!role) return personId;
    const kind = organisationOf[role];
    const organisationId = await ensureOrganisation(trx, kind, organisation, organisation);
    if (kind === 'region') await ensureRegion(trx, { code: organisation, name: organisation, organisationId, memberFrom: '2019-01-01' });
    await grantRole(trx, { personId, organisationId, role, by: null, at });
    return personId;
  });
}

/** A context in which this person acts, now or at another instant. */
export async function as(db: Knex, personId: string, at?: Instant): Promise<Context> {
  const actor = await actorOf(db, personId);
  if (!actor) throw new Error('nobody');
  return contextOn(db, { actor, receivedAt: at ?? (await clock(db)), address: '127.0.0.1', log: silent });
}
