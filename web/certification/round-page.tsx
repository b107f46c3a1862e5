import type { JSX } from 'preact';
import { signUpIsOpen, type Round } from '../../domain/certification/round';
import { endOfDay, type Instant } from '../../domain/core/calendar';
import { manageRounds, seeBoard } from '../../domain/certification/policies';
import { zone } from '../../domain/certification/zone';
import type { Material, RoundFile } from '../../db/certification/rounds';
import { newId } from '../../db/core/ids';
import type { TimelineEvent } from '../../db/core/timeline';
import { admitAll } from '../../api/certification/enrolment-commands';
import {
  enrolmentList,
  myEnrolments,
  roundContact,
  roundFile,
  roundMaterial,
  roundView,
  type RoundView,
} from '../../api/certification/queries';
import { publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { caseTimeline } from '../../api/core/timeline-queries';
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
import { formErrors, type FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { dayWithLeft, leftText, paths, priceText, roundName, roundStateText } from './names';
import { filterOf, RoundEnrolments, statesOf, type EnrolmentPage } from './round-enrolments';
import { RoundMaterial } from './round-material';
import { roundSteps } from './round-steps';
import { RoundTag } from './tags';
import { eventsBehind, futureSteps, pastEvents } from './timeline-view';

const pageSize = 50;

/** One round: for those who run it a board of everything that happens in it, for everybody else its dates. */
export function roundPage(router: PageRouter): void {
  const path = `${paths.rounds}/:id`;
  router.get(path, 'signed-in', show);
  router.post(
    `${path}/publish`,
    'signed-in',
    async (page) => {
      await publishRound(page.context, page.params['id']!);
      leaveNote(page, 'certification.board.published');
      return paths.round(page.params['id']!);
    },
    show,
  );
  router.post(
    `${path}/admit`,
    'signed-in',
    async (page) => {
      const { admitted, refused } = await admitAll(page.context, page.params['id']!);
      leaveNote(page, 'certification.board.admitted', { admitted, refused });
      return paths.round(page.params['id']!);
    },
    show,
  );
  router.post(
    `${path}/material`,
    'signed-in',
    async (page, form) => {
      await uploadMaterial(page.context, page.params['id']!, form.files);
      leaveNote(page, 'certification.board.materialUploaded');
      return `${paths.round(page.params['id']!)}#material`;
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  return seeBoard.holds(page.context.actor, undefined) ? showBoard(page, refused) : showDates(page);
}

type Board = Readonly<{
  view: RoundView;
  file: RoundFile;
  material: readonly Material[];
  events: readonly TimelineEvent[];
  /** Only for those who manage enrolments; a grader sees numbers alone. */
  list: EnrolmentPage | undefined;
  mayManage: boolean;
  at: Instant;
}>;

async function showBoard(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, query, poll } = page;
  const roundId = page.params['id']!;
  const mayManage = manageRounds.holds(context.actor, undefined);
  const filter = filterOf(query['state']);
  const board: Board = {
    view: await roundView(context, roundId),
    file: await roundFile(context, roundId),
    material: await roundMaterial(context, roundId),
    events: await caseTimeline(context, roundId),
    list: mayManage
      ? {
          filter,
          after: query['after'],
          ...(await enrolmentList(context, roundId, statesOf(filter), { cursor: query['after'], limit: pageSize }, poll ? 'again' : 'log')),
        }
      : undefined,
    mayManage,
    at: context.receivedAt,
  };
  const errors = formErrors(
    locale,
    refused,
    { files: locale.t('certification.material.files') },
    { answer_empty: locale.t('certification.material.choose') },
  );
  return {
    title: roundName(locale, board.file.round),
    body: <BoardPage locale={locale} board={board} errors={errors} />,
    live: [caseTopic(roundId)],
  };
}

function BoardPage({ locale, board, errors }: Readonly<{ locale: Locale; board: Board; errors: FormErrors }>): JSX.Element {
  const { t } = locale;
  const { view, file, material, events, list, mayManage, at } = board;
  const { round, agenda } = file;
  const here = paths.round(round.roundId);
  const reading = { as: 'staff' } as const;
  const waiting = view.counts['requested'] ?? 0;
  const admits = round.state === 'open' || round.state === 'running';
  return (
    <Page
      locale={locale}
      title={roundName(locale, round)}
      breadcrumbs={[{ href: `${paths.rounds}?year=${round.year}`, text: t('core.menu.rounds') }]}
      aside={<RoundTag locale={locale} round={round} />}
      actions={mayManage && <BoardActions locale={locale} round={round} at={at} />}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      {mayManage && round.state === 'draft' && !round.publishedAt && (
        <Notice title={t('certification.board.draftTitle')}>
          <p>{t('certification.board.draft', { day: locale.day(round.signUpOpensOn) })}</p>
          <SubmitForm action={`${here}/publish`} idempotencyKey={newId()}>
            <Button>{t('certification.board.publish')}</Button>
          </SubmitForm>
        </Notice>
      )}
      <LiveRegion id="round-state" href={here} topics={[caseTopic(round.roundId)]}>
        <Stepper locale={locale} label={t('certification.board.stepper')} steps={roundSteps(locale, round)} />
        <WhyState
          locale={locale}
          question={t('core.why.of', { state: roundStateText(locale, round) })}
          answer={t(`certification.why.round.${round.publishedAt && round.state === 'draft' ? 'published' : round.state}`)}
          events={pastEvents(locale, eventsBehind(events), reading)}
        />
        <Warnings locale={locale} round={round} counts={view.counts} at={at} />
      </LiveRegion>
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
      <RoundEnrolments locale={locale} round={round} counts={view.counts} page={list} />
      <RoundMaterial locale={locale} round={round} material={material} mayUpload={mayManage} errors={errors} at={at} />
      <LiveRegion id="round-timeline" href={here} topics={[caseTopic(round.roundId)]}>
        <Timeline
          locale={locale}
          id="timeline"
          title={t('core.timeline.title')}
          past={pastEvents(locale, events, reading)}
          future={futureSteps(locale, agenda)}
          ended={round.state === 'draft' && !round.publishedAt ? t('certification.board.notPublished') : undefined}
        />
      </LiveRegion>
    </Page>
  );
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
      {isDraft && <ButtonLink href={`${here}/change`}>{t('certification.changeRound.title')}</ButtonLink>}
    </>
  );
}

type WarningsProps = Readonly<{ locale: Locale; round: Round; counts: Readonly<Record<string, number>>; at: Instant }>;

/** What is late or about to be, each with where to go. */
function Warnings({ locale, round, counts, at }: WarningsProps): JSX.Element | null {
  const { t, day } = locale;
  const count = (...states: readonly string[]): number => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const here = paths.round(round.roundId);
  const materialLate = round.state === 'open' && !round.materialUploadedAt && at >= endOfDay(round.materialOn, zone);
  const missing = round.state === 'running' ? count('studying', 'task_open') : 0;
  const ungraded =
    round.state === 'closed' && at >= endOfDay(round.gradingTargetOn, zone) ? count('under_grading', 'returned', 'submitted') : 0;
  if (!materialLate && missing === 0 && ungraded === 0) return null;
  return (
    <Notice tone={materialLate || ungraded > 0 ? 'warning' : 'info'}>
      {materialLate && <p>{t('certification.board.materialLate', { day: day(round.materialOn) })}</p>}
      {missing > 0 && (
        <p>
          <a href={`${here}?state=missing#enrolments`}>
            {t('certification.board.missing', { missing, left: leftText(locale, at, round.deadlineOn) })}
          </a>
        </p>
      )}
      {ungraded > 0 && <p>{t('certification.board.ungraded', { ungraded, day: day(round.gradingTargetOn) })}</p>}
    </Notice>
  );
}

async function showDates({ context, locale, params }: PageRequest): Promise<View> {
  const { t, day, deadline } = locale;
  const { round, vatPercent } = await roundView(context, params['id']!);
  const mine = (await myEnrolments(context)).find((one) => one.roundId === round.roundId);
  const contact = await roundContact(context);
  const open = signUpIsOpen(round, context.receivedAt);
  const title = roundName(locale, round);
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[{ href: paths.rounds, text: t('core.menu.rounds') }]}
      aside={<RoundTag locale={locale} round={round} />}
      lead={open && !mine ? t('certification.rounds.howToSignUp', { contact }) : undefined}
      actions={mine && <ButtonLink href={paths.enrolment(mine.enrolmentId)}>{t('certification.enrolment.see')}</ButtonLink>}
    >
      <Stepper locale={locale} label={t('certification.board.stepper')} steps={roundSteps(locale, round)} />
      <SummaryList
        items={[
          {
            term: t('certification.field.signUp'),
            value: t('certification.period', { from: day(round.signUpOpensOn), to: day(round.signUpClosesOn) }),
          },
          { term: t('certification.field.materialOn'), value: day(round.materialOn) },
          { term: t('certification.field.deadlineOn'), value: deadline(round.deadlineOn) },
          { term: t('certification.field.gradingTargetOn'), value: day(round.gradingTargetOn) },
          { term: t('certification.field.price'), value: priceText(locale, round.priceDkk, vatPercent) },
        ]}
      />
      <p class="frist-subtle">{t('core.time.notMoved')}</p>
    </Page>
  );
  return { title, body };
}
