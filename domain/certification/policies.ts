import { hasRole, type Actor, type Grant } from '../core/actors';
import { policy, rolePolicy } from '../core/policies';
import type { Enrolment } from './enrolment';
import { proofRegion } from './region';

type Owned = Readonly<{ personId: string }>;

export const manageRounds = rolePolicy('coordinators and the agency', 'not_permitted', (actor) => hasRole(actor, 'coordinator', 'agency'));
export const seeRounds = rolePolicy('whoever is signed in', 'not_found', (actor) => actor.kind === 'person');
export const seeBoard = rolePolicy('coordinators, graders and the agency', 'not_found', (actor) =>
  hasRole(actor, 'coordinator', 'grader', 'agency'),
);

/** Graders see an enrolment only once there is something to grade, and never their own course as graders. */
export const seeEnrolment = policy<Pick<Enrolment, 'personId' | 'state' | 'gradedBy'>>(
  'the participant, coordinators, the agency, and graders once there is an answer to grade',
  'not_found',
  (actor, enrolment) =>
    actor.personId === enrolment.personId ||
    hasRole(actor, 'coordinator', 'agency') ||
    (hasRole(actor, 'grader') &&
      (['submitted', 'under_grading', 'returned', 'late'].includes(enrolment.state) || enrolment.gradedBy !== null)),
);
export const manageEnrolments = policy<Owned>('coordinators and the agency', 'not_permitted', (actor) =>
  hasRole(actor, 'coordinator', 'agency'),
);
export const actAsParticipant = policy<Owned>(
  'the participant themselves',
  'not_permitted',
  (actor, subject) => actor.personId === subject.personId,
);
export const withdrawEnrolment = policy<Owned>(
  'the participant themselves, coordinators and the agency',
  'not_permitted',
  (actor, subject) => actor.personId === subject.personId || hasRole(actor, 'coordinator', 'agency'),
);
export const seeGradingQueue = rolePolicy('graders, coordinators and the agency', 'not_permitted', (actor) =>
  hasRole(actor, 'grader', 'coordinator', 'agency'),
);
export const gradeAnswers = policy<Owned>('graders', 'not_permitted', (actor) => hasRole(actor, 'grader'));
/** Once a certificate is out a second one of them confirms (`domain.md` 2.6). */
export const correctEnrolments = rolePolicy('coordinators and the agency', 'not_permitted', (actor) =>
  hasRole(actor, 'coordinator', 'agency'),
);
export const seeCertificate = policy<Owned>(
  'the holder, coordinators, regions and the agency',
  'not_found',
  (actor, subject) => actor.personId === subject.personId || hasRole(actor, 'coordinator', 'region', 'agency'),
);
export const reportUses = rolePolicy('regions for themselves, and the agency', 'not_permitted', (actor) =>
  hasRole(actor, 'region', 'agency'),
);

type OfRegion = Readonly<{ region: string }>;
const worksFor = (actor: Actor, region: string): boolean =>
  actor.grants.some((grant: Grant) => grant.role === 'region' && grant.organisationCode === region);

/** Who works with regions at all; which one is asked by `manageRegion` and `seeRegion`. */
export const workWithRegions = rolePolicy('regions for themselves, and the agency', 'not_permitted', (actor) =>
  hasRole(actor, 'region', 'agency'),
);
export const manageRegion = policy<OfRegion>(
  'the region itself, and the agency',
  'not_permitted',
  (actor, subject) => hasRole(actor, 'agency') || worksFor(actor, subject.region),
);
/** What belongs to one region is not there for another. */
export const seeRegion = policy<OfRegion>('the region itself, and the agency', 'not_found', manageRegion.holds);
export const setMembership = rolePolicy('the agency', 'not_permitted', (actor) => hasRole(actor, 'agency'));
export const askAccess = policy<Owned & OfRegion>(
  'regions for themselves, coordinators, the agency, and consultants about themselves',
  'not_found',
  (actor, subject) => hasRole(actor, 'agency', 'coordinator') || worksFor(actor, subject.region) || actor.personId === subject.personId,
);
export const registerProofs = rolePolicy(
  'Region Syddanmark, and the agency',
  'not_permitted',
  (actor) => hasRole(actor, 'agency') || worksFor(actor, proofRegion),
);
export const revokeCertificates = policy<Owned>('coordinators and the agency', 'not_permitted', (actor) =>
  hasRole(actor, 'coordinator', 'agency'),
);
