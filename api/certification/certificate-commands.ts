import { localDay, type PlainDate } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { lastActiveFrom, revokeOn, type Certificate } from '../../domain/certification/certificate';
import { registerProofs, revokeCertificates, seeCertificate } from '../../domain/certification/policies';
import { zone } from '../../domain/certification/zone';
import { withdrawLetters } from '../../db/core/letters';
import { newId } from '../../db/core/ids';
import { appendTimeline } from '../../db/core/timeline';
import {
  certificatesOf,
  insertCertificate,
  lockCertificate,
  newCertificateNumber,
  saveCertificate,
} from '../../db/certification/certificates';
import { acceptedUseDays } from '../../db/certification/uses';
import { writeCertificateLetter } from '../../letters/certification/write-certificate-letter';
import { eventBy, type Context } from '../core/context';
import { rulesNow } from '../../db/certification/rounds';
import { registeredPerson, type Registered } from './region-people';

export type NewProof = Registered & Readonly<{ courseOn: PlainDate; lastUseOn?: PlainDate | undefined }>;

/**
 * Registers a course proof of Region Syddanmark as a certificate of kind `rsd_proof` (`domain.md` 2.4): issued on the course's day, last active on that or on
 * the shown last use. Refuses with `event_in_future`, `unknown_person`, `email_invalid`, and `not_allowed_in_state` when it is registered already.
 */
export async function registerProof(context: Context, wanted: NewProof): Promise<Certificate> {
  allow(context.actor, registerProofs, undefined);
  const today = localDay(context.receivedAt, zone);
  for (const field of ['courseOn', 'lastUseOn'] as const)
    refuseUnless((wanted[field] ?? today) <= today, 'event_in_future', { [field]: 'event_in_future' });
  return context.transaction(async (trx) => {
    const { personId } = await registeredPerson(trx, wanted, context.receivedAt);
    const known = (await certificatesOf(trx, [personId])).some((one) => one.kind === 'rsd_proof' && one.issuedOn === wanted.courseOn);
    refuseUnless(!known, 'not_allowed_in_state');
    const rules = await rulesNow(trx, context.receivedAt);
    const shown = wanted.lastUseOn && wanted.lastUseOn > wanted.courseOn ? wanted.lastUseOn : wanted.courseOn;
    const proof: Certificate = {
      certificateId: newId(),
      number: newCertificateNumber(wanted.courseOn),
      kind: 'rsd_proof',
      personId,
      enrolmentId: null,
      issuedOn: wanted.courseOn,
      // What regions reported of the person meanwhile moves this one as it moves their others.
      lastActiveOn: lastActiveFrom(shown, await acceptedUseDays(trx, personId), rules),
      movedOn: today,
      revokedOn: null,
      replacedOn: null,
      rulesVersion: rules.version,
      rulesOn: today,
      version: 1,
    };
    await insertCertificate(trx, proof, rules, context.receivedAt);
    await appendTimeline(trx, {
      ...eventBy(context, { kind: 'certificate', id: proof.certificateId }, personId),
      what: 'proofRegistered',
      data: { number: proof.number, courseOn: wanted.courseOn, ...(wanted.lastUseOn ? { lastUseOn: wanted.lastUseOn } : {}) },
      rulesVersion: rules.version,
    });
    await writeCertificateLetter(
      trx,
      { certificate: proof, rules },
      { template: 'certificate', occasion: 'registered', at: context.receivedAt },
    );
    return proof;
  });
}

/**
 * Takes a certificate back, with a reason that is sealed: it is not valid from today on, its story ends, the holder is told, and what waited to be said of its
 * expiry is withdrawn (`domain.md` 2.4). Refuses with `reason_needed`, `not_allowed_in_state`.
 */
export async function revokeCertificate(context: Context, certificateId: string, reason: string | undefined): Promise<void> {
  const today = localDay(context.receivedAt, zone);
  await context.transaction(async (trx) => {
    const file = await lockCertificate(trx, certificateId, context.receivedAt);
    if (!file) throw new Refusal('not_found');
    allow(context.actor, seeCertificate, file.certificate);
    allow(context.actor, revokeCertificates, file.certificate);
    refuseUnless(Boolean(reason), 'reason_needed', { reason: 'reason_needed' });
    const revoked = await saveCertificate(trx, file, revokeOn(today, file.certificate, file.rules), context.receivedAt);
    await withdrawLetters(trx, certificateId, ['certificate', 'expiry_warning', 'expired'], context.receivedAt);
    await appendTimeline(trx, {
      ...eventBy(context, { kind: 'certificate', id: certificateId }, revoked.personId),
      what: 'certificateRevoked',
      data: { revokedOn: today },
      personal: { reason },
      rulesVersion: file.rules.version,
    });
    await writeCertificateLetter(
      trx,
      { certificate: revoked, rules: file.rules },
      { template: 'revoked', occasion: `revoked:${today}`, at: context.receivedAt },
    );
  });
}
