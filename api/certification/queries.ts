import { localDay } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { stateOn, type CertificateState } from '../../domain/certification/certificate';
import { manageEnrolments, seeBoard, seeCertificate, seeEnrolment, seeGradingQueue, seeRounds } from '../../domain/certification/policies';
import type { Enrolment, EnrolmentState } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import { issuedBy } from '../../domain/certification/correction';
import { isBlind } from '../../domain/certification/grading';
import { zone } from '../../domain/certification/zone';
import { hasRole } from '../../domain/core/actors';
import { readFile } from '../../db/core/files';
import { logListLookup, logListLookupAgain, logLookup, logLookupAgain } from '../../db/core/lookups';
import { person, type Person } from '../../db/core/people';
import { rows } from '../../db/core/columns';
import {
  answersOf,
  answerText,
  fileOfEnrolment,
  filesOf,
  shortcomingsOf,
  type Answer,
  type AnswerFile,
} from '../../db/certification/answers';
import { countEndingWithRound } from '../../db/certification/cancelling';
import { personIdByName } from '../../db/certification/consultants';
import { certificateByNumber, certificatesOf, readCertificateFile, type CertificateFile } from '../../db/certification/certificates';
import { readEnrolmentFile, type EnrolmentFile } from '../../db/certification/enrolments';
import {
  countToGrade,
  enrolmentsOfPerson,
  enrolmentsOfRound,
  gradingQueue,
  type EnrolmentRow,
} from '../../db/certification/enrolment-lists';
import {
  materialOf,
  readRoundFile,
  round as readRound,
  rounds,
  rulesAt,
  stateCounts,
  type Material,
  type RoundFile,
} from '../../db/certification/rounds';
import { standingVerdicts } from '../../db/certification/verdicts';
import { personIdOf, type Context } from '../core/context';
import { hideFileNames, hidePerson, hideRows } from './blind';
import type { EnrolmentView } from './presenters';

/** `again` when a page keeps itself up to date: that is no new look-up. */
export type Look = 'log' | 'again';
const logsPerson = { log: logLookup, again: logLookupAgain } as const;
const logsList = { log: logListLookup, again: logListLookupAgain } as const;

export type RoundView = Readonly<{ round: Round; counts: Record<string, number>; vatPercent: number }>;

/** Counts of a round are for those who run it; a participant sees the calendar only. */
const seesCounts = (context: Context): boolean => seeBoard.holds(context.actor, undefined);

/** The rounds of a year, or all. Drafts are seen only by those who make them. */
export async function roundList(context: Context, where: Readonly<{ year?: number | undefined }>): Promise<RoundView[]> {
  allow(context.actor, seeRounds, undefined);
  const found = (await rounds(context.db, where.year === undefined ? {} : { year: where.year })).filter(
    (one) => one.state !== 'draft' || hasRole(context.actor, 'coordinator', 'agency'),
  );
  const counts = seesCounts(context) ? await stateCounts(context.db, found.map((one) => one.roundId)) : new Map<string, Record<string, number>>(); // prettier-ignore
  return Promise.all(
    found.map(async (round) => ({
      round,
      counts: counts.get(round.roundId) ?? {},
      vatPercent: (await rulesAt(context.db, round, context.receivedAt)).vat,
    })),
  );
}

/** Whom to write to about rounds and sign-up. */
export async function roundContact(context: Context): Promise<string> {
  const today = localDay(context.receivedAt, zone);
  return (await rulesAt(context.db, { rulesVersion: 0, rulesOn: today }, context.receivedAt)).contact;
}

/** A round that the asker may see: a draft is for those who make rounds. */
async function seenRound(context: Context, roundId: string): Promise<Round> {
  allow(context.actor, seeRounds, undefined);
  const round = await readRound(context.db, roundId);
  if (!round || isHidden(context, round)) throw new Refusal('not_found');
  return round;
}

const isHidden = ({ actor }: Context, round: Round): boolean => round.state === 'draft' && !hasRole(actor, 'coordinator', 'agency');

export async function roundView(context: Context, roundId: string): Promise<RoundView> {
  const round = await seenRound(context, roundId);
  const counts = seesCounts(context) ? ((await stateCounts(context.db, [roundId])).get(roundId) ?? {}) : {};
  return { round, counts, vatPercent: (await rulesAt(context.db, round, context.receivedAt)).vat };
}

/** A round with its agenda, for its own page. */
export async function roundFile(context: Context, roundId: string): Promise<RoundFile> {
  allow(context.actor, seeRounds, undefined);
  const file = await readRoundFile(context.db, roundId, context.receivedAt);
  if (!file || isHidden(context, file.round)) throw new Refusal('not_found');
  return file;
}

/** How many enrolments end with a round if it is cancelled. Names nobody, so nothing is logged. */
export async function endingWithRound(context: Context, roundId: string): Promise<number> {
  allow(context.actor, manageEnrolments, { personId: '' });
  return countEndingWithRound(context.db, roundId);
}

/** The material: for those who run the round, and for a participant to whom it was released. */
export async function roundMaterial(context: Context, roundId: string): Promise<Material[]> {
  await seenRound(context, roundId);
  const released = hasRole(context.actor, 'coordinator', 'grader', 'agency') || (await hasMaterial(context, roundId));
  if (!released) throw new Refusal('material_not_released');
  return materialOf(context.db, roundId);
}

async function hasMaterial(context: Context, roundId: string): Promise<boolean> {
  const [mine] = await rows(
    context.db.raw('select 1 from enrolment where round_id = ? and person_id = ? and material_released_at is not null', [
      roundId,
      context.actor.personId,
    ]),
  );
  return mine !== undefined;
}

export async function materialFile(
  context: Context,
  roundId: string,
  position: number,
): Promise<{ file: Material; content: ReturnType<typeof readFile> }> {
  const file = (await roundMaterial(context, roundId)).find((one) => one.position === position);
  if (!file) throw new Refusal('not_found');
  return { file, content: readFile(context.db, file.sha256) };
}

/** The enrolments of a round, one page; logged as one list. */
export async function enrolmentList(
  context: Context,
  of: Round | string,
  states: readonly EnrolmentState[] | undefined,
  page: Readonly<{ cursor?: string | undefined; limit: number }>,
  look: Look = 'log',
): Promise<{ enrolments: EnrolmentRow[]; next: string | null }> {
  allow(context.actor, manageEnrolments, { personId: '' });
  const { roundId } = typeof of === 'string' ? await seenRound(context, of) : of;
  const found = await enrolmentsOfRound(context.db, roundId, { states }, { after: page.cursor ?? null, limit: page.limit + 1 });
  const enrolments = found.slice(0, page.limit);
  const filter = { roundId, ...(states ? { state: states.join() } : {}) };
  await logsList[look](context.db, context.actor, 'enrolments', filter, enrolments.length, context.receivedAt);
  return { enrolments, next: found.length > page.limit ? (enrolments.at(-1)?.enrolmentId ?? null) : null };
}

/** One enrolment with its agenda; the look-up of the person is logged. */
export async function enrolmentView(context: Context, enrolmentId: string, look: Look = 'log'): Promise<EnrolmentView> {
  const { file, who, blind } = await seen(context, enrolmentId);
  await logsPerson[look](context.db, context.actor, who.personId, 'enrolment', context.receivedAt);
  const certificate = blind ? undefined : issuedBy(enrolmentId, await certificatesOf(context.db, [who.personId]));
  return {
    file,
    person: who,
    blind,
    shortcomings: await shortcomingsOf(context.db, enrolmentId, who.personId),
    certificate: certificate ? { id: certificate.certificateId, number: certificate.number } : null,
  };
}

async function seen(context: Context, enrolmentId: string): Promise<{ file: EnrolmentFile; who: Person; blind: boolean }> {
  const file = await readEnrolmentFile(context.db, enrolmentId, context.receivedAt);
  const who = file && (await person(context.db, file.enrolment.personId));
  if (!file || !who) throw new Refusal('not_found');
  allow(context.actor, seeEnrolment, file.enrolment);
  const blind = isBlind(context.actor, file.enrolment, file.rules);
  return { file, who: blind ? hidePerson(who, file.enrolment.enrolmentId) : who, blind };
}

export type AnswerView = Readonly<{ answer: Answer; files: AnswerFile[]; text: string | null; countsId: string | null }>;

/** The answer that counts, or the latest late one. */
export async function answerView(context: Context, enrolmentId: string, look: Look = 'log'): Promise<AnswerView> {
  const { file, who, blind } = await seen(context, enrolmentId);
  const answers = await answersOf(context.db, enrolmentId);
  const answer = answers.find((one) => one.answerId === file.enrolment.answerId) ?? answers.at(-1);
  if (!answer) throw new Refusal('not_found');
  await logsPerson[look](context.db, context.actor, who.personId, 'answer', context.receivedAt);
  const files = await filesOf(context.db, [answer.answerId]);
  return {
    answer,
    files: blind ? hideFileNames(files) : files,
    text: await answerText(context.db, answer.answerId, who.personId),
    countsId: file.enrolment.answerId,
  };
}

export async function answerFileContent(
  context: Context,
  enrolmentId: string,
  fileId: string,
): Promise<{ file: AnswerFile; content: ReturnType<typeof readFile> }> {
  const { who, blind } = await seen(context, enrolmentId);
  const found = await fileOfEnrolment(context.db, enrolmentId, fileId);
  if (!found) throw new Refusal('not_found');
  const file = blind ? hideFileNames([found])[0]! : found;
  await logLookup(context.db, context.actor, who.personId, 'answer-file', context.receivedAt);
  return { file, content: readFile(context.db, file.sha256) };
}

export type Receipts = Readonly<{ answers: Answer[]; files: AnswerFile[]; countsId: string | null }>;

/** The receipts by themselves: a look at the person like any other. */
export async function receiptList(context: Context, enrolmentId: string): Promise<Receipts> {
  const { who } = await seen(context, enrolmentId);
  await logLookup(context.db, context.actor, who.personId, 'receipts', context.receivedAt);
  return receipts(context, enrolmentId);
}

/** Everything ever received for an enrolment, oldest first; for whoever is shown the enrolment, whose look was logged. */
export async function receipts(context: Context, enrolmentId: string): Promise<Receipts> {
  const { file, blind } = await seen(context, enrolmentId);
  const answers = await answersOf(context.db, enrolmentId);
  const files = await filesOf(context.db, answers.map((one) => one.answerId)); // prettier-ignore
  return { answers, files: blind ? hideFileNames(files) : files, countsId: file.enrolment.answerId };
}

/** How many verdicts stand on the present answer of an enrolment that the asker has been shown. */
export async function standingCount(context: Context, enrolment: Enrolment): Promise<number> {
  return (await standingVerdicts(context.db, enrolment.answerId)).length;
}

/** Answers that wait for a verdict, never the asker's own. */
export async function queue(context: Context, look: Look = 'log'): Promise<EnrolmentRow[]> {
  allow(context.actor, seeGradingQueue, undefined);
  const found = await hideRows(context, await gradingQueue(context.db, personIdOf(context), 200));
  await logsList[look](context.db, context.actor, 'grading-queue', {}, found.length, context.receivedAt);
  return found;
}

/** How many answers wait for a verdict of the asker. Names nobody, so nothing is logged. */
export async function queueLength(context: Context): Promise<number> {
  allow(context.actor, seeGradingQueue, undefined);
  return countToGrade(context.db, personIdOf(context));
}

/** The answer that has waited longest for a verdict of the asker; a case without a name, so nothing is logged. */
export async function nextToGrade(context: Context): Promise<string | undefined> {
  allow(context.actor, seeGradingQueue, undefined);
  return (await gradingQueue(context.db, personIdOf(context), 1))[0]?.enrolmentId;
}

/** One's own enrolments, newest first. */
export async function myEnrolments(context: Context): Promise<EnrolmentRow[]> {
  return enrolmentsOfPerson(context.db, personIdOf(context));
}

export type CertificateView = Readonly<{ file: CertificateFile; person: Person }>;

export async function certificateView(context: Context, certificateId: string, look: Look = 'log'): Promise<CertificateView> {
  const file = await readCertificateFile(context.db, certificateId, context.receivedAt);
  const who = file && (await person(context.db, file.certificate.personId));
  if (!file || !who) throw new Refusal('not_found');
  allow(context.actor, seeCertificate, file.certificate);
  await logsPerson[look](context.db, context.actor, who.personId, 'certificate', context.receivedAt);
  return { file, person: who };
}

/** The certificates of a person, oldest first. @param named a person id, or the number of one of their certificates */
export async function certificateList(context: Context, named: string): Promise<CertificateView[]> {
  const personId = await personIdByName(context.db, named);
  if (!personId) throw new Refusal('not_found');
  allow(context.actor, seeCertificate, { personId });
  const who = await person(context.db, personId);
  if (!who) throw new Refusal('not_found');
  await logLookup(context.db, context.actor, personId, 'certificates', context.receivedAt);
  const found = await certificatesOf(context.db, [personId]);
  const views: CertificateView[] = [];
  for (const one of found) {
    const file = await readCertificateFile(context.db, one.certificateId, context.receivedAt);
    if (file) views.push({ file, person: who });
  }
  return views;
}

/** How often one address may verify: enough for an office, too seldom to guess numbers. */
export const verifyLimit = { points: 60, seconds: 60 } as const;

/** What anyone may learn of a certificate from its number: no more than name and status. */
export async function verification(
  context: Context,
  number: string,
): Promise<{ number: string; name: string | null; state: CertificateState }> {
  const certificate = await certificateByNumber(context.db, number.replace(/\s/g, '').toUpperCase());
  if (!certificate) throw new Refusal('not_found');
  const who = await person(context.db, certificate.personId);
  const rules = await rulesAt(context.db, certificate, context.receivedAt);
  return { number: certificate.number, name: who?.name ?? null, state: stateOn(localDay(context.receivedAt, zone), certificate, rules) };
}
