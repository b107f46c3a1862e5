import { Client } from 'pg';
import { messageOf } from '../engine/wait';
import { withDatabase, withoutPassword } from './database-urls';

const noSuchDatabase = '3D000';
const madeMeanwhile = '42P04';

/**
 * Creates the database of `ownerUrl` when the server has none of this name.
 * @throws Error when the server cannot be reached or refuses.
 */
export async function createDatabase(ownerUrl: string, database: string): Promise<void> {
  try {
    await query(ownerUrl, 'select 1');
    return;
  } catch (error) {
    if (codeOf(error) !== noSuchDatabase) throw new Error(`${withoutPassword(ownerUrl)}: ${messageOf(error)}`, { cause: error });
  }
  try {
    await query(withDatabase(ownerUrl, 'postgres'), `create database "${database.replaceAll('"', '""')}"`);
  } catch (error) {
    if (codeOf(error) !== madeMeanwhile) throw new Error(`creating the database ${database}: ${messageOf(error)}`, { cause: error });
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query itself tells
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
