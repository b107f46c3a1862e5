import type { Instant } from '../../domain/core/calendar';
import { expiresOn, type Certificate } from '../../domain/certification/certificate';
import type { CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { servicesOf } from '../../db/core/database';
import type { Trx } from '../../db/core/transaction';
import { formatDay } from '../core/format';
import type { LetterValues, Template } from '../core/render';
import { writeLetter } from '../core/write-letter';

/** Writes the holder of a certificate a letter about it. */
export async function writeCertificateLetter(
  trx: Trx,
  about: Readonly<{ certificate: Certificate; rules: CertificationRules }>,
  letter: Readonly<{ template: Template; occasion: string; at: Instant; values?: LetterValues }>,
): Promise<void> {
  const { certificate, rules } = about;
  await writeLetter(trx, {
    case: { kind: 'certificate', id: certificate.certificateId },
    personId: certificate.personId,
    occasion: letter.occasion,
    template: letter.template,
    values: (language) => ({
      number: certificate.number,
      kind: certificate.kind,
      issuedOn: formatDay(language, certificate.issuedOn),
      lastActiveOn: formatDay(language, certificate.lastActiveOn),
      expiresOn: formatDay(language, expiresOn(certificate, rules)),
      ...(certificate.revokedOn ? { revokedOn: formatDay(language, certificate.revokedOn) } : {}),
      verifyLink: new URL(`/verify/${certificate.number}`, servicesOf(trx).publicUrl).href,
      ...letter.values,
    }),
    path: `/certification/certificates/${certificate.certificateId}`,
    contact: rules.contact,
    at: letter.at,
    when: { hours: rules.messageHours, zone },
  });
}
