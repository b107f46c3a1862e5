import type { JSX, VNode } from 'preact';
import { localDay, type Instant } from '../../domain/core/calendar';
import { expiresOn, stateOn } from '../../domain/certification/certificate';
import { gradeAnswers, seeBoard, seeGradingQueue, seeRegion } from '../../domain/certification/policies';
import { zone } from '../../domain/certification/zone';
import { endedStates } from '../../domain/certification/enrolment';
import type { EnrolmentView } from '../../api/certification/presenters';
import {
  certificateList,
  enrolmentView,
  myEnrolments,
  queueLength,
  roundList,
  type CertificateView,
  type RoundView,
} from '../../api/certification/queries';
import { regionList } from '../../api/certification/region-commands';
import { personIdOf } from '../../api/core/context';
import { ButtonLink, ButtonRow, Card, Cards, DataTable, Section, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest } from '../core/page-router';
import { Counts } from './counts';
import { dayWithLeft, leftText, paths, roundName } from './names';
import { CertificateTag, EnrolmentTag, RoundTag } from './tags';
import { whatNow } from './what-now';

/** Courses that are over are shown only so many, the latest first. */
const endedShown = 3;

/** For the start page of a participant: each course with what to do now, and the certificates. */
export async function participantOverview(page: PageRequest): Promise<VNode> {
  const { context, locale } = page;
  const rows = await myEnrolments(context);
  const wanted = [
    ...rows.filter(({ state }) => !endedStates.has(state)),
    ...rows.filter(({ state }) => endedStates.has(state)).slice(0, endedShown),
  ];
  const courses = await Promise.all(wanted.map(({ enrolmentId }) => enrolmentView(context, enrolmentId)));
  const certificates = await certificateList(context, personIdOf(context));
  return <Mine locale={locale} courses={courses} certificates={[...certificates].reverse()} at={context.receivedAt} />;
}

/** For the start page of staff: the rounds in progress with their counts, and how many answers wait for a grader. */
export async function staffOverview(page: PageRequest): Promise<VNode> {
  const { context, locale } = page;
  const { actor } = context;
  const seesRounds = seeBoard.holds(actor, undefined);
  const rounds = seesRounds
    ? (await roundList(context, {})).filter(({ round }) => ['open', 'running', 'closed'].includes(round.state))
    : [];
  const waiting = seeGradingQueue.holds(actor, undefined) ? await queueLength(context) : undefined;
  const regions = seesRounds ? [] : (await regionList(context)).filter(({ code }) => seeRegion.holds(actor, { region: code }));
  const takesPart = (await myEnrolments(context)).length > 0;
  return (
    <>
      {waiting !== undefined && <Waiting locale={locale} waiting={waiting} mayGrade={gradeAnswers.holds(actor, { personId: '' })} />}
      {seesRounds && <Rounds locale={locale} rounds={rounds} at={context.receivedAt} />}
      {!seesRounds && (
        <ButtonRow>
          {regions.map(({ code, name }) => (
            <ButtonLink key={code} href={paths.region(code)} variant="primary">
              {locale.t('certification.region.consultantsOf', { region: name })}
            </ButtonLink>
          ))}
          <ButtonLink href={paths.rounds}>{locale.t('core.menu.rounds')}</ButtonLink>
          <ButtonLink href="/verify">{locale.t('certification.verify.title')}</ButtonLink>
        </ButtonRow>
      )}
      {takesPart && (await participantOverview(page))}
    </>
  );
}

type MineProps = Readonly<{ locale: Locale; courses: readonly EnrolmentView[]; certificates: readonly CertificateView[]; at: Instant }>;

function Mine({ locale, courses, certificates, at }: MineProps): JSX.Element {
  const { t } = locale;
  return (
    <>
      <Section title={t('certification.overview.courses')}>
        {courses.length === 0 && (
          <p>
            {t('certification.overview.noCourse')} <a href={paths.rounds}>{t('certification.overview.seeOpen')}</a>
          </p>
        )}
        <Cards>
          {courses.map((course) => (
            <Course key={course.file.enrolment.enrolmentId} locale={locale} course={course} at={at} />
          ))}
        </Cards>
      </Section>
      <Section title={t('certification.overview.certificates')}>
        {certificates.length === 0 && <p>{t('certification.overview.noCertificate')}</p>}
        <Cards>
          {certificates.map((one) => (
            <OwnCertificate key={one.file.certificate.certificateId} locale={locale} one={one} at={at} />
          ))}
        </Cards>
      </Section>
    </>
  );
}

function Course({ locale, course, at }: Readonly<{ locale: Locale; course: EnrolmentView; at: Instant }>): JSX.Element {
  const { enrolment, round } = course.file;
  const now = whatNow(locale, course.file, at);
  return (
    <Card title={roundName(locale, round)} href={paths.enrolment(enrolment.enrolmentId)}>
      <p class="frist-state-line">
        <EnrolmentTag locale={locale} state={enrolment.state} />
        {now.lastDay && <span> {leftText(locale, at, now.lastDay)}</span>}
      </p>
      <p>{now.text}</p>
    </Card>
  );
}

function OwnCertificate({ locale, one, at }: Readonly<{ locale: Locale; one: CertificateView; at: Instant }>): JSX.Element {
  const { certificate, rules } = one.file;
  const state = stateOn(localDay(at, zone), certificate, rules);
  const expiry = expiresOn(certificate, rules);
  return (
    <Card title={certificate.number} href={paths.certificate(certificate.certificateId)}>
      <p class="frist-state-line">
        <CertificateTag locale={locale} state={state} />
        {(state === 'active' || state === 'expiring') && <span> {leftText(locale, at, expiry)}</span>}
      </p>
      <p>{locale.t('certification.overview.expires', { day: locale.day(expiry) })}</p>
    </Card>
  );
}

function Waiting({ locale: { t }, waiting, mayGrade }: Readonly<{ locale: Locale; waiting: number; mayGrade: boolean }>): JSX.Element {
  return (
    <Section title={t('core.menu.grading')}>
      <p>{t('certification.grading.count', { count: waiting })}</p>
      {waiting > 0 && (
        <ButtonLink href={paths.grading} variant={mayGrade ? 'primary' : 'secondary'}>
          {t('certification.overview.toGrading')}
        </ButtonLink>
      )}
    </Section>
  );
}

function Rounds({ locale, rounds, at }: Readonly<{ locale: Locale; rounds: readonly RoundView[]; at: Instant }>): JSX.Element {
  const { t } = locale;
  const columns: Column<RoundView>[] = [
    {
      key: 'round',
      heading: t('certification.field.round'),
      rowHeader: true,
      cell: ({ round }) => <a href={paths.round(round.roundId)}>{roundName(locale, round)}</a>,
    },
    { key: 'state', heading: t('certification.field.state'), cell: ({ round }) => <RoundTag locale={locale} round={round} /> },
    {
      key: 'deadline',
      heading: t('certification.field.deadlineOn'),
      cell: ({ round }) => dayWithLeft(locale, at, round.deadlineOn),
    },
    { key: 'counts', heading: t('certification.field.participants'), cell: ({ counts }) => <Counts locale={locale} counts={counts} /> },
  ];
  return (
    <Section title={t('certification.overview.rounds')}>
      <DataTable
        id="rounds-in-progress"
        caption={t('certification.overview.rounds')}
        hiddenCaption
        columns={columns}
        rows={rounds}
        rowKey={({ round }) => round.roundId}
        empty={<p>{t('certification.overview.noRounds')}</p>}
      />
    </Section>
  );
}
