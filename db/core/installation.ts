import type { Knex } from 'knex';
import { rows } from './columns';

/** Which installation this is, and which release and Temporal namespace its stories live in. */
export type Installation = Readonly<{ installationId: string; storiesVersion: number; temporalNamespaceId: string | null }>;

export async function installation(db: Knex): Promise<Installation> {
  const [row] = await rows<Installation>(
    db.raw(
      'select id as "installationId", stories_version as "storiesVersion", temporal_namespace_id as "temporalNamespaceId" from installation',
    ),
  );
  if (!row) throw new Error('The database has no installation row: migrate first.');
  return row;
}

/** Makes a release and a Temporal namespace the ones that rule; couriers of other releases then read nothing. */
export async function ruleInstallation(db: Knex, storiesVersion: number, temporalNamespaceId: string): Promise<void> {
  await db.raw('update installation set stories_version = ?, temporal_namespace_id = ?', [storiesVersion, temporalNamespaceId]);
}

/** Work that only one process, or one transaction, of an installation may do at a time. Numbers are arbitrary, but for ever. */
export const locks = {
  courier: 7_001,
  watch: 7_002,
  advance: 7_003,
  reconcile: 7_004,
  demo: 7_005,
  rules: 7_006,
  forecast: 7_016,
  snapshot: 7_017,
  /** With the year beside it. */
  roundsOfYear: 7_101,
  outages: 7_102,
} as const;
