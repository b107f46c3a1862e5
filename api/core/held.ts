import { refuseUnless, Refusal } from '../../domain/core/errors';
import { allow, themselvesOrAgency } from '../../domain/core/policies';
import type { Instant } from '../../domain/core/calendar';
import * as held from '../../db/core/held';
import { logLookupWithReason } from '../../db/core/lookups';
import { person, type Person } from '../../db/core/people';
import { timelineOf, type TimelineEvent } from '../../db/core/timeline';
import {
  heldCertificates,
  heldEnrolments,
  heldUses,
  type HeldCertificate,
  type HeldEnrolment,
  type HeldUse,
} from '../../db/certification/held';
import { participationsOf } from '../../db/register/participations';
import { personIdOf, type Context } from './context';

/** Everything held about one person. */
export type Held = Readonly<{
  person: Person;
  since: Instant;
  nationalIds: held.HeldNumber[];
  roles: held.HeldRole[];
  tokens: held.HeldToken[];
  enrolments: HeldEnrolment[];
  certificates: HeldCertificate[];
  uses: HeldUse[];
  letters: held.HeldLetter[];
  timeline: TimelineEvent[];
  tasks: held.HeldTask[];
  lookups: held.HeldLookup[];
  other: held.HeldRow[];
}>;

/**
 * Tables that `Held` tells of by name, those that hold secrets or keys, which say nothing about anybody, and single verdicts: what they came to stands with the
 * enrolment, and one that waits for a second grader is not out yet.
 */
const told = ['national_id', 'role_grant', 'api_token', 'enrolment', 'answer', 'verdict', 'certificate', 'certificate_use', 'letter', 'timeline_event', 'lookup_log', 'person_key', 'sign_in_link', 'password_reset']; // prettier-ignore

/** So many events of one person are more than a lifetime brings. */
const mostEvents = 100_000;

/**
 * Everything held about a person, opened: for themselves, and for the agency, which must say why; the reason stands in the log of look-ups.
 * Refuses with `not_found`, `reason_needed`.
 */
export async function everythingHeld(context: Context, personId: string, reason: string | undefined): Promise<Held> {
  allow(context.actor, themselvesOrAgency, { personId });
  const who = await person(context.db, personId);
  const since = await held.heldSince(context.db, personId);
  if (!who || !since) throw new Refusal('not_found');
  if (personIdOf(context) !== personId) {
    refuseUnless(Boolean(reason), 'reason_needed', { reason: 'reason_needed' });
    await logLookupWithReason(context.db, context.actor, personId, 'export', reason!, context.receivedAt);
  }
  const { db } = context;
  const [enrolments, certificates] = [await heldEnrolments(db, personId), await heldCertificates(db, personId)];
  const participations = (await participationsOf(db, personId)).map((one) => one.participationId);
  const cases = [...enrolments.map((one) => one.enrolment.enrolmentId), ...certificates.map((one) => one.certificateId), ...participations];
  return {
    person: who,
    since,
    nationalIds: await held.heldNumbers(db, personId),
    roles: await held.heldRoles(db, personId),
    tokens: await held.heldTokens(db, personId),
    enrolments,
    certificates,
    uses: await heldUses(db, personId),
    letters: await held.heldLetters(db, personId),
    timeline: await timelineOf(db, { personId }, mostEvents),
    tasks: await held.heldTasks(db, personId, cases),
    lookups: await held.heldLookups(db, personId),
    other: await held.heldElsewhere(db, personId, told),
  };
}
