import { localDay, type Instant } from '../../domain/core/calendar';
import { ruleCourse } from '../../domain/core/rules';
import { expiresOn } from '../../domain/certification/certificate';
import { certificationRuleDefinitions } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { rows } from '../core/columns';
import { withdrawLetters } from '../core/letters';
import { ruleBook } from '../core/rules';
import type { Trx } from '../core/transaction';
import { lockCertificatesOf, saveCertificates } from './certificates';

/** People whose certificates are computed anew at a time. */
const batch = 500;

/**
 * Computes the dates of all open certificates anew after the newest setting of the rule book changed them, and wakes those that moved earlier. Where the
 * expiry moved, its warnings begin anew and queued letters about the old date are taken back. @returns how many were looked at
 */
export async function refreshCertificates(trx: Trx, at: Instant): Promise<number> {
  const book = await ruleBook(trx);
  const before = { ...book, settings: book.settings.filter((setting) => setting.version < book.version) };
  const idleBefore = { idleCourse: ruleCourse(before, certificationRuleDefinitions.idleYears) };
  let looked = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const people = await rows<{ personId: string }>(
      trx.raw('select distinct person_id as "personId" from certificate where not over and person_id > ? order by 1 limit ?', [
        after,
        batch,
      ]),
    );
    const last = people.at(-1);
    if (!last) return looked;
    after = last.personId;
    const ids = people.map((one) => one.personId);
    const files = await lockCertificatesOf(trx, ids, at);
    looked += files.length;
    const moved = files.filter((file) => !file.over && expiresOn(file.certificate, file.rules) !== expiresOn(file.certificate, idleBefore));
    await saveCertificates(
      trx,
      moved.map((file) => ({ file, after: { ...file.certificate, movedOn: localDay(at, zone) } })),
      at,
    );
    await withdrawLetters(
      trx,
      moved.map((file) => file.certificate.certificateId),
      ['expiry_warning', 'expired'],
      at,
    );
  }
}
