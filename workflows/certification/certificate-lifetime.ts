import { continueAsNew } from '@temporalio/workflow';
import type { CertificateSteps } from '../../activities/certification/certificate-steps';
import { storyClock } from '../core/clock';
import { follow } from '../core/follow';
import { steps } from '../core/proxies';

const { readCertificate, warnOfExpiry, recordExpiry } = steps<CertificateSteps>();

/** Follows one certificate from its issue until it lapses for want of use, is replaced or revoked. */
export async function certificateLifetime(certificateId: string): Promise<void> {
  await follow(
    () => readCertificate(certificateId, storyClock()),
    (due) => {
      switch (due.step) {
        case 'warnOfExpiry':
          return warnOfExpiry(certificateId, due);
        case 'recordExpiry':
          return recordExpiry(certificateId, due);
      }
    },
    () => continueAsNew<typeof certificateLifetime>(certificateId),
  );
}
