import type { Instant } from '../../domain/core/calendar';
import { rows } from '../core/columns';
import type { Trx } from '../core/transaction';
import { lockCertificatesOf, saveCertificate } from './certificates';

/** People whose certificates are computed anew at a time. */
const batch = 500;

/** Computes the dates of all open certificates anew after a moving rule changed, and wakes those that moved earlier. @returns how many were looked at */
export async function refreshCertificates(trx: Trx, at: Instant): Promise<number> {
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
    for (const file of await lockCertificatesOf(
      trx,
      people.map((one) => one.personId),
      at,
    )) {
      // prettier-ignore
      if (!file.over) await saveCertificate(trx, file, file.certificate, at);
      looked += 1;
    }
  }
}
