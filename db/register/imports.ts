import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { ImportLine } from '../../domain/register/register-import';
import { rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { seal, unseal } from '../core/sealing';
import type { Trx } from '../core/transaction';

/** A municipality's own file, read, that waits to be confirmed. Its lines are sealed and kept only a few days (`shared.retentionDays`). */
export type RegisterImport = Readonly<{
  importId: string;
  organisationId: string;
  createdBy: string;
  createdAt: Instant;
  lines: readonly ImportLine[];
  /** The file was not UTF-8 and was read as windows-1252: letters may have come out wrong. */
  legacyEncoding: boolean;
  /** Columns of the file that nobody knows. */
  unknownColumns: readonly string[];
  /** How many lines have been seen to, and how many of them were stored. */
  done: number;
  stored: number;
  confirmedAt: Instant | null;
}>;
type Sealed = Pick<RegisterImport, 'lines' | 'legacyEncoding' | 'unknownColumns'>;

export async function insertRegisterImport(trx: Trx, one: RegisterImport): Promise<void> {
  const { lines, legacyEncoding, unknownColumns } = one;
  await trx('register_import').insert({
    id: one.importId,
    organisation_id: one.organisationId,
    created_by: one.createdBy,
    created_at: one.createdAt,
    sealed: sealed(trx, one.importId, { lines, legacyEncoding, unknownColumns }),
    lines: lines.length,
  });
}

/** A read file; locked for confirming when asked. */
export async function registerImport(db: Knex, importId: string, lock: 'lock' | 'read' = 'read'): Promise<RegisterImport | undefined> {
  const [row] = await rows<Omit<RegisterImport, keyof Sealed> & { sealed: Buffer }>(
    db.raw(
      `select id as "importId", organisation_id as "organisationId", created_by as "createdBy", created_at as "createdAt", sealed, done, stored,
         confirmed_at as "confirmedAt"
       from register_import where id = ? ${lock === 'lock' ? 'for update' : ''}`,
      [importId],
    ),
  );
  if (!row) return undefined;
  const { sealed: bytes, ...one } = row;
  return { ...one, ...opened(db, importId, bytes) };
}

/** Notes how far the lines of a file have been stored; `confirmedAt` once all of them were seen to. */
export async function saveImportProgress(
  trx: Trx,
  { importId, done, stored, confirmedAt }: Pick<RegisterImport, 'importId' | 'done' | 'stored' | 'confirmedAt'>,
): Promise<void> {
  await trx('register_import').where({ id: importId }).update({ done, stored, confirmed_at: confirmedAt });
}

/** Takes a person out of the files that are still kept, by the national number: their lines are sealed with no key of theirs. */
export async function eraseFromRegisterImports(trx: Trx, number: string): Promise<void> {
  const kept = await rows<{ id: string; sealed: Buffer }>(trx.raw('select id, sealed from register_import order by id for update'));
  for (const { id, sealed: bytes } of kept) {
    const read = opened(trx, id, bytes);
    // The line stays, emptied: how many have been seen to is counted by their places.
    const lines = read.lines.map((line) => (line.number === number ? { ...line, number: '', sent: {} } : line));
    if (lines.some((line, at) => line !== read.lines[at]))
      await trx('register_import')
        .where({ id })
        .update({ sealed: sealed(trx, id, { ...read, lines }) });
  }
}

const sealed = (db: Knex, importId: string, one: Sealed): Buffer => seal(servicesOf(db).keys.passing, JSON.stringify(one), importId);
const opened = (db: Knex, importId: string, bytes: Buffer): Sealed =>
  JSON.parse(unseal(servicesOf(db).keys.passing, bytes, importId).toString()) as Sealed;

/** Which of these national numbers belong to somebody who is in the programme now, in whichever municipality. */
export async function activeAmong(db: Knex, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const { keys } = servicesOf(db);
  const byHash = new Map(numbers.filter(Boolean).map((number) => [keys.lookup(`NO:${number}`).toString('hex'), number]));
  const found = await rows<{ lookup: Buffer }>(
    db.raw(
      `select n.lookup from national_id n join participation one on one.person_id = n.person_id and one.discharged_at is null
       where n.country = 'NO' and n.ceased_at is null and n.lookup = any(?::bytea[])`,
      [[...byHash.keys()].map((hash) => Buffer.from(hash, 'hex'))] as never,
    ),
  );
  return new Set(found.map(({ lookup }) => byHash.get(lookup.toString('hex'))!));
}
