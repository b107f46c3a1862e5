import type { JSX } from 'preact';
import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { verdicts } from '../../domain/certification/enrolment';
import { gradeAnswers, seeGradingQueue } from '../../domain/certification/policies';
import { allow } from '../../domain/core/policies';
import { newId } from '../../db/core/ids';
import type { ReadVerdict } from '../../db/certification/verdicts';
import { gradeAnswer } from '../../api/certification/enrolment-commands';
import type { EnrolmentView } from '../../api/certification/presenters';
import { verdictHistory } from '../../api/certification/grading-queries';
import { answerView, enrolmentView, nextToGrade, type AnswerView } from '../../api/certification/queries';
import {
  Button,
  KeptDone,
  ButtonLink,
  ButtonRow,
  ErrorSummary,
  Notice,
  Page,
  RadioGroup,
  Section,
  SubmitForm,
  SummaryList,
  TextArea,
} from '../core/components';
import { formErrors, type FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { participantName, paths, roundName } from './names';
import { AnswerFiles } from './receipt-list';
import { criterionPrefix, Rubric, VerdictHistory } from './rubric';
import { EnrolmentTag } from './tags';

const gradeForm = z.object({ verdict: z.enum(verdicts), shortcomings: z.string().trim().max(20_000).optional() });

/** An answer beside the form for its verdict; after it the next one that waits. */
export function gradePage(router: PageRouter): void {
  const path = '/certification/enrolments/:id/grade';
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { verdict, shortcomings } = readValues(gradeForm, form.values);
      const graded = page.params['id']!;
      const after = await gradeAnswer(page.context, graded, verdict, shortcomings, criteriaOf(form.values));
      leaveNote(page, after.verdict ? `certification.grade.done.${after.verdict}` : 'certification.grade.done.waits');
      const next = await nextToGrade(page.context);
      return `${next ? paths.grade(next) : paths.grading}?graded=${graded}`;
    },
    show,
  );
}

/** The criteria that were ticked. */
function criteriaOf(values: Readonly<Record<string, string>>): string[] {
  return Object.keys(values).flatMap((name) => (name.startsWith(criterionPrefix) ? [name.slice(criterionPrefix.length)] : []));
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params } = page;
  const { actor } = context;
  allow(actor, seeGradingQueue, undefined);
  const enrolmentId = params['id']!;
  const view = await enrolmentView(context, enrolmentId);
  const answer = await answerView(context, enrolmentId).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'not_found') return undefined;
    throw error;
  });
  const { t } = locale;
  const labels = { verdict: t('certification.grade.verdict'), shortcomings: t('certification.grade.shortcomings') };
  const errors = formErrors(locale, refused, labels, {
    missing: t('certification.grade.choose'),
    reason_needed: t('certification.grade.shortcomingsMissing'),
  });
  const isOwn = actor.personId === view.file.enrolment.personId;
  const history = await verdictHistory(context, view.file.enrolment);
  const gave = history.some((one) => !one.takenBackAt && one.answerId === view.file.enrolment.answerId && one.graderId === actor.personId);
  const mayGrade = gradeAnswers.holds(actor, view.file.enrolment) && !isOwn && !gave;
  return {
    title: locale.t('certification.grade.title'),
    body: (
      <>
        <GradedKept page={page} />
        <GradePage
          locale={locale}
          view={view}
          answer={answer}
          history={history}
          mayGrade={mayGrade}
          gave={gave}
          isOwn={isOwn}
          errors={errors}
        />
      </>
    ),
  };
}

/** On the page after a verdict: what the browser kept of its text may be forgotten. */
export function GradedKept({ page }: Readonly<{ page: PageRequest }>): JSX.Element | null {
  const graded = page.query['graded'];
  return graded ? <KeptDone name={keptName(graded)} /> : null;
}

function keptName(enrolmentId: string): string {
  return `verdict-${enrolmentId}`;
}

type Props = Readonly<{
  locale: Locale;
  view: EnrolmentView;
  answer: AnswerView | undefined;
  history: readonly ReadVerdict[];
  mayGrade: boolean;
  /** The reader's verdict stands, and waits for another grader's. */
  gave: boolean;
  isOwn: boolean;
  errors: FormErrors;
}>;

function GradePage({ locale, view, answer, history, mayGrade, gave, isOwn, errors }: Props): JSX.Element {
  const { t, instant } = locale;
  const { enrolment, round } = view.file;
  const name = participantName(locale, { ...view.person, blind: view.blind, enrolmentId: enrolment.enrolmentId });
  const waits = enrolment.state === 'under_grading' && !enrolment.verdict;
  return (
    <Page
      locale={locale}
      title={view.blind ? name : t('certification.grade.of', { name })}
      breadcrumbs={[
        { href: paths.grading, text: t('core.menu.grading') },
        { href: paths.enrolment(enrolment.enrolmentId), text: name },
      ]}
      aside={<EnrolmentTag locale={locale} state={enrolment.state} />}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <div class="frist-beside">
        <Section title={t('certification.grade.answer')} id="answer">
          <SummaryList
            items={[
              { term: t('certification.field.round'), value: roundName(locale, round) },
              { term: t('certification.field.kind'), value: t(`certification.enrolment.kind.${enrolment.kind}`) },
              ...(answer
                ? [
                    { term: t('certification.receipt.number'), value: answer.answer.receiptNumber },
                    { term: t('certification.receipt.receivedAt'), value: instant(answer.answer.receivedAt) },
                    {
                      term: t('certification.receipt.files'),
                      value: <AnswerFiles locale={locale} enrolmentId={enrolment.enrolmentId} files={answer.files} />,
                    },
                  ]
                : []),
            ]}
          />
          {answer?.text && (
            <div class="frist-written" role="region" aria-label={t('certification.grade.text')} tabIndex={0}>
              {answer.text}
            </div>
          )}
          {answer && !answer.text && <p class="frist-subtle">{t('certification.grade.noText')}</p>}
          {!answer && <p>{t('certification.grade.noAnswer')}</p>}
        </Section>
        <Section title={t('certification.grade.verdict')} id="verdict">
          {view.shortcomings && (
            <Notice title={t('certification.shortcomings.before')}>
              <p class="frist-written">{view.shortcomings}</p>
            </Notice>
          )}
          {waits && mayGrade ? (
            <VerdictForm locale={locale} view={view} errors={errors} />
          ) : (
            <NoVerdict locale={locale} view={view} isOwn={isOwn} gave={gave} />
          )}
        </Section>
      </div>
      {history.length > 0 && <VerdictHistory locale={locale} history={history} rubric={view.file.rules.rubric} />}
    </Page>
  );
}

function VerdictForm({ locale, view, errors }: Readonly<{ locale: Locale; view: EnrolmentView; errors: FormErrors }>): JSX.Element {
  const { t } = locale;
  const { enrolment, rules } = view.file;
  const left = rules.corrections - enrolment.correctionsUsed;
  const unsatisfactory =
    left > 0 ? t('certification.grade.hint.returned', { days: rules.correctionDays }) : t('certification.grade.hint.failed');
  return (
    <SubmitForm
      action={paths.grade(enrolment.enrolmentId)}
      idempotencyKey={newId()}
      keep={{ name: keptName(enrolment.enrolmentId), restored: t('core.kept.restored') }}
    >
      <RadioGroup
        name="verdict"
        label={t('certification.grade.question')}
        value={errors.value('verdict')}
        error={errors.of('verdict')}
        options={[
          { value: 'satisfactory', text: t('certification.verdict.satisfactory'), hint: t('certification.grade.hint.satisfactory') },
          { value: 'not_satisfactory', text: t('certification.verdict.not_satisfactory'), hint: unsatisfactory },
        ]}
      />
      {rules.secondGrader === 'on' && <p>{t('certification.grade.two')}</p>}
      <Rubric locale={locale} rubric={rules.rubric} errors={errors} />
      <TextArea
        name="shortcomings"
        label={t('certification.grade.shortcomings')}
        hint={t('certification.grade.shortcomingsHint')}
        rows={8}
        maxLength={20_000}
        value={errors.value('shortcomings')}
        error={errors.of('shortcomings')}
        optional={t('certification.grade.onlyIfNot')}
      />
      <p>{t('certification.grade.final')}</p>
      <ButtonRow>
        <Button>{t('certification.grade.record')}</Button>
        <ButtonLink href={paths.grading} variant="tertiary">
          {t('certification.grade.toQueue')}
        </ButtonLink>
      </ButtonRow>
    </SubmitForm>
  );
}

/** Why there is no form: it is graded, not yet time, never to be graded, or one's own. */
function NoVerdict({
  locale,
  view,
  isOwn,
  gave,
}: Readonly<{ locale: Locale; view: EnrolmentView; isOwn: boolean; gave: boolean }>): JSX.Element {
  const { t, instant } = locale;
  const { enrolment } = view.file;
  const text = (): string => {
    if (enrolment.state === 'late') return t('certification.grade.neverLate');
    if (enrolment.verdict && enrolment.verdictAt)
      return t('certification.grade.already', {
        verdict: t(`certification.verdict.${enrolment.verdict}`),
        at: instant(enrolment.verdictAt),
      });
    if (isOwn) return t('certification.grade.own');
    if (gave) return t('certification.grade.youGave');
    if (enrolment.state === 'under_grading') return t('certification.grade.forGraders');
    return t('certification.grade.notYet');
  };
  return (
    <>
      <Notice tone={enrolment.state === 'late' ? 'warning' : 'info'}>
        <p>{text()}</p>
      </Notice>
      <ButtonLink href={paths.grading}>{t('certification.grade.toQueue')}</ButtonLink>
    </>
  );
}
