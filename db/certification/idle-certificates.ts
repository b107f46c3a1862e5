import { ruleCourse } from '../../domain/core/rules';
import { expiresOn } from '../../domain/certification/certificate';
import { nextDueAt } from '../../domain/core/agenda';
import { certificationRuleDefinitions } from '../../domain/certification/rules';
import { ruleSetAt } from '../core/batches';
import { rows } from '../core/columns';
import { withdrawLetters } from '../core/letters';
import { ruleBook } from '../core/rules';
import { appendTimelines } from '../core/timeline';
import type { BatchPart } from './batch-parts';
import { lockCertificatesOf, saveCertificates, type CertificateFile } from './certificates';

/**
 * The open certificates after the number of idle years changed: their next instant is computed anew, and queued letters about an expiry that moved are taken
 * back. When the expiry moved follows from the rule itself, so it does not matter when a worker came to the certificate (`domain.md` 8).
 */
export const idleCertificates: BatchPart = {
  name: 'certificates',
  async count(trx) {
    return (await rows<{ count: number }>(trx.raw('select count(*) from certificate where not over')))[0]!.count;
  },
  async work(trx, batch, after, limit, at) {
    const people = await rows<{ personId: string }>(
      trx.raw(
        'select distinct person_id as "personId" from certificate where not over and (?::uuid is null or person_id > ?) order by 1 limit ?',
        [after, after, limit] as never,
      ),
    );
    const ids = people.map((one) => one.personId);
    if (ids.length === 0) return { looked: 0, last: undefined };
    const files = (await lockCertificatesOf(trx, ids, at)).filter((file) => !file.over);
    const book = await ruleBook(trx);
    const settings = book.settings.filter((setting) => setting.version < batch.ruleVersion);
    const before = { idleCourse: ruleCourse({ ...book, settings }, certificationRuleDefinitions.idleYears) };
    const moved = files.filter((file) => expiresOn(file.certificate, file.rules) !== expiresOn(file.certificate, before));
    const changed = files.filter((file) => moved.includes(file) || nextDueAt(file.agenda) !== file.nextDueAt);
    await saveCertificates(
      trx,
      changed.map((file) => ({ file, after: file.certificate })),
      at,
    );
    const setAt = await ruleSetAt(trx, batch.ruleVersion);
    await appendTimelines(trx, moved.map(eventOf));
    await withdrawLetters(
      trx,
      moved.map((file) => file.certificate.certificateId),
      ['expiry_warning', 'expired'],
      at,
    );
    return { looked: files.length, last: ids.at(-1) };

    function eventOf({ certificate, rules }: CertificateFile) {
      return {
        case: { kind: 'certificate', id: certificate.certificateId },
        what: 'expiryMovedByRule',
        personId: certificate.personId,
        effectiveAt: setAt,
        recordedAt: at,
        data: { from: expiresOn(certificate, before), to: expiresOn(certificate, rules) },
        rulesVersion: batch.ruleVersion,
      };
    }
  },
};
