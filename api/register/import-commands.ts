import { localDay, plusMs } from '../../domain/core/calendar';
import { decodeFile } from '../../domain/core/csv-file';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { ruleValue, sharedRules } from '../../domain/core/rules';
import { municipalitiesOf, registerIn, useRegister } from '../../domain/register/policies';
import { readParticipations, type ImportLine } from '../../domain/register/register-import';
import { zone } from '../../domain/register/zone';
import { organisations, type Organisation } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { logListLookup, logListLookupAgain } from '../../db/core/lookups';
import { nightlyNotLaterThan } from '../../db/core/retention';
import { ruleBook } from '../../db/core/rules';
import type { Trx } from '../../db/core/transaction';
import { lockParticipants } from '../../db/register/participants';
import { insertRegisterImport, registerImport, saveImportProgress, type RegisterImport } from '../../db/register/imports';
import { projectsOf } from '../../db/register/projects';
import { contextOn, personIdOf, type Context } from '../core/context';
import { judgeLines, type LineVerdict } from './import-judging';
import { importVocabulary } from './import-words';
import { createParticipation, saveFields } from './participation-commands';
import { ownMunicipality } from './participation-parts';

/** A read file with what would become of each line now. */
export type ImportPreview = Readonly<{ read: RegisterImport; verdicts: readonly LineVerdict[] }>;

/** So many lines are stored at once: one transaction each time, which nobody has to wait for long. */
const storedAtOnce = 500;

/**
 * Reads a municipality's own file and keeps it for confirming; nothing is registered yet.
 * @param code of the municipality, where somebody registers for several
 * Refuses with `csv_header`, `csv_encoding`, `too_large`, `not_found`, `fields_missing` where one of several must be named.
 */
export async function previewImport(context: Context, bytes: Uint8Array, code?: string): Promise<ImportPreview> {
  allow(context.actor, useRegister, undefined);
  const municipality = await municipalityOf(context, code);
  const { text, legacyEncoding } = decodeFile(bytes);
  const { lines, unknownColumns } = readParticipations(text, importVocabulary(await projectsOf(context.db, [municipality.organisationId])));
  return context.transaction(async (trx) => {
    const read: RegisterImport = {
      importId: newId(),
      organisationId: municipality.organisationId,
      createdBy: personIdOf(context),
      createdAt: context.receivedAt,
      lines,
      legacyEncoding,
      unknownColumns,
      done: 0,
      stored: 0,
      confirmedAt: null,
    };
    await insertRegisterImport(trx, read);
    // The nightly story is to come by as soon as this has been kept long enough.
    const today = localDay(context.receivedAt, zone);
    const { imports } = ruleValue(await ruleBook(trx), sharedRules.retentionDays, { version: 0, on: today, today });
    await nightlyNotLaterThan(trx, plusMs(context.receivedAt, imports * 86_400_000 + 1));
    await logListLookup(trx, context.actor, 'register-import', {}, lines.length, context.receivedAt);
    return { read, verdicts: await judgeLines(context, trx, municipality, lines) };
  });
}

/** A file that was read before; looked at again it is one line of the log for a while. Refuses with `not_found`. */
export async function importPreview(context: Context, importId: string): Promise<ImportPreview> {
  const { read, municipality } = await ownImport(context, context.db, importId, 'read');
  await logListLookupAgain(context.db, context.actor, 'register-import', { importId }, read.lines.length, context.receivedAt);
  return { read, verdicts: await judgeLines(context, context.db, municipality, read.lines) };
}

/** How far a file has come: stored now, kept out now, and lines still to be seen to. */
export type ImportProgress = Readonly<{ created: number; skipped: number; left: number }>;

/**
 * Registers the good lines of a file, some hundred at a time: whoever is told that lines are left confirms again. A line that became impossible meanwhile is left
 * out. Refuses with `not_found`, `import_confirmed` when nothing is left.
 */
export async function confirmImport(context: Context, importId: string): Promise<ImportProgress> {
  return context.transaction(async (trx) => {
    const { read, municipality } = await ownImport(context, trx, importId, 'read');
    refuseUnless(read.confirmedAt === null, 'import_confirmed');
    const next = nextLines(read, await judgeLines(context, trx, municipality, read.lines));
    // People before the file, as erasing one of them does; and all of them in one order, so that two files with the same people cannot wait for each other.
    await lockParticipants(
      trx,
      next.good.map((at) => read.lines[at]!.number),
    );
    const { read: now } = await ownImport(context, trx, importId, 'lock');
    refuseUnless(now.confirmedAt === null, 'import_confirmed');
    let created = 0;
    for (const at of next.good) created += (await stillToStore(context, trx, municipality, { at, read, now })) ? 1 : 0;
    const done = Math.max(now.done, next.done);
    const left = now.lines.length - done;
    const confirmedAt = left === 0 ? context.receivedAt : null;
    await saveImportProgress(trx, { importId, done, stored: now.stored + created, confirmedAt });
    return { created, skipped: done - now.done - created, left };
  });
}

/** The places of the next good lines, and up to which line they take the file. */
function nextLines(
  { lines, done: from }: RegisterImport,
  verdicts: readonly LineVerdict[],
): Readonly<{ good: readonly number[]; done: number }> {
  const good: number[] = [];
  let done = from;
  for (; done < lines.length; done += 1) {
    if (verdicts[done]!.verdict !== 'ok') continue;
    if (good.length === storedAtOnce) break;
    good.push(done);
  }
  return { good, done };
}

/** Registers a line, unless somebody else saw to it or whom it names was erased between reading the file and locking it. */
async function stillToStore(
  context: Context,
  trx: Trx,
  municipality: Organisation,
  { at, read, now }: Readonly<{ at: number; read: RegisterImport; now: RegisterImport }>,
): Promise<boolean> {
  const line = now.lines[at]!;
  return at >= now.done && line.number === read.lines[at]!.number && registered(context, trx, municipality, line);
}

/** Registers one line as somebody would by hand. @returns false when it became impossible: then nothing of it is stored */
async function registered(context: Context, trx: Trx, municipality: Organisation, { number, sent }: ImportLine): Promise<boolean> {
  const { startOn = '', financing = '', ...others } = sent;
  try {
    await trx.transaction(async (inner) => {
      const within = contextOn(inner, context);
      const { participation } = await createParticipation(within, {
        nationalId: number,
        startOn,
        municipality: municipality.code,
        financing,
      });
      if (Object.keys(others).length > 0) await saveFields(within, participation.participationId, participation.version, others);
    });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function municipalityOf(context: Context, code: string | undefined): Promise<Organisation> {
  if (code !== undefined) return ownMunicipality(context, code);
  const mine = municipalitiesOf(context.actor);
  const own = (await organisations(context.db)).filter((one) => mine.includes(one.organisationId));
  refuseUnless(own.length === 1, 'fields_missing', { municipality: 'fields_missing' });
  return own[0]!;
}

async function ownImport(
  context: Context,
  db: Context['db'],
  importId: string,
  lock: 'lock' | 'read',
): Promise<Readonly<{ read: RegisterImport; municipality: Organisation }>> {
  allow(context.actor, useRegister, undefined);
  const read = await registerImport(db, importId, lock);
  if (!read) throw new Refusal('not_found');
  allow(context.actor, registerIn, read);
  const municipality = (await organisations(db)).find((one) => one.organisationId === read.organisationId)!;
  return { read, municipality };
}
