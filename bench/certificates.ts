import type { Certificate } from '../domain/certification/certificate';
import type { PlainDate } from '../domain/core/calendar';
import { clock } from '../db/core/clock';
import { newId, randomSigns } from '../db/core/ids';
import { ruleBook } from '../db/core/rules';
import { transaction } from '../db/core/transaction';
import { insertCertificate } from '../db/certification/certificates';
import { rulesAt } from '../db/certification/rounds';
import type { System } from './system';

/**
 * Issues certificates without a round before them; their stories are begun.
 * @param holders.movedOn the day from which warnings are owed, when it is not that of the issue
 */
export async function issue(
  { db }: System,
  holders: readonly Readonly<{ personId: string; issuedOn: PlainDate; movedOn?: PlainDate }>[],
): Promise<Certificate[]> {
  return transaction(db, async (trx) => {
    const now = await clock(trx);
    const { version: rulesVersion } = await ruleBook(trx);
    const issued: Certificate[] = [];
    for (const { personId, issuedOn, movedOn = issuedOn } of holders) {
      const certificate: Certificate = {
        certificateId: newId(),
        number: `JAR-${issuedOn.slice(0, 4)}-${randomSigns(10)}`,
        kind: 'jar',
        personId,
        enrolmentId: null,
        issuedOn,
        lastActiveOn: issuedOn,
        movedOn,
        revokedOn: null,
        replacedOn: null,
        rulesVersion,
        rulesOn: issuedOn,
        version: 1,
      };
      await insertCertificate(trx, certificate, await rulesAt(trx, certificate, now), now);
      issued.push(certificate);
    }
    return issued;
  });
}
