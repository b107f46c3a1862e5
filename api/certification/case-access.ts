import { hasRole } from '../../domain/core/actors';
import { Refusal } from '../../domain/core/errors';
import { agencyOnly, allow } from '../../domain/core/policies';
import { seeBoard, seeCertificate, seeEnrolment } from '../../domain/certification/policies';
import { readBatch } from '../../db/core/batches';
import { logLookup } from '../../db/core/lookups';
import type { TimelineEvent } from '../../db/core/timeline';
import { enrolment } from '../../db/certification/enrolments';
import { readCertificateFile } from '../../db/certification/certificates';
import { round } from '../../db/certification/rounds';
import { caseTimeline } from '../core/timeline-queries';
import type { Context } from '../core/context';
import { seeRegisterCase } from '../register/case-access';
import { blindTo, hideEvents } from './blind';

/** Whether the asker may see a case, whichever kind it is. Refuses with `not_found`; a look at a person's case is logged when `as` says what for. */
export async function seeCase(context: Context, caseId: string, as?: string): Promise<void> {
  const one = await enrolment(context.db, caseId);
  if (one) {
    allow(context.actor, seeEnrolment, one);
    if (as) await logLookup(context.db, context.actor, one.personId, as, context.receivedAt);
    return;
  }
  const certificate = await readCertificateFile(context.db, caseId, context.receivedAt);
  if (certificate) {
    allow(context.actor, seeCertificate, certificate.certificate);
    if (as) await logLookup(context.db, context.actor, certificate.certificate.personId, as, context.receivedAt);
    return;
  }
  if (await seeRegisterCase(context, caseId, as)) return;
  // Work on many cases at once is followed by who set it off.
  if (await readBatch(context.db, caseId)) return allow(context.actor, agencyOnly, undefined);
  if (!(await round(context.db, caseId))) throw new Refusal('not_found');
  allow(context.actor, seeBoard, undefined);
}

/** The timeline of a case, under the policies of its kind. */
export async function caseTimelineAllowed(context: Context, caseId: string): Promise<TimelineEvent[]> {
  await seeCase(context, caseId, 'timeline');
  return caseTimelineShown(context, caseId);
}

/** The timeline of a case that the asker has been shown, without what blind grading keeps from them. */
export async function caseTimelineShown(context: Context, caseId: string): Promise<TimelineEvent[]> {
  const [events, one] = [await caseTimeline(context, caseId), await enrolment(context.db, caseId)];
  if (!one) return events;
  if (await blindTo(context, one)) return hideEvents(events, one.personId);
  // What was written about somebody whose enrolment it was by mistake is not for whose it is.
  if (hasRole(context.actor, 'coordinator', 'agency')) return events;
  return events.map((event) => (event.personId === one.personId ? event : { ...event, personal: null }));
}
