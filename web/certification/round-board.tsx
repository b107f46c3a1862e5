import type { JSX } from 'preact';
import { mayCancel, signUpIsOpen, type Round } from '../../domain/certification/round';
import { endOfDay, type Instant } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import type { Material, RoundFile } from '../../db/certification/rounds';
import { newId } from '../../db/core/ids';
import type { DeclaredOutage } from '../../db/certification/outages';
import type { TimelineEvent } from '../../db/core/timeline';
import type { RoundView } from '../../api/certification/queries';
import {
  Button,
  ButtonLink,
  caseTopic,
  ErrorSummary,
  LiveRegion,
  Notice,
  Page,
  Stepper,
  SubmitForm,
  SummaryList,
  Timeline,
  WhyState,
} from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { dayWithLeft, leftText, paths, priceText, roundName, roundStateText } from './names';
import { OutageNotice } from './outage-notice';
import { addressOf, RoundEnrolments, type EnrolmentPage } from './round-enrolments';
import { RoundMaterial } from './round-material';
import { roundSteps } from './round-steps';
import { RoundTag } from './tags';
import { eventsBehind, futureSteps, pastEvents } from './timeline-view';

export type Board = Readonly<{
  view: RoundView;
  file: RoundFile;
  material: readonly Material[];
  events: readonly TimelineEvent[];
  /** What moved the deadline, if anything did. */
  outages: readonly DeclaredOutage[];
  /** Only for those who manage enrolments; a grader sees numbers alone. */
  list: EnrolmentPage | undefined;
  mayManage: boolean;
  at: Instant;
}>;
type Props = Readonly<{ locale: Locale; board: Board }>;

/** Everything that happens in a round, for those who run it. What changes by itself keeps itself up to date; forms one types into stand outside. */
export function RoundBoard({ locale, board, errors }: Props & Readonly<{ errors: FormErrors }>): JSX.Element {
  const { t } = locale;
  const { file, material, events, list, mayManage, at } = board;
  const { round, agenda } = file;
  const here = paths.round(round.roundId);
  const topics = [caseTopic(round.roundId)];
  return (
    <Page
      locale={locale}
      title={roundName(locale, round)}
      breadcrumbs={[{ href: `${paths.rounds}?year=${round.year}`, text: t('core.menu.rounds') }]}
      actions={mayManage && <BoardActions locale={locale} round={round} at={at} />}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <LiveRegion id="round-now" href={addressOf(here, list)} topics={topics}>
        <Now locale={locale} board={board} />
      </LiveRegion>
      <div class="frist-beside">
        <div>
          <RoundMaterial locale={locale} round={round} material={material} mayUpload={mayManage} errors={errors} />
        </div>
        <LiveRegion id="round-timeline" href={here} topics={topics}>
          <Timeline
            locale={locale}
            id="timeline"
            title={t('core.timeline.title')}
            past={pastEvents(locale, events, { as: 'staff' })}
            future={futureSteps(locale, agenda)}
            ended={waitsFor(locale, round)}
          />
        </LiveRegion>
      </div>
    </Page>
  );
}

/** Where the round stands, what is late, who takes part. */
function Now({ locale, board }: Props): JSX.Element {
  const { t } = locale;
  const { view, events, list, mayManage, at } = board;
  const { round, counts } = view;
  const here = paths.round(round.roundId);
  const waiting = counts['requested'] ?? 0;
  const missing = round.state === 'running' ? (counts['studying'] ?? 0) + (counts['task_open'] ?? 0) : 0;
  const unpublished = round.state === 'draft' && !round.publishedAt;
  const admits = round.state === 'open' || round.state === 'running';
  return (
    <>
      <Stepper locale={locale} label={t('certification.board.stepper')} steps={roundSteps(locale, round)} />
      <div class="frist-state">
        <p class="frist-state-line">
          <RoundTag locale={locale} round={round} />
          {missing > 0 && (
            <a href={`${here}?state=missing#enrolments`}>
              {t('certification.board.missing', { missing, left: leftText(locale, at, round.deadlineOn) })}
            </a>
          )}
        </p>
        <WhyState
          locale={locale}
          question={t('core.why.of', { state: roundStateText(locale, round) })}
          answer={t(`certification.why.round.${round.publishedAt && round.state === 'draft' ? 'published' : round.state}`)}
          events={pastEvents(locale, eventsBehind(events), { as: 'staff' })}
        />
      </div>
      {mayManage && unpublished && <PublishForm locale={locale} round={round} />}
      <OutageNotice locale={locale} outages={board.outages} />
      {round.cancelReason && <p>{t('certification.cancel.because', { reason: round.cancelReason })}</p>}
      <Warnings locale={locale} round={round} counts={counts} at={at} />
      <SummaryList
        items={[
          {
            term: t('certification.field.deadlineOn'),
            value: dayWithLeft(locale, at, round.deadlineOn, locale.deadline(round.deadlineOn)),
          },
          { term: t('certification.field.price'), value: priceText(locale, round.priceDkk, view.vatPercent) },
        ]}
      />
      {mayManage && admits && waiting > 0 && (
        <SubmitForm action={`${here}/admit`} idempotencyKey={newId()}>
          <Button>{t('certification.board.admitAll', { waiting })}</Button>
        </SubmitForm>
      )}
      <RoundEnrolments locale={locale} round={round} counts={counts} page={list} />
    </>
  );
}

function PublishForm({ locale: { t, day }, round }: Readonly<{ locale: Locale; round: Round }>): JSX.Element {
  return (
    <SubmitForm action={`${paths.round(round.roundId)}/publish`} idempotencyKey={newId()}>
      <p>{t('certification.board.draft', { day: day(round.signUpOpensOn) })}</p>
      <Button>{t('certification.board.publish')}</Button>
    </SubmitForm>
  );
}

/** What a round waits for when nothing is planned. */
function waitsFor({ t }: Locale, round: Round): string | undefined {
  if (round.state === 'draft' && !round.publishedAt) return t('certification.board.notPublished');
  return round.state === 'closed' ? t('certification.board.notDecided') : undefined;
}

/** Where one can go from the board. */
function BoardActions({ locale: { t }, round, at }: Readonly<{ locale: Locale; round: Round; at: Instant }>): JSX.Element {
  const here = paths.round(round.roundId);
  const isDraft = round.state === 'draft' && !round.publishedAt;
  const moves = !isDraft && ['draft', 'open', 'running'].includes(round.state) && at < endOfDay(round.deadlineOn, zone);
  return (
    <>
      {signUpIsOpen(round, at) && (
        <>
          <ButtonLink href={`${here}/sign-up`}>{t('certification.signUp.title')}</ButtonLink>
          <ButtonLink href={`${here}/import`}>{t('certification.import.title')}</ButtonLink>
        </>
      )}
      {moves && <ButtonLink href={`${here}/deadline`}>{t('certification.moveDeadline.title')}</ButtonLink>}
      {!isDraft && <ButtonLink href={`${here}/payments`}>{t('certification.payments.title')}</ButtonLink>}
      {mayCancel(round, at) && <ButtonLink href={`${here}/cancel`}>{t('certification.cancel.title')}</ButtonLink>}
      {isDraft && <ButtonLink href={`${here}/change`}>{t('certification.changeRound.title')}</ButtonLink>}
    </>
  );
}

type WarningsProps = Readonly<{ locale: Locale; round: Round; counts: Readonly<Record<string, number>>; at: Instant }>;

/** What is late. */
function Warnings({ locale, round, counts, at }: WarningsProps): JSX.Element | null {
  const { t, day } = locale;
  const count = (...states: readonly string[]): number => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const materialLate = round.state === 'open' && !round.materialUploadedAt && at >= endOfDay(round.materialOn, zone);
  const overdue = round.state === 'closed' && at >= endOfDay(round.gradingTargetOn, zone);
  const ungraded = overdue ? count('under_grading', 'returned', 'submitted') : 0;
  if (!materialLate && ungraded === 0) return null;
  return (
    <Notice tone="warning">
      {materialLate && <p>{t('certification.board.materialLate', { day: day(round.materialOn) })}</p>}
      {ungraded > 0 && <p>{t('certification.board.ungraded', { ungraded, day: day(round.gradingTargetOn) })}</p>}
    </Notice>
  );
}
