import type { JSX } from 'preact';
import { ButtonLink, Notice, Stepper, WhyState } from '../core/components';
import type { Locale } from '../core/locale';
import type { EnrolmentCase } from './enrolment-case';
import { enrolmentSteps } from './enrolment-steps';
import { leftText, paths } from './names';
import { EnrolmentTag } from './tags';
import { eventsBehind, pastEvents } from './timeline-view';
import { whatNow } from './what-now';

/** Where the case stands, why, and what the reader should do about it. */
export function EnrolmentState({ locale, one }: Readonly<{ locale: Locale; one: EnrolmentCase }>): JSX.Element {
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
