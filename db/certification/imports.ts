import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { sameEmail } from '../../domain/core/email';
import type { SignUpLine } from '../../domain/certification/sign-up-import';
import { rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { seal, unseal } from '../core/sealing';
import type { Trx } from '../core/transaction';

/** A read file of sign-ups that waits to be confirmed. Its lines are sealed and kept only a few days (`shared.retentionDays`). */
export type SignUpImport = Readonly<{
  importId: string;
  roundId: string;
  createdBy: string;
  createdAt: Instant;
  lines: readonly SignUpLine[];
  /** The file was not UTF-8 and was read as windows-1252: letters may have come out wrong. */
  legacyEncoding: boolean;
  confirmedAt: Instant | null;
  result: ImportResult | null;
}>;
type Sealed = Pick<SignUpImport, 'lines' | 'legacyEncoding'>;
export type ImportResult = Readonly<{ signedUp: number; skipped: number }>;

export async function insertImport(trx: Trx, one: Omit<SignUpImport, 'confirmedAt' | 'result'>): Promise<void> {
  const sealed = seal(servicesOf(trx).keys.passing, JSON.stringify({ lines: one.lines, legacyEncoding: one.legacyEncoding }), one.importId);
  await trx('sign_up_import').insert({
    id: one.importId,
    round_id: one.roundId,
    created_by: one.createdBy,
    created_at: one.createdAt,
    sealed,
    lines: one.lines.length,
  });
}

/** An import of a round; locked for confirming when asked. */
export async function signUpImport(
  db: Knex,
  roundId: string,
  importId: string,
  lock: 'lock' | 'read' = 'read',
): Promise<SignUpImport | undefined> {
  const [row] = await rows<Omit<SignUpImport, keyof Sealed> & { sealed: Buffer }>(
    db.raw(
      `select id as "importId", round_id as "roundId", created_by as "createdBy", created_at as "createdAt", sealed, confirmed_at as "confirmedAt", result
       from sign_up_import where id = ? and round_id = ? ${lock === 'lock' ? 'for update' : ''}`,
      [importId, roundId],
    ),
  );
  if (!row) return undefined;
  const { sealed, ...one } = row;
  return { ...one, ...(JSON.parse(unseal(servicesOf(db).keys.passing, sealed, importId).toString()) as Sealed) };
}

/**
 * Takes a person out of the files of sign-ups that are still kept: their lines are sealed with no key of theirs.
 * @param emails every address that is or was theirs
 */
export async function eraseFromImports(trx: Trx, emails: readonly string[]): Promise<void> {
  const theirs = new Set(emails.map(sameEmail));
  await changeImports(trx, (lines) => lines.filter((line) => !theirs.has(sameEmail(line.email))));
}

/**
 * Has the lines of a person who got another address follow: under the former one they would sign up somebody new, and be found by nobody who erases. A file that
 * names the new address already keeps that line alone.
 */
export async function readdressImports(trx: Trx, from: string, to: string): Promise<void> {
  if (sameEmail(from) === sameEmail(to)) return;
  await changeImports(trx, (lines) => {
    if (!lines.some((line) => sameEmail(line.email) === sameEmail(from))) return lines;
    const known = lines.some((line) => sameEmail(line.email) === sameEmail(to));
    return lines.flatMap((line) => (sameEmail(line.email) !== sameEmail(from) ? [line] : known ? [] : [{ ...line, email: to }]));
  });
}

async function changeImports(trx: Trx, change: (lines: readonly SignUpLine[]) => readonly SignUpLine[]): Promise<void> {
  const kept = await rows<{ id: string; sealed: Buffer }>(trx.raw('select id, sealed from sign_up_import order by id for update'));
  const { passing } = servicesOf(trx).keys;
  for (const { id, sealed } of kept) {
    const read = JSON.parse(unseal(passing, sealed, id).toString()) as Sealed;
    const lines = change(read.lines);
    if (lines.length === read.lines.length && lines.every((line, at) => line === read.lines[at])) continue;
    await trx('sign_up_import')
      .where({ id })
      .update({ sealed: seal(passing, JSON.stringify({ ...read, lines }), id), lines: lines.length });
  }
}

export async function confirmImport(trx: Trx, importId: string, at: Instant, result: ImportResult): Promise<void> {
  await trx('sign_up_import')
    .where({ id: importId })
    .update({ confirmed_at: at, result: JSON.stringify(result) });
}
