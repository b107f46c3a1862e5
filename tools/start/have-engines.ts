import { findTemporal } from '../engine/temporal';
import { serverVersionOf } from '../engine/temporal-version';
import type { Ports } from './choose-ports';
import { createDatabase } from './create-database';
import { databaseUrls, roleIn, type AppRole, type DatabaseUrls } from './database-urls';
import { postgresPart, temporalPart } from './engines';
import type { ProductOptions } from './product';
import { stage } from './progress';

/**
 * The database, made when it is missing: on the server that DATABASE_OWNER_URL or DATABASE_URL names (as its owner), else on a cluster of
 * our own. The app role is DATABASE_URL's when both are given, else one of ours; it is named after the database, so that two products on
 * one server stay apart.
 */
export async function haveDatabase(options: ProductOptions, ports: Ports): Promise<DatabaseUrls> {
  const { mode, data, given } = options;
  const { DATABASE_OWNER_URL: owner, DATABASE_URL: url } = given;
  const appRoleOf = (database: string): AppRole =>
    owner && url ? roleIn(url) : { username: `${database}_app`, password: data.secret('app-password', 24, 'base64url') };
  const urls = databaseUrls(owner || url || (await ownPostgres(options, ports)), mode === 'rehearsal', appRoleOf);
  await createDatabase(urls.ownerUrl, urls.database);
  return urls;
}

/** The Temporal server that TEMPORAL_ADDRESS names, else one of our own. */
export async function haveTemporal(options: ProductOptions, ports: Ports): Promise<{ address: string; pages: string | undefined }> {
  const { given, data, supervisor, signal, print } = options;
  if (given['TEMPORAL_ADDRESS']) return { address: given['TEMPORAL_ADDRESS'], pages: undefined };
  const binary = await findTemporal(print, signal);
  const version = await serverVersionOf(binary);
  const part = temporalPart(data, binary, ports.temporal, ports.temporalPages, print);
  const { address, uiUrl } = await stage(
    print,
    'Temporal is starting',
    () => supervisor.start(part),
    () => `Temporal ${version} ready`,
  );
  return { address, pages: uiUrl };
}

async function ownPostgres({ data, supervisor, print }: ProductOptions, ports: Ports): Promise<string> {
  const part = postgresPart(data, ports.postgres, print);
  const { ownerUrl } = await stage(
    print,
    'PostgreSQL is starting',
    () => supervisor.start(part),
    ({ version }) => `PostgreSQL ${version} ready`,
  );
  return ownerUrl;
}
