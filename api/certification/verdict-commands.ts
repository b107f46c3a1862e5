import { Refusal, refuseUnless } from '../../domain/core/errors';
import { checkGradable, grade, type Enrolment, type Verdict } from '../../domain/certification/enrolment';
import { outlast } from '../../domain/certification/deadlines';
import { checkGrader, outcomeOf } from '../../domain/certification/grading';
import { newId } from '../../db/core/ids';
import type { Trx } from '../../db/core/transaction';
import { setShortcomings } from '../../db/certification/answers';
import type { EnrolmentFile } from '../../db/certification/enrolments';
import { outages } from '../../db/certification/outages';
import { insertVerdict, standingVerdicts, verdictsOf } from '../../db/certification/verdicts';
import { formatDay } from '../../letters/core/format';
import { writeEnrolmentLetter } from '../../letters/certification/write-enrolment-letter';
import { personIdOf, type Context } from '../core/context';

/** A verdict as a grader gives it: what for, with the criteria found met. */
export type Given = Readonly<{ verdict: Verdict; shortcomings?: string | undefined; criteria?: readonly string[] | undefined }>;

/**
 * Adds a grader's verdict to those on the answer, and decides once they come to something: at once, or with a second grader when two agree
 * (`domain.md` 2.3, 2.6). The caller holds the outages and the enrolment's lock. @returns the enrolment, unchanged while another grader is needed
 * @throws Refusal `own_answer`, `late_not_graded`, `round_not_closed`, `not_allowed_in_state`, `reason_needed`
 */
export async function addVerdict(trx: Trx, context: Context, file: EnrolmentFile, given: Given): Promise<Enrolment> {
  const { enrolment, round, rules } = file;
  const graderId = personIdOf(context);
  const standing = await standingVerdicts(trx, enrolment.answerId);
  refuseUnless(graderId !== enrolment.personId, 'own_answer');
  const { verdict } = given;
  refuseUnless(verdict === 'satisfactory' || Boolean(given.shortcomings), 'reason_needed', { shortcomings: 'reason_needed' });
  const criteria = given.criteria ?? [];
  const known = new Set(rules.rubric.map(({ code }) => code));
  refuseUnless(
    criteria.every((code) => known.has(code)),
    'value_invalid',
    { criteria: 'value_invalid' },
  );
  checkGradable(enrolment, round, context.receivedAt);
  checkGrader(enrolment, standing, graderId);
  if (!enrolment.answerId) throw new Refusal('not_allowed_in_state');
  const row = {
    verdictId: newId(),
    enrolmentId: enrolment.enrolmentId,
    answerId: enrolment.answerId,
    graderId,
    verdict,
    at: context.receivedAt,
    criteria,
  };
  await insertVerdict(trx, row, enrolment.personId, verdict === 'not_satisfactory' ? given.shortcomings : undefined);
  const outcome = outcomeOf([...standing, row], rules);
  if (!outcome) return enrolment;
  const after = outlast(grade(enrolment, round, outcome, { graderId, at: context.receivedAt }, rules), await outages(trx));
  if (outcome === 'not_satisfactory') await tellShortcomings(trx, context, file, after);
  return after;
}

/** The participant is told that the answer is not satisfactory, and reads what everybody who found it so had to say. */
async function tellShortcomings(trx: Trx, { receivedAt }: Context, file: EnrolmentFile, after: Enrolment): Promise<void> {
  const verdicts = await verdictsOf(trx, after.enrolmentId, after.personId);
  const said = verdicts.filter((one) => one.answerId === after.answerId && !one.takenBackAt && one.shortcomings);
  await setShortcomings(trx, after.enrolmentId, after.personId, said.map((one) => one.shortcomings).join('\n\n'));
  const returned = after.state === 'returned';
  await writeEnrolmentLetter(
    trx,
    { ...file, enrolment: after },
    {
      template: returned ? 'returned' : 'failed',
      // By its number, for in rehearsal an answer may be graded, corrected and graded again at one instant.
      occasion: `verdict-${returned ? after.correctionsUsed : 'last'}:${receivedAt}`,
      at: receivedAt,
      values: (language) => (after.correctionUntilOn ? { deadline: formatDay(language, after.correctionUntilOn) } : {}),
    },
  );
}
