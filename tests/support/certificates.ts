import type { Knex } from 'knex';
import { rows } from '../../db/core/columns';
import { clock } from '../../db/core/clock';
import { newId } from '../../db/core/ids';
import { addPeople } from '../../db/core/people';
import { transaction } from '../../db/core/transaction';
import { insertCertificate } from '../../db/certification/certificates';
import { rulesNow } from '../../db/certification/rounds';
import type { PlainDate } from '../../domain/core/calendar';
import { aCertificate } from './cases';

/**
 * Adds people who hold a certificate each, and wakes nobody: their stories are begun by whoever wakes them.
 * @param issuedOn when the certificate of the n-th was issued
 */
export async function addCertificates(db: Knex, people: number, issuedOn: (at: number) => PlainDate = () => '2025-06-01'): Promise<void> {
  await transaction(db, async (trx) => {
    const now = await clock(trx);
    const rules = await rulesNow(trx, now);
    const email = (at: number): string => `person-${String(at).padStart(6, '0')}@firma.example`;
    await addPeople(
      trx,
      Array.from({ length: people }, (_, at) => ({ name: `Person ${at}`, email: email(at), createdAt: now })),
    );
    const ids = await rows<{ id: string }>(trx.raw(`select id from person where email like 'person-%' order by email`));
    for (const [at, { id: personId }] of ids.entries()) {
      const dates = { issuedOn: issuedOn(at), rulesOn: issuedOn(at) };
      await insertCertificate(
        trx,
        aCertificate({ certificateId: newId(), number: `JAR-2025-${newId().slice(-10)}`, personId, ...dates }),
        rules,
        now,
      );
    }
    await trx.raw(`delete from wake where story like 'certificate-lifetime/%'`);
  });
}
