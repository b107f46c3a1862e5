import { randomBytes } from 'node:crypto';
import { localDay } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { seeCertificate } from '../../domain/certification/policies';
import { stateOn } from '../../domain/certification/certificate';
import { zone } from '../../domain/certification/zone';
import { organisations } from '../../db/core/access';
import { servicesOf } from '../../db/core/database';
import { logLookup } from '../../db/core/lookups';
import { person, type Person } from '../../db/core/people';
import { badgedCertificates, badgeKey, badgePlace } from '../../db/certification/badges';
import { readCertificateFile, type CertificateFile } from '../../db/certification/certificates';
import { certificatePdf } from '../../letters/certification/certificate-pdf';
import type { Context } from '../core/context';
import * as documents from './badge-documents';
import * as signing from './badge-signing';

type Named = Person & Readonly<{ name: string }>;

/** A certificate that somebody takes with them, and whose it is. Of a person who was erased there is none any more. */
async function taken(context: Context, certificateId: string, as: string): Promise<{ file: CertificateFile; holder: Named }> {
  const file = await readCertificateFile(context.db, certificateId, context.receivedAt);
  const holder = file && (await person(context.db, file.certificate.personId));
  if (!file || !holder) throw new Refusal('not_found');
  allow(context.actor, seeCertificate, file.certificate);
  const { name } = holder;
  if (name === null) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, holder.personId, as, context.receivedAt);
  return { file, holder: { ...holder, name } };
}

/** A certificate as a page to print, in the language of its holder. Refuses with `not_found`. @returns its number, which is what the file is called by */
export async function certificateDocument(context: Context, certificateId: string): Promise<{ number: string; pdf: Buffer }> {
  const { file, holder } = await taken(context, certificateId, 'certificate-pdf');
  const provider = (await organisations(context.db)).find(({ kind }) => kind === 'provider');
  const { certificate, rules } = file;
  const today = localDay(context.receivedAt, zone);
  const pdf = await certificatePdf({
    certificate,
    rules,
    language: holder.language,
    name: holder.name,
    provider: provider?.name ?? null,
    state: stateOn(today, certificate, rules),
    today,
    at: context.receivedAt,
    verifyAddress: documents.badgeAddresses(publicUrlOf(context)).verify(certificate.number),
  });
  return { number: certificate.number, pdf };
}

/** A certificate as a badge, not yet signed. */
async function badge(context: Context, certificateId: string): Promise<documents.BadgeCredential> {
  const { file, holder } = await taken(context, certificateId, 'certificate-badge');
  const place = await badgePlace(context.db, certificateId);
  return documents.badgeCredential(publicUrlOf(context), { ...file, place }, holder, randomBytes(16).toString('base64url'));
}

/** A certificate as an Open Badge 3.0 with a Data Integrity proof. Refuses with `not_found`. */
export async function signedBadge(context: Context, certificateId: string) {
  const credential = await badge(context, certificateId);
  const key = await badgeKey(context.db, context.receivedAt);
  return signing.withProof(credential, publicUrlOf(context), key, context.receivedAt);
}

/** A certificate as an Open Badge 3.0 in a JSON Web Token. Refuses with `not_found`. */
export async function badgeToken(context: Context, certificateId: string): Promise<{ number: string; token: string }> {
  const credential = await badge(context, certificateId);
  const key = await badgeKey(context.db, context.receivedAt);
  return { number: credential.credentialSubject.licenseNumber, token: await signing.asToken(credential, publicUrlOf(context), key) };
}

/** Who issues badges, with the key that verifies them. */
export async function badgeIssuer(context: Context) {
  const { publicJwk } = await badgeKey(context.db, context.receivedAt);
  return documents.issuerDocument(publicUrlOf(context), await signing.multikeyOf(publicJwk));
}

/** The key that verifies badges, as a JSON Web Key Set. */
export async function badgeKeys(context: Context) {
  const { publicJwk } = await badgeKey(context.db, context.receivedAt);
  return documents.keySet(publicUrlOf(context), publicJwk);
}

/** What a kind of certificate says was achieved. */
export function badgeAchievement(context: Context, kind: Parameters<typeof documents.achievement>[1]) {
  return { '@context': [...documents.contexts], ...documents.achievement(publicUrlOf(context), kind) };
}

/** The signed public list of the badges that do not count, for one purpose. */
export async function badgeStatusList(context: Context, purpose: documents.StatusPurpose) {
  const today = localDay(context.receivedAt, zone);
  const marked = (await badgedCertificates(context.db, context.receivedAt)).filter((file) => documents.isMarked(purpose, file, today));
  const encoded = await signing.encodedStatusList(marked.map(({ place }) => place));
  const list = documents.statusListCredential(publicUrlOf(context), purpose, encoded, context.receivedAt);
  return signing.withProof(list, publicUrlOf(context), await badgeKey(context.db, context.receivedAt), context.receivedAt);
}

const publicUrlOf = (context: Context): string => servicesOf(context.db).publicUrl;
