import type { JSX } from 'preact';
import { daysBetween, localDay, type Instant } from '../../domain/core/calendar';
import { hasRole } from '../../domain/core/actors';
import { expiresOn, stateOn } from '../../domain/certification/certificate';
import { manageEnrolments, revokeCertificates } from '../../domain/certification/policies';
import { zone } from '../../domain/certification/zone';
import type { TimelineEvent } from '../../db/core/timeline';
import { certificateView, type CertificateView } from '../../api/certification/queries';
import { caseTimeline } from '../../api/core/timeline-queries';
import { ButtonLink, ButtonRow, caseTopic, LiveRegion, Page, SummaryList, Timeline, WhyState } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { leftText, paths } from './names';
import { CertificateTag } from './tags';
import { eventsBehind, futureSteps, pastEvents, type Reading } from './timeline-view';

/** One certificate: whether it is valid, until when, and what moves that. */
export function certificatePage(router: PageRouter): void {
  router.get('/certification/certificates/:id', 'signed-in', show);
}

async function show({ context, locale, params, poll }: PageRequest): Promise<View> {
  const { actor } = context;
  const view = await certificateView(context, params['id']!, poll ? 'again' : 'log');
  const { certificate } = view.file;
  const isOwn = actor.personId === certificate.personId;
  const seesEnrolment = isOwn || manageEnrolments.holds(actor, certificate);
  const reading: Reading = {
    as: hasRole(actor, 'coordinator', 'agency', 'region') && !isOwn ? 'staff' : 'participant',
    links: seesEnrolment ? ['certificate', 'enrolment'] : ['certificate'],
  };
  const events = await caseTimeline(context, certificate.certificateId);
  return {
    title: certificate.number,
    body: (
      <CertificatePage
        locale={locale}
        view={view}
        events={events}
        reading={reading}
        isOwn={isOwn}
        mayRevoke={revokeCertificates.holds(actor, certificate)}
        at={context.receivedAt}
      />
    ),
    live: [caseTopic(certificate.certificateId)],
  };
}

type Props = Readonly<{
  locale: Locale;
  view: CertificateView;
  events: readonly TimelineEvent[];
  reading: Reading;
  isOwn: boolean;
  mayRevoke: boolean;
  at: Instant;
}>;

function CertificatePage({ locale, view, events, reading, isOwn, mayRevoke, at }: Props): JSX.Element {
  const { t, day } = locale;
  const { certificate, rules, agenda } = view.file;
  const today = localDay(at, zone);
  const expiry = expiresOn(certificate, rules);
  const state = stateOn(today, certificate, rules);
  const here = paths.certificate(certificate.certificateId);
  const lives = state === 'active' || state === 'expiring';
  return (
    <Page
      locale={locale}
      title={certificate.number}
      lead={t(`certification.certificate.kind.${certificate.kind}`)}
      breadcrumbs={[{ href: '/', text: t('core.menu.start') }]}
    >
      <div class="frist-beside">
        <LiveRegion id="certificate-state" href={here} topics={[caseTopic(certificate.certificateId)]} announce>
          <div class="frist-state">
            <p class="frist-state-line">
              <CertificateTag locale={locale} state={state} />
              {lives && <span> {leftText(locale, at, expiry)}</span>}
            </p>
            <p>{t(`certification.certificate.is.${state}`, { day: day(expiry), days: Math.abs(daysBetween(today, expiry)) })}</p>
            <WhyState
              locale={locale}
              question={t('core.why.of', { state: t(`certification.certificate.state.${state}`) })}
              answer={t(`certification.why.certificate.${state}`, { lastActiveOn: day(certificate.lastActiveOn), years: rules.idleYears })}
              events={pastEvents(locale, eventsBehind(events), reading)}
            />
          </div>
          <SummaryList
            items={[
              ...(isOwn ? [] : [{ term: t('certification.field.name'), value: view.person.name ?? t('certification.erased') }]),
              { term: t('certification.field.issuedOn'), value: day(certificate.issuedOn) },
              { term: t('certification.field.lastActiveOn'), value: day(certificate.lastActiveOn) },
              { term: t('certification.field.expiresOn'), value: day(expiry) },
              ...(lives
                ? [
                    {
                      term: t('certification.certificate.movedBy'),
                      value: t('certification.certificate.howItMoves', { years: rules.idleYears }),
                    },
                  ]
                : []),
              {
                term: t('certification.certificate.verify'),
                value: <a href={paths.verify(certificate.number)}>{t('certification.certificate.verifyLink')}</a>,
              },
            ]}
          />
          {view.person.name !== null && (
            <ButtonRow>
              <ButtonLink href={`${here}/pdf`} download>
                {t('certification.document.pdf')}
              </ButtonLink>
              <ButtonLink href={`${here}/badge`} download>
                {t('certification.document.badge')}
              </ButtonLink>
            </ButtonRow>
          )}
          {lives && mayRevoke && (
            <ButtonRow>
              <ButtonLink href={paths.revoke(certificate.certificateId)}>{t('certification.revoke.action')}</ButtonLink>
            </ButtonRow>
          )}
        </LiveRegion>
        <LiveRegion id="certificate-timeline" href={here} topics={[caseTopic(certificate.certificateId)]}>
          <Timeline
            locale={locale}
            id="timeline"
            title={t('core.timeline.title')}
            past={pastEvents(locale, events, reading)}
            future={futureSteps(locale, agenda)}
          />
        </LiveRegion>
      </div>
    </Page>
  );
}
