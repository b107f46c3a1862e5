import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import { localDay, startOfDay, type Instant } from '../../domain/core/calendar';
import { versionAt } from '../../domain/core/rules';
import { lastActiveFrom, type Certificate } from '../../domain/certification/certificate';
import { enrolmentReminders, type EnrolmentStep } from '../../domain/certification/enrolment-agenda';
import * as rule from '../../domain/certification/enrolment';
import type { CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { clock } from '../../db/core/clock';
import { newId } from '../../db/core/ids';
import { withdrawLetters } from '../../db/core/letters';
import { ruleBook } from '../../db/core/rules';
import { appendTimeline } from '../../db/core/timeline';
import { transaction, type Trx } from '../../db/core/transaction';
import {
  allUseDaysOf,
  insertCertificate,
  lockCertificatesOf,
  newCertificateNumber,
  saveCertificate,
  type CertificateFile,
} from '../../db/certification/certificates';
import { rulesAt } from '../../db/certification/rounds';
import { onceEnrolment, readEnrolmentFile, type EnrolmentFile } from '../../db/certification/enrolments';
import { formatDay } from '../../letters/core/format';
import type { Template } from '../../letters/core/render';
import { materialOut } from '../../letters/certification/enrolment-letters';
import { writeCertificateLetter } from '../../letters/certification/write-certificate-letter';
import { writeEnrolmentLetter } from '../../letters/certification/write-enrolment-letter';
import { nextOf } from '../core/reading';

export type EnrolmentSteps = ReturnType<typeof createEnrolmentSteps>;

/** What the story of an enrolment reads and does. Each step is one transaction, safe to repeat. */
export function createEnrolmentSteps({ db }: Readonly<{ db: Knex }>) {
  type Work = (trx: Trx, file: EnrolmentFile, at: Instant) => Promise<rule.Enrolment>;
  const step =
    (work: (due: Due) => Work) =>
    async (enrolmentId: string, due: Due): Promise<void> => {
      await transaction(db, async (trx) => {
        const at = await clock(trx);
        // Whoever touches certificates takes the person first (the one order of locks).
        if (due.step === 'issueCertificate')
          await trx.raw('select 1 from person where id = (select person_id from enrolment where id = ?) for no key update', [enrolmentId]);
        await onceEnrolment(trx, enrolmentId, due, at, (file) => work(due)(trx, file, at));
      });
    };
  const ends = (what: string, template: Template, change: (enrolment: rule.Enrolment, effectiveAt: Instant) => rule.Enrolment) =>
    step((due) => async (trx, file, at) => {
      const after = change(file.enrolment, due.effectiveAt);
      await record(trx, file, what, due, at);
      // A reminder that still waits to be sent would speak of days that are over.
      await withdrawLetters(trx, file.enrolment.enrolmentId, ['deadline_reminder'], at);
      await writeEnrolmentLetter(trx, file, { template, occasion: due.occasion, at });
      return after;
    });

  return {
    async readEnrolment(enrolmentId: string, storyNow: Instant): Promise<Next<EnrolmentStep>> {
      return nextOf(db, storyNow, enrolmentReminders, (now) => readEnrolmentFile(db, enrolmentId, now));
    },

    /** The material is out for this participant: their self-study, or their task, may begin. */
    releaseMaterial: step((due) => async (trx, file, at) => {
      await record(trx, file, 'materialReleased', due, at);
      await writeEnrolmentLetter(trx, file, materialOut(file.enrolment, due.occasion, at));
      return rule.releaseMaterial(file.enrolment, due.effectiveAt);
    }),

    remindOfDeadline: step((due) => async (trx, file, at) => {
      const days = Number(/^deadline-(\d+)d/.exec(due.occasion)?.[1]);
      await record(trx, file, 'remindedOfDeadline', due, at, { days });
      await writeEnrolmentLetter(trx, file, { template: 'deadline_reminder', occasion: due.occasion, at, values: () => ({ days }) });
      return file.enrolment;
    }),

    withdrawUnadmitted: ends('notAdmitted', 'not_admitted', rule.withdrawUnadmitted),
    /** The round was cancelled: effective at that instant, whenever the story comes to it. */
    withdrawCancelled: ends('roundCancelled', 'round_cancelled', rule.withdrawCancelled),
    /** Closes an enrolment whose answer never came. Does nothing when an answer arrived in time after all. */
    closeUndelivered: ends('notDelivered', 'not_delivered', rule.closeUnanswered),
    failUncorrected: ends('notCorrected', 'failed', rule.failUncorrected),

    startGrading: step((due) => async (trx, file, at) => {
      await record(trx, file, 'gradingStarted', due, at);
      return rule.startGrading(file.enrolment);
    }),

    /** Passes and issues the certificate: the enrolment, the certificate, its letters and its story, in one transaction. */
    issueCertificate: step((due) => async (trx, file, at) => {
      const issuedOn = localDay(due.effectiveAt, zone);
      const former = await lockCertificatesOf(trx, [file.enrolment.personId], at);
      const fresh: Certificate = {
        certificateId: newId(),
        number: newCertificateNumber(issuedOn),
        kind: 'jar',
        personId: file.enrolment.personId,
        enrolmentId: file.enrolment.enrolmentId,
        issuedOn,
        lastActiveOn: issuedOn,
        // Issued long after its verdict it is warned of from then on: a day that has passed is not made up for (`domain.md` 1.3).
        movedOn: localDay(at, zone),
        revokedOn: null,
        replacedOn: null,
        rulesVersion: versionAt(await ruleBook(trx), due.effectiveAt),
        rulesOn: issuedOn,
        version: 1,
      };
      // By its own rules, which are those of its issue and not those of the course.
      const rules = await rulesAt(trx, fresh, at);
      const certificate = await withUsesSince(trx, fresh, file.enrolment.timesCorrected > 0 ? former : [], rules);
      await insertCertificate(trx, certificate, rules, at);
      await replaceFormer(trx, former, certificate, at);
      await record(trx, file, 'certificateIssued', due, at, { certificateId: certificate.certificateId, number: certificate.number });
      await appendTimeline(trx, {
        case: { kind: 'certificate', id: certificate.certificateId },
        what: 'certificateIssued',
        personId: certificate.personId,
        effectiveAt: due.effectiveAt,
        recordedAt: at,
        data: { enrolmentId: file.enrolment.enrolmentId, number: certificate.number },
        rulesVersion: file.rules.version,
      });
      await writeEnrolmentLetter(trx, file, {
        template: 'passed',
        occasion: due.occasion,
        at,
        values: (language) => ({ issuedOn: formatDay(language, issuedOn) }),
      });
      await writeCertificateLetter(trx, { certificate, rules }, { template: 'certificate', occasion: due.occasion, at });
      return rule.pass(file.enrolment, due.effectiveAt);
    }),
  };
}

/**
 * A certificate that is issued some time after its verdict (unpaid until then, or after a correction) stands as if it had been issued on its day: with the uses
 * since then (`domain.md` 2.4).
 * @param others after a correction: a later task that passed meanwhile has replaced it (`domain.md` 2.6)
 */
async function withUsesSince(
  trx: Trx,
  fresh: Certificate,
  others: readonly CertificateFile[],
  rules: CertificationRules,
): Promise<Certificate> {
  const lastActiveOn = lastActiveFrom(fresh.issuedOn, await allUseDaysOf(trx, fresh.personId), rules);
  const [later] = others
    .map(({ certificate }) => certificate)
    .filter((one) => one.kind === 'jar' && !one.takenBack && one.issuedOn > fresh.issuedOn)
    .sort((a, b) => (a.issuedOn < b.issuedOn ? -1 : 1));
  const replaced = later ? { replacedOn: later.issuedOn, replacedBy: later.certificateId } : {};
  return { ...fresh, lastActiveOn, ...replaced };
}

/** A later task that passes replaces the certificates that came before; revoked ones stay revoked (`domain.md` 2.4). */
async function replaceFormer(trx: Trx, formers: readonly CertificateFile[], by: Certificate, at: Instant): Promise<void> {
  for (const former of formers) {
    if (former.certificate.revokedOn || former.certificate.replacedOn || former.certificate.issuedOn > by.issuedOn) continue;
    await saveCertificate(trx, former, { ...former.certificate, replacedOn: by.issuedOn, replacedBy: by.certificateId }, at);
    // What waited to be said of its expiry is no longer true.
    await withdrawLetters(trx, former.certificate.certificateId, ['expiry_warning', 'expired'], at);
    await appendTimeline(trx, {
      case: { kind: 'certificate', id: former.certificate.certificateId },
      what: 'certificateReplaced',
      personId: by.personId,
      effectiveAt: startOfDay(by.issuedOn, zone),
      recordedAt: at,
      data: { by: by.certificateId },
    });
  }
}

async function record(
  trx: Trx,
  file: EnrolmentFile,
  what: string,
  due: Due,
  at: Instant,
  data: Record<string, unknown> = {},
): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: 'enrolment', id: file.enrolment.enrolmentId },
    what,
    personId: file.enrolment.personId,
    effectiveAt: due.effectiveAt,
    recordedAt: at,
    data,
    rulesVersion: file.rules.version,
  });
}
