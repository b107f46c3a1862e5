import type { JSX } from 'preact';
import type { Instant } from '../../domain/core/calendar';
import type { Material } from '../../db/certification/rounds';
import type { DeclaredOutage } from '../../db/certification/outages';
import type { TimelineEvent } from '../../db/core/timeline';
import type { Receipts } from '../../api/certification/queries';
import type { EnrolmentView } from '../../api/certification/presenters';
import { ButtonLink, caseTopic, ErrorSummary, KeptDone, LiveRegion, Page, Section, Timeline } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { EnrolmentFacts } from './enrolment-facts';
import { AdmitForm, PaymentForm, StudyForm, WithdrawForm } from './enrolment-forms';
import { EnrolmentState } from './enrolment-state';
import { HandInForm } from './hand-in-form';
import { MaterialList } from './material-list';
import { OutageNotice } from './outage-notice';
import { participantName, paths, roundName } from './names';
import { ReceiptList } from './receipt-list';
import { futureSteps, pastEvents, type Reading } from './timeline-view';
import { mayAdmit, mayExtend, mayFinishStudy, mayHandIn, mayWithdraw } from './what-now';

/** What the page of an enrolment shows to one reader. */
export type EnrolmentCase = Readonly<{
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
  /** Something about it can have been a mistake and be taken back. */
  correctable: boolean;
  seesCertificate: boolean;
  /** An answer arrived just now: the browser may forget what it kept of it. */
  handedIn: boolean;
  /** What moved the round's deadline, if anything did. */
  outages: readonly DeclaredOutage[];
  at: Instant;
}>;

/** Staff look for a person, a participant for a course. */
export function caseTitle(locale: Locale, { view, isOwn }: EnrolmentCase): string {
  if (!isOwn) return participantName(locale, { ...view.person, blind: view.blind, enrolmentId: view.file.enrolment.enrolmentId });
  return locale.t('certification.enrolment.title', { round: roundName(locale, view.file.round) });
}

type Props = Readonly<{ locale: Locale; one: EnrolmentCase; errors: FormErrors; filesLost: boolean }>;

/** One enrolment: where it stands, what to do, what was sent and received, and its history with what comes next. */
export function EnrolmentCasePage({ locale, one, errors, filesLost }: Props): JSX.Element {
  const { t } = locale;
  const { view, received, material, events, reading, isOwn, mayManage } = one;
  const { enrolment, round, agenda } = view.file;
  const here = paths.enrolment(enrolment.enrolmentId);
  const handsIn = isOwn ? mayHandIn(view.file, one.at) : undefined;
  return (
    <Page
      locale={locale}
      title={caseTitle(locale, one)}
      breadcrumbs={[
        ...(isOwn ? [{ href: '/', text: t('core.menu.start') }] : [{ href: paths.rounds, text: t('core.menu.rounds') }]),
        { href: paths.round(round.roundId), text: roundName(locale, round) },
      ]}
      lead={t(`certification.enrolment.kind.${enrolment.kind}`)}
    >
      {one.handedIn && <KeptDone name={`answer-${enrolment.enrolmentId}`} />}
      <ErrorSummary locale={locale} errors={errors.summary} />
      <div class="frist-beside">
        <div>
          <OutageNotice locale={locale} outages={one.outages} />
          <LiveRegion id="case-state" href={here} topics={[caseTopic(enrolment.enrolmentId)]} announce>
            <EnrolmentState locale={locale} one={one} />
          </LiveRegion>
          {mayManage && mayExtend(view.file, one.at) && (
            <p>
              <ButtonLink href={`${here}/extend`}>{t('certification.extend.title')}</ButtonLink>
            </p>
          )}
          {mayManage && mayAdmit(view.file, one.at) && <AdmitForm locale={locale} action={`${here}/admit`} />}
          {isOwn && mayFinishStudy(view.file, one.at) && <StudyForm locale={locale} action={`${here}/self-study-done`} />}
          {material.length > 0 && (
            <Section title={t('certification.material.title')} id="material">
              <MaterialList locale={locale} roundId={round.roundId} material={material} />
            </Section>
          )}
          {handsIn && <HandInForm locale={locale} file={view.file} how={handsIn} text={one.text} errors={errors} filesLost={filesLost} />}
          {received.answers.length > 0 && <ReceiptList locale={locale} enrolmentId={enrolment.enrolmentId} received={received} />}
          {(isOwn || mayManage) && (
            <p>
              <a href={`${here}/evidence`}>{t('records.evidence.open')}</a>
            </p>
          )}
          {(isOwn || mayManage) && mayWithdraw(enrolment) && <WithdrawForm locale={locale} action={`${here}/withdraw`} />}
        </div>
        <div>
          {(mayManage || one.mayGrade) && <EnrolmentFacts locale={locale} view={view} mayManage={mayManage} />}
          {mayManage && one.correctable && (
            <p>
              <ButtonLink href={paths.correct(enrolment.enrolmentId)}>{t('certification.correct.link')}</ButtonLink>
            </p>
          )}
          {mayManage && <PaymentForm locale={locale} view={view} errors={errors} />}
          <LiveRegion id="case-timeline" href={here} topics={[caseTopic(enrolment.enrolmentId)]}>
            <Timeline
              locale={locale}
              id="timeline"
              title={t('core.timeline.title')}
              past={pastEvents(locale, events, reading)}
              future={futureSteps(locale, agenda)}
              ended={enrolment.state === 'under_grading' && !enrolment.verdict ? t('certification.enrolment.waitsForGrader') : undefined}
            />
          </LiveRegion>
        </div>
      </div>
    </Page>
  );
}
