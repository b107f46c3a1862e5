import type { JSX } from 'preact';
import { z } from 'zod';
import type { Instant } from '../../domain/core/calendar';
import { paymentStates } from '../../domain/certification/enrolment';
import { gradeAnswers, manageEnrolments, seeCertificate } from '../../domain/certification/policies';
import type { Material } from '../../db/certification/rounds';
import { newId } from '../../db/core/ids';
import type { TimelineEvent } from '../../db/core/timeline';
import { admit, finishSelfStudy, handIn, setPayment, withdraw } from '../../api/certification/enrolment-commands';
import { answerView, enrolmentView, receipts, roundMaterial, type Receipts } from '../../api/certification/queries';
import type { EnrolmentView } from '../../api/certification/presenters';
import { caseTimeline } from '../../api/core/timeline-queries';
import {
  Button,
  ButtonLink,
  caseTopic,
  ErrorSummary,
  KeptDone,
  LiveRegion,
  Notice,
  Page,
  Section,
  Stepper,
  SubmitForm,
  Timeline,
  WhyState,
} from '../core/components';
import { formErrors, type FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote, noteOf } from '../core/note';
import { readValues, type Act, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { EnrolmentFacts, PaymentForm } from './enrolment-facts';
import { enrolmentSteps } from './enrolment-steps';
import { HandInForm } from './hand-in-form';
import { MaterialList } from './material-list';
import { leftText, paths, roundName } from './names';
import { ReceiptList } from './receipt-list';
import { EnrolmentTag } from './tags';
import { eventsBehind, futureSteps, pastEvents, type Reading } from './timeline-view';
import { mayAdmit, mayFinishStudy, mayHandIn, mayWithdraw, whatNow } from './what-now';

const paymentForm = z.object({ payment: z.enum(paymentStates) });
const answerForm = z.object({ text: z.string().max(200_000).optional() });

/** One enrolment, for everybody who may see it: the parts follow who looks. */
export function enrolmentPage(router: PageRouter): void {
  const path = '/certification/enrolments/:id';
  const act = (name: string, work: Act): void => router.post(`${path}/${name}`, 'signed-in', work, show);
  router.get(path, 'signed-in', show);
  act('admit', async (page) => {
    await admit(page.context, page.params['id']!);
    leaveNote(page, 'certification.enrolment.admitted');
    return paths.enrolment(page.params['id']!);
  });
  act('withdraw', async (page) => {
    await withdraw(page.context, page.params['id']!);
    leaveNote(page, 'certification.enrolment.withdrawn');
    return paths.enrolment(page.params['id']!);
  });
  act('self-study-done', async (page) => {
    await finishSelfStudy(page.context, page.params['id']!);
    leaveNote(page, 'certification.enrolment.studyDone');
    return paths.enrolment(page.params['id']!);
  });
  act('payment', async (page, form) => {
    await setPayment(page.context, page.params['id']!, readValues(paymentForm, form.values).payment);
    leaveNote(page, 'certification.enrolment.paymentSaved');
    return paths.enrolment(page.params['id']!);
  });
  act('hand-in', async (page, form) => {
    const { text } = readValues(answerForm, form.values);
    const { answer } = await handIn(page.context, page.params['id']!, { text: text ?? null, files: form.files });
    leaveNote(page, answer.late ? 'certification.handIn.doneLate' : 'certification.handIn.done', { receipt: answer.receiptNumber });
    return paths.enrolment(page.params['id']!);
  });
}

type Case = Readonly<{
  view: EnrolmentView;
  received: Receipts;
  /** What the participant sent last, for correcting it. */
  text: string | null;
  material: readonly Material[];
  events: readonly TimelineEvent[];
  reading: Reading;
  isOwn: boolean;
  mayManage: boolean;
  mayGrade: boolean;
  seesCertificate: boolean;
  /** An answer arrived just now: the browser may forget what it kept of it. */
  handedIn: boolean;
  at: Instant;
}>;

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params, poll } = page;
  const { actor } = context;
  const enrolmentId = params['id']!;
  const view = await enrolmentView(context, enrolmentId, poll ? 'again' : 'log');
  const { enrolment } = view.file;
  const isOwn = actor.personId === enrolment.personId;
  const mayManage = manageEnrolments.holds(actor, enrolment);
  const received = await receipts(context, enrolmentId);
  const seesMaterial = enrolment.materialReleasedAt !== null && (isOwn || mayManage);
  const seesCertificate = seeCertificate.holds(actor, enrolment);
  const one: Case = {
    view,
    received,
    text: isOwn && received.answers.length > 0 ? (await answerView(context, enrolmentId)).text : null,
    material: seesMaterial ? await roundMaterial(context, enrolment.roundId) : [],
    events: await caseTimeline(context, enrolmentId),
    reading: { as: actor.grants.length > 0 && !isOwn ? 'staff' : 'participant', links: seesCertificate ? ['certificate'] : [] },
    isOwn,
    mayManage,
    mayGrade: gradeAnswers.holds(actor, enrolment) && !isOwn,
    seesCertificate,
    handedIn: noteOf(page)?.key.startsWith('certification.handIn.') ?? false,
    at: context.receivedAt,
  };
  const errors = formErrors(locale, refused, {
    payment: locale.t('certification.field.payment'),
    text: locale.t('certification.handIn.text'),
    files: locale.t('certification.handIn.files'),
  });
  return {
    title: titleOf(locale, one),
    body: <CasePage locale={locale} one={one} errors={errors} filesLost={refused !== undefined && refused.form.files.length > 0} />,
    live: [caseTopic(enrolmentId)],
  };
}

function titleOf(locale: Locale, { view, isOwn }: Case): string {
  if (!isOwn) return view.person.name ?? locale.t('certification.erased');
  return locale.t('certification.enrolment.title', { round: roundName(locale, view.file.round) });
}

type Props = Readonly<{ locale: Locale; one: Case; errors: FormErrors; filesLost: boolean }>;

function CasePage({ locale, one, errors, filesLost }: Props): JSX.Element {
  const { t } = locale;
  const { view, received, material, events, reading, isOwn, mayManage } = one;
  const { enrolment, round, agenda } = view.file;
  const here = paths.enrolment(enrolment.enrolmentId);
  const handsIn = isOwn ? mayHandIn(view.file, one.at) : undefined;
  return (
    <Page
      locale={locale}
      title={titleOf(locale, one)}
      breadcrumbs={[
        ...(isOwn ? [{ href: '/', text: t('core.menu.start') }] : [{ href: paths.rounds, text: t('core.menu.rounds') }]),
        { href: paths.round(round.roundId), text: roundName(locale, round) },
      ]}
      lead={t(`certification.enrolment.kind.${enrolment.kind}`)}
    >
      {one.handedIn && <KeptDone name={`answer-${enrolment.enrolmentId}`} />}
      <ErrorSummary locale={locale} errors={errors.summary} />
      <LiveRegion id="case-state" href={here} topics={[caseTopic(enrolment.enrolmentId)]} announce>
        <State locale={locale} one={one} />
      </LiveRegion>
      {mayManage && mayAdmit(view.file, one.at) && <AdmitForm locale={locale} action={`${here}/admit`} />}
      {isOwn && mayFinishStudy(view.file, one.at) && <StudyForm locale={locale} action={`${here}/self-study-done`} />}
      {material.length > 0 && (
        <Section title={t('certification.material.title')} id="material">
          <MaterialList locale={locale} roundId={round.roundId} material={material} />
        </Section>
      )}
      {handsIn && <HandInForm locale={locale} file={view.file} how={handsIn} text={one.text} errors={errors} filesLost={filesLost} />}
      {received.answers.length > 0 && <ReceiptList locale={locale} enrolmentId={enrolment.enrolmentId} received={received} />}
      {(mayManage || one.mayGrade) && <EnrolmentFacts locale={locale} view={view} mayManage={mayManage} />}
      {mayManage && <PaymentForm locale={locale} view={view} errors={errors} />}
      {(isOwn || mayManage) && mayWithdraw(enrolment) && <WithdrawForm locale={locale} action={`${here}/withdraw`} />}
      <LiveRegion id="case-timeline" href={here} topics={[caseTopic(enrolment.enrolmentId)]}>
        <Timeline
          locale={locale}
          id="timeline"
          title={t('core.timeline.title')}
          past={pastEvents(locale, events, reading)}
          future={futureSteps(locale, agenda)}
        />
      </LiveRegion>
    </Page>
  );
}

/** Where the case stands, why, and what the reader should do about it. */
function State({ locale, one }: Readonly<{ locale: Locale; one: Case }>): JSX.Element {
  const { t } = locale;
  const { view, events, reading, isOwn } = one;
  const { enrolment, round } = view.file;
  const now = whatNow(locale, view.file, one.at);
  const state = t(`certification.enrolment.state.${enrolment.state}`);
  const why =
    enrolment.state === 'under_grading' && enrolment.verdict
      ? 'certification.enrolment.issuing'
      : (`certification.why.enrolment.${enrolment.state}` as const);
  return (
    <>
      <Stepper locale={locale} label={t('certification.stepper.label')} steps={enrolmentSteps(locale, enrolment, round)} />
      <div class="frist-state">
        <p class="frist-state-line">
          <EnrolmentTag locale={locale} state={enrolment.state} />
          {now.lastDay && <span> {leftText(locale, one.at, now.lastDay)}</span>}
        </p>
        {isOwn && (
          <p>
            <strong>{t('certification.now.label')}</strong> {now.text}
          </p>
        )}
        <WhyState
          locale={locale}
          question={t('core.why.of', { state })}
          answer={t(why)}
          events={pastEvents(locale, eventsBehind(events), reading)}
        />
      </div>
      {view.shortcomings && (
        <Notice tone="warning" title={t('certification.shortcomings.title')}>
          <p class="frist-written">{view.shortcomings}</p>
        </Notice>
      )}
      {view.certificate && one.seesCertificate && (
        <p>
          <ButtonLink href={paths.certificate(view.certificate.id)} variant="primary">
            {t('certification.certificate.seeNumber', { number: view.certificate.number })}
          </ButtonLink>
        </p>
      )}
      {one.mayGrade && enrolment.state === 'under_grading' && !enrolment.verdict && (
        <p>
          <ButtonLink href={paths.grade(enrolment.enrolmentId)} variant="primary">
            {t('certification.grade.go')}
          </ButtonLink>
        </p>
      )}
    </>
  );
}

function AdmitForm({ locale: { t }, action }: Readonly<{ locale: Locale; action: string }>): JSX.Element {
  return (
    <SubmitForm action={action} idempotencyKey={newId()}>
      <Button>{t('certification.enrolment.admit')}</Button>
    </SubmitForm>
  );
}

function StudyForm({ locale: { t }, action }: Readonly<{ locale: Locale; action: string }>): JSX.Element {
  return (
    <SubmitForm action={action} idempotencyKey={newId()}>
      <p>{t('certification.study.explain')}</p>
      <Button>{t('certification.study.done')}</Button>
    </SubmitForm>
  );
}

function WithdrawForm({ locale: { t }, action }: Readonly<{ locale: Locale; action: string }>): JSX.Element {
  return (
    <SubmitForm
      action={action}
      idempotencyKey={newId()}
      confirm={{ ask: t('certification.withdraw.ask'), text: t('certification.withdraw.text') }}
    >
      <Button danger>{t('certification.withdraw.do')}</Button>
    </SubmitForm>
  );
}
