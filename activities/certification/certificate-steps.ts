import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import { localDay, type Instant } from '../../domain/core/calendar';
import { certificateReminders, type CertificateStep } from '../../domain/certification/certificate';
import { zone } from '../../domain/certification/zone';
import { clock } from '../../db/core/clock';
import { withdrawLetters } from '../../db/core/letters';
import { appendTimeline } from '../../db/core/timeline';
import { transaction } from '../../db/core/transaction';
import { onceCertificate, readCertificateFile, type CertificateFile } from '../../db/certification/certificates';
import type { LetterValues, Template } from '../../letters/core/render';
import { writeCertificateLetter } from '../../letters/certification/write-certificate-letter';
import { nextOf } from '../core/reading';

export type CertificateSteps = ReturnType<typeof createCertificateSteps>;

/** What the story of a certificate reads and does. Each step is one transaction, safe to repeat. */
export function createCertificateSteps({ db }: Readonly<{ db: Knex }>) {
  const tell = async (
    certificateId: string,
    due: Due,
    what: string,
    template: Template,
    values: LetterValues,
    owed: (file: CertificateFile) => boolean = () => true,
  ): Promise<void> => {
    await transaction(db, async (trx) => {
      const at = await clock(trx);
      await onceCertificate(trx, certificateId, due, at, async (file) => {
        await appendTimeline(trx, {
          case: { kind: 'certificate', id: certificateId },
          what,
          personId: file.certificate.personId,
          effectiveAt: due.effectiveAt,
          recordedAt: at,
          data: values,
          rulesVersion: file.rules.version,
        });
        // A warning that still waits to be sent would speak of days that are over.
        await withdrawLetters(trx, certificateId, ['expiry_warning'], at);
        if (owed(file)) await writeCertificateLetter(trx, file, { template, occasion: due.occasion, at, values });
        return file.certificate;
      });
    });
  };

  return {
    async readCertificate(certificateId: string, storyNow: Instant): Promise<Next<CertificateStep>> {
      return nextOf(db, storyNow, certificateReminders, (now) => readCertificateFile(db, certificateId, now));
    },

    async warnOfExpiry(certificateId: string, due: Due): Promise<void> {
      await tell(certificateId, due, 'warnedOfExpiry', 'expiry_warning', { days: Number(/^expiry-(\d+)d/.exec(due.occasion)?.[1]) });
    },

    /**
     * Records that the certificate lapsed for want of use. Its state follows from its dates alone; this tells the holder, unless the day of telling had passed
     * when the expiry moved there (`domain.md` 2.4), and ends the story.
     */
    async recordExpiry(certificateId: string, due: Due): Promise<void> {
      await tell(
        certificateId,
        due,
        'certificateExpired',
        'expired',
        {},
        ({ certificate }) => certificate.movedOn <= localDay(due.effectiveAt, zone),
      );
    },
  };
}
