import { localDay, plusMs } from '../../domain/core/calendar';
import { parseCpr } from '../../domain/core/cpr';
import { parseEmail, sameEmail } from '../../domain/core/email';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { ruleValue, sharedRules } from '../../domain/core/rules';
import { checkSignUp, type Enrolment, type EnrolmentKind, type SignUpSource } from '../../domain/certification/enrolment';
import { manageRounds } from '../../domain/certification/policies';
import type { Round } from '../../domain/certification/round';
import { decodeFile, readSignUps, type SignUpLine } from '../../domain/certification/sign-up-import';
import { zone } from '../../domain/certification/zone';
import { newId } from '../../db/core/ids';
import { addPeople, ensurePerson, holdByEmail, peopleByEmail, setNationalId } from '../../db/core/people';
import { logListLookup, logListLookupAgain } from '../../db/core/lookups';
import { nightlyNotLaterThan } from '../../db/core/retention';
import { ruleBook } from '../../db/core/rules';
import { appendTimelines, type NewEvent } from '../../db/core/timeline';
import { certificatesOf } from '../../db/certification/certificates';
import { insertEnrolments } from '../../db/certification/enrolments';
import { openEnrolmentOf, openEnrolmentsOf } from '../../db/certification/enrolment-lists';
import { confirmImport, insertImport, signUpImport, type ImportResult, type SignUpImport } from '../../db/certification/imports';
import { lockRound, round as readRound, rulesAt } from '../../db/certification/rounds';
import { personIdOf, type Context } from '../core/context';

export type SignUp = Readonly<{
  kind: EnrolmentKind;
  source: SignUpSource;
  person: Readonly<{ name: string; email: string; employer?: string | undefined; nationalId?: string | undefined }>;
}>;

/**
 * Signs somebody up; the e-mail address says who it is. Refuses with `round_not_open`, `already_enrolled`, `no_former_certificate`, `email_invalid`,
 * `cpr_format`, `cpr_date`.
 */
export async function signUp(context: Context, roundId: string, wanted: SignUp): Promise<Enrolment> {
  allow(context.actor, manageRounds, undefined);
  return context.transaction(async (trx) => {
    const file = await lockRound(trx, roundId, context.receivedAt);
    if (!file) throw new Refusal('not_found');
    const email = parseEmail(wanted.person.email);
    const cpr = wanted.person.nationalId ? parseCpr(wanted.person.nationalId) : undefined;
    checkSignUp(file.round, context.receivedAt);
    const person = await ensurePerson(trx, {
      name: wanted.person.name,
      email,
      employer: wanted.person.employer ?? null,
      createdAt: context.receivedAt,
    });
    if (cpr) await setNationalId(trx, person.personId, 'DK', cpr, context.receivedAt);
    refuseUnless(!(await openEnrolmentOf(trx, person.personId)), 'already_enrolled');
    refuseUnless(wanted.kind === 'full' || (await certificatesOf(trx, [person.personId])).length > 0, 'no_former_certificate');
    const enrolment = requested(context, file.round, person.personId, wanted.kind, wanted.source, (await ruleBook(trx)).version);
    await insertEnrolments(trx, file.round, [enrolment], await rulesAt(trx, enrolment, context.receivedAt));
    await appendTimelines(trx, [signedUp(context, enrolment, 'signedUp')]);
    return enrolment;
  });
}

function requested(
  context: Context,
  round: Round,
  personId: string,
  kind: EnrolmentKind,
  source: SignUpSource,
  rulesVersion: number,
): Enrolment {
  return {
    enrolmentId: newId(),
    roundId: round.roundId,
    personId,
    kind,
    state: 'requested',
    source,
    requestedAt: context.receivedAt,
    admittedAt: null,
    materialReleasedAt: null,
    selfStudyDoneAt: null,
    answerId: null,
    answeredAt: null,
    verdict: null,
    verdictAt: null,
    gradedBy: null,
    correctionsUsed: 0,
    timesCorrected: 0,
    correctionUntilOn: null,
    ownDeadlineOn: null,
    ownDeadlineSetAt: null,
    ownDeadlineBaseOn: null,
    correctionBaseOn: null,
    payment: 'not_invoiced',
    cause: null,
    endedAt: null,
    rulesVersion,
    rulesOn: localDay(context.receivedAt, zone),
    version: 1,
  };
}

function signedUp(context: Context, enrolment: Enrolment, what: 'signedUp' | 'imported'): NewEvent {
  return {
    case: { kind: 'enrolment', id: enrolment.enrolmentId },
    what,
    personId: enrolment.personId,
    actorId: context.actor.personId,
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    data: { roundId: enrolment.roundId, kind: enrolment.kind, source: enrolment.source },
    rulesVersion: enrolment.rulesVersion,
  };
}

export type ImportPreview = Readonly<{ read: SignUpImport; verdicts: readonly string[] }>;

/** Reads a file of sign-ups and keeps it for confirming; nobody is signed up yet. Refuses with `csv_header`, `csv_encoding`, `too_large`, `round_not_open`. */
export async function previewImport(context: Context, roundId: string, bytes: Uint8Array): Promise<ImportPreview> {
  allow(context.actor, manageRounds, undefined);
  const round = await readRound(context.db, roundId);
  if (!round) throw new Refusal('not_found');
  const { text, legacyEncoding } = decodeFile(bytes);
  const lines = readSignUps(text);
  checkSignUp(round, context.receivedAt);
  return context.transaction(async (trx) => {
    const read: SignUpImport = {
      importId: newId(),
      roundId,
      createdBy: personIdOf(context),
      createdAt: context.receivedAt,
      lines,
      legacyEncoding,
      confirmedAt: null,
      result: null,
    };
    await insertImport(trx, read);
    // The nightly story is to come by as soon as this has been kept long enough.
    const today = localDay(context.receivedAt, zone);
    const { imports } = ruleValue(await ruleBook(trx), sharedRules.retentionDays, { version: 0, on: today, today });
    await nightlyNotLaterThan(trx, plusMs(context.receivedAt, imports * 86_400_000 + 1));
    const verdicts = await judgeLines(trx, lines);
    await logListLookup(trx, context.actor, 'sign-up-import', { roundId }, lines.length, context.receivedAt);
    return { read, verdicts };
  });
}

/** The preview of an import that was read before; looked at again it is one line of the log for a while. */
export async function readImport(context: Context, roundId: string, importId: string): Promise<ImportPreview> {
  allow(context.actor, manageRounds, undefined);
  const read = await signUpImport(context.db, roundId, importId);
  if (!read) throw new Refusal('not_found');
  await logListLookupAgain(context.db, context.actor, 'sign-up-import', { roundId, importId }, read.lines.length, context.receivedAt);
  return { read, verdicts: await judgeLines(context.db, read.lines) };
}

/** What would become of each line: a code of what keeps it out, `known_person`, or `new_person`. */
async function judgeLines(db: Context['db'], lines: readonly SignUpLine[]): Promise<string[]> {
  const good = lines.filter((line) => !line.fault);
  const known = await peopleByEmail(
    db,
    good.map((line) => line.email),
  );
  const ids = [...known.values()].map((person) => person.personId);
  const enrolled = await openEnrolmentsOf(db, ids);
  const certified = new Set((await certificatesOf(db, ids)).map((one) => one.personId));
  return lines.map((line) => {
    if (line.fault) return line.fault;
    const person = known.get(sameEmail(line.email));
    if (person && enrolled.has(person.personId)) return 'already_enrolled';
    if (line.kind === 'recertification' && !(person && certified.has(person.personId))) return 'no_former_certificate';
    return person ? 'known_person' : 'new_person';
  });
}

/**
 * Signs up every good line of an import, in one transaction; lines that became impossible meanwhile are skipped. Confirming twice is refused with
 * `import_confirmed`.
 */
export async function confirmSignUps(context: Context, roundId: string, importId: string): Promise<ImportResult> {
  allow(context.actor, manageRounds, undefined);
  return context.transaction(async (trx) => {
    const waiting = await signUpImport(trx, roundId, importId);
    // People before the round and the file, as erasing one of them does.
    if (waiting)
      await holdByEmail(
        trx,
        waiting.lines.map((line) => line.email),
      );
    const file = await lockRound(trx, roundId, context.receivedAt);
    const read = file && (await signUpImport(trx, roundId, importId, 'lock'));
    if (!file || !read) throw new Refusal('not_found');
    refuseUnless(read.confirmedAt === null, 'import_confirmed');
    checkSignUp(file.round, context.receivedAt);
    const verdicts = await judgeLines(trx, read.lines);
    const good = read.lines.filter((_, at) => verdicts[at] === 'known_person' || verdicts[at] === 'new_person');
    const ids = await addPeople(
      trx,
      good.map((line) => ({ name: line.name, email: line.email, employer: line.employer || null, createdAt: context.receivedAt })),
    );
    const { version } = await ruleBook(trx);
    const enrolments = good.map((line) => requested(context, file.round, ids.get(sameEmail(line.email))!, line.kind, 'import', version));
    if (enrolments[0]) await insertEnrolments(trx, file.round, enrolments, await rulesAt(trx, enrolments[0], context.receivedAt));
    await appendTimelines(
      trx,
      enrolments.map((one) => signedUp(context, one, 'imported')),
    );
    const result = { signedUp: enrolments.length, skipped: read.lines.length - enrolments.length };
    await confirmImport(trx, importId, context.receivedAt, result);
    return result;
  });
}
