import { plusMinutes } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { registerIn, useRegister } from '../../domain/register/policies';
import type { ParticipationFilter } from '../../domain/register/overview';
import { logListLookup } from '../../db/core/lookups';
import { person } from '../../db/core/people';
import { addDownload, downloadOf, type RegisterDownload } from '../../db/register/downloads';
import { countParticipations } from '../../db/register/participation-lists';
import { rulesNow } from '../../db/register/participations';
import type { Language } from '../../letters/core/catalogue';
import { personIdOf, type Context } from '../core/context';
import type { Bytes } from '../core/route';
import { guideFile, registerFile, type FileAsked } from './download-files';
import { listingOf } from './overview-queries';

export type DownloadAsked = Readonly<{
  format: RegisterDownload['format'];
  content: RegisterDownload['content'];
  filter: ParticipationFilter;
  /** Numbers in full; without it they are when a reason is given (`domain.md` 6.7). */
  fullNumbers?: boolean | undefined;
  reason?: string | undefined;
}>;
export type DownloadLink = Readonly<{ secret: string; expiresAt: RegisterDownload['expiresAt'] }>;

/**
 * Makes a link to a file of the asker's municipality, which holds some hours. The file is made when it is fetched, so it is as the register stands then.
 * Refuses with `reason_needed` for full numbers without a reason, `not_found` for other municipalities, `fields_missing` where one of several must be named.
 */
export async function createDownload(context: Context, asked: DownloadAsked): Promise<DownloadLink> {
  const { organisationIds } = await listingOf(context, asked.filter);
  const reason = asked.reason?.trim() || null;
  const fullNumbers = asked.fullNumbers ?? reason !== null;
  refuseUnless(!fullNumbers || reason !== null, 'reason_needed', { reason: 'reason_needed' });
  const [organisationId, ...others] = organisationIds;
  refuseUnless(organisationId !== undefined && others.length === 0, 'fields_missing', { municipality: 'fields_missing' });
  const { downloadHours } = await rulesNow(context.db, context.receivedAt);
  const expiresAt = plusMinutes(context.receivedAt, downloadHours * 60);
  const { format, content, filter } = asked;
  const one = { personId: personIdOf(context), organisationId, format, content, filter, createdAt: context.receivedAt, expiresAt };
  const secret = await context.transaction((trx) => addDownload(trx, one, fullNumbers ? reason : null));
  return { secret, expiresAt };
}

/**
 * The file of a link, for who asked for it and still works for that municipality; one line in the look-up log.
 * Refuses with `not_found` for everybody else, `link_expired`.
 */
export async function fetchDownload(context: Context, secret: string, language?: Language): Promise<Bytes> {
  const one = await downloadOf(context.db, secret);
  if (!one || one.personId !== context.actor.personId) throw new Refusal('not_found');
  allow(context.actor, registerIn, one);
  refuseUnless(context.receivedAt < one.expiresAt, 'link_expired');
  const { format, content, filter, fullNumbers, organisationId } = one;
  return given(
    context,
    'register-download',
    { format, content, fullNumbers, listing: { organisationIds: [organisationId], filter } },
    language,
  );
}

/** A file with masked numbers, at once. Refuses with `not_found`. */
export async function exportFile(
  context: Context,
  asked: Readonly<{ format: RegisterDownload['format']; content: RegisterDownload['content']; filter: ParticipationFilter }>,
): Promise<Bytes> {
  const { filter, ...file } = asked;
  return given(context, 'register-export', { ...file, fullNumbers: false, listing: await listingOf(context, filter) });
}

/** What the columns and codes of a file mean. Nobody's data. */
export async function downloadGuide(context: Context, content: RegisterDownload['content'], language?: Language): Promise<Bytes> {
  allow(context.actor, useRegister, undefined);
  return guideFile(content, language ?? (await languageOf(context)));
}

async function given(context: Context, what: string, file: Omit<FileAsked, 'language'>, language?: Language): Promise<Bytes> {
  const { format, content, fullNumbers, listing } = file;
  const count = await countParticipations(context.db, listing);
  await logListLookup(context.db, context.actor, what, { ...listing.filter, format, content, fullNumbers }, count, context.receivedAt);
  return registerFile(context.db, { ...file, language: language ?? (await languageOf(context)) });
}

/** A program says in no header which language its owner reads. */
async function languageOf(context: Context): Promise<Language> {
  return (await person(context.db, personIdOf(context)))?.language ?? 'nb';
}
