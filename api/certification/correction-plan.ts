import type { Knex } from 'knex';
import type { Agenda } from '../../domain/core/agenda';
import { inTime, localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { refuseUnless } from '../../domain/core/errors';
import { certificateAgenda, expiresOn, stateOn, type CertificateState } from '../../domain/certification/certificate';
import {
  correct,
  correctCertificates,
  issuedBy,
  type CertificateCorrection,
  type CorrectionKind,
} from '../../domain/certification/correction';
import { deadlineOf, endedStates, type Enrolment } from '../../domain/certification/enrolment';
import { enrolmentAgenda } from '../../domain/certification/enrolment-agenda';
import type { RoundState } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import { letterList } from '../../db/core/letters';
import { allUseDaysOf, certificateFilesOf, type CertificateFile } from '../../db/certification/certificates';
import type { EnrolmentFile } from '../../db/certification/enrolments';
import { standingVerdicts } from '../../db/certification/verdicts';

/** What a correction does to one certificate, with what the story of the certificate needs. */
export type PlannedCertificate = CertificateCorrection &
  Readonly<{ file: CertificateFile; from: CertificateState; to: CertificateState; expiresOn: PlainDate }>;

/** Everything that a correction changes: what is shown before, and carried out after (`domain.md` 2.6). */
export type CorrectionPlan = Readonly<{
  what: CorrectionKind;
  before: Enrolment;
  after: Enrolment;
  certificates: readonly PlannedCertificate[];
  round: Readonly<{ from: RoundState; to: RoundState }>;
  /** Queued letters that become untrue. */
  withdrawn: readonly string[];
  agenda: Readonly<{ before: Agenda; after: Agenda }>;
  /** A certificate is out: a second person must confirm. */
  secondPerson: boolean;
}>;

// Who has only asked is told of a moved deadline too: that stays true.
const ofAdmission = ['admitted', 'material', 'deadline_reminder'];
const ofVerdict = ['returned', 'passed', 'failed'];
const all = [...ofAdmission, 'deadline_moved', 'received', 'late', 'not_delivered', ...ofVerdict];
/** Letters about an enrolment that each kind of correction makes untrue while they wait to be sent. */
export const untrue: Readonly<Record<CorrectionKind, readonly string[]>> = {
  verdict: ofVerdict,
  admission: ofAdmission,
  person: all,
  import: all,
};
/** And those about a certificate that is taken back. */
export const untrueOfCertificate: readonly string[] = ['certificate', 'expiry_warning', 'expired'];

/**
 * Works out what a correction does, from the facts as they are now; nothing is changed. Under the locks of the case it is what is carried out.
 * @param to whose the enrolment really is; only for `person`
 * @throws Refusal `not_allowed_in_state`, `own_answer`
 */
export async function planCorrection(
  db: Knex,
  file: EnrolmentFile,
  what: CorrectionKind,
  to: string | undefined,
  at: Instant,
): Promise<CorrectionPlan> {
  const { enrolment, round, settled, rules } = file;
  const given = await standingVerdicts(db, enrolment.answerId);
  // From the deadline on the enrolment has ended by itself, also where that is not recorded yet.
  refuseUnless(what !== 'admission' || inTime(at, deadlineOf(enrolment, round), zone), 'not_allowed_in_state');
  refuseUnless(!given.some(({ graderId }) => graderId === to), 'own_answer');
  const after = correct(enrolment, what, { at, given: given.length, to });
  const files = await certificateFilesOf(db, [enrolment.personId], at);
  const certificates = await plannedCertificates(db, file, files, at);
  const ids = certificates.flatMap((one) => (one.how === 'revoked' ? [one.before.certificateId] : []));
  const queued = await letterList(db, { caseId: enrolment.enrolmentId, state: 'queued' }, 200);
  const ofCertificates = (await Promise.all(ids.map(async (caseId) => letterList(db, { caseId, state: 'queued' }, 200)))).flat();
  const reopens = round.state === 'completed' && !endedStates.has(after.state);
  const came = certificates.filter((one) => one.how === 'back');
  return {
    what,
    before: enrolment,
    after,
    certificates,
    round: { from: round.state, to: reopens ? 'closed' : round.state },
    withdrawn: [
      ...queued.filter(({ template }) => untrue[what].includes(template)),
      ...ofCertificates.filter(({ template }) => untrueOfCertificate.includes(template)),
    ].map(({ template }) => template),
    agenda: {
      before: [...file.agenda, ...certificates.flatMap((one) => one.file.agenda)],
      after: [
        ...enrolmentAgenda(after, round, settled, rules),
        ...came.flatMap((one) => certificateAgenda(one.after, one.file.settled, one.file.rules)),
      ],
    },
    secondPerson:
      issuedBy(
        enrolment.enrolmentId,
        files.map(({ certificate }) => certificate),
      ) !== undefined,
  };
}

async function plannedCertificates(
  db: Knex,
  { enrolment }: EnrolmentFile,
  files: readonly CertificateFile[],
  at: Instant,
): Promise<PlannedCertificate[]> {
  const today = localDay(at, zone);
  const fileOf = new Map(files.map((one) => [one.certificate.certificateId, one]));
  const changes = correctCertificates(
    enrolment.enrolmentId,
    files.map(({ certificate }) => certificate),
    today,
    await allUseDaysOf(db, enrolment.personId),
    ({ certificateId }) => fileOf.get(certificateId)!.rules,
  );
  return changes.map((change) => {
    const file = fileOf.get(change.before.certificateId)!;
    const { rules } = file;
    return {
      ...change,
      file,
      from: stateOn(today, change.before, rules),
      to: stateOn(today, change.after, rules),
      expiresOn: expiresOn(change.after, rules),
    };
  });
}
