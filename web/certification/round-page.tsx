import { manageRounds, seeBoard } from '../../domain/certification/policies';
import type { Round } from '../../domain/certification/round';
import { admitAll } from '../../api/certification/enrolment-commands';
import { enrolmentList, myEnrolments, roundContact, roundFile, roundMaterial, roundView } from '../../api/certification/queries';
import { outagesOfRound } from '../../api/certification/outage-queries';
import { publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { caseTimeline } from '../../api/core/timeline-queries';
import { caseTopic } from '../core/components';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { paths, roundName } from './names';
import { RoundBoard, type Board } from './round-board';
import { RoundDates } from './round-dates';
import { filterOf, statesOf, type EnrolmentPage } from './round-enrolments';

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
      return paths.round(page.params['id']!);
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  if (seeBoard.holds(page.context.actor, undefined)) return showBoard(page, refused);
  // The page of the others has no form that could say what is wrong.
  if (refused) throw refused.refusal;
  return showDates(page);
}

async function showBoard(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  const roundId = page.params['id']!;
  const mayManage = manageRounds.holds(context.actor, undefined);
  const file = await roundFile(context, roundId);
  const board: Board = {
    view: { round: file.round, counts: file.counts, vatPercent: file.rules.vat },
    file,
    material: await roundMaterial(context, roundId),
    events: await caseTimeline(context, roundId),
    outages: await outagesOfRound(context, roundId),
    list: mayManage ? await listOf(page, file.round) : undefined,
    mayManage,
    at: context.receivedAt,
  };
  const labels = { files: locale.t('certification.material.files') };
  const errors = formErrors(locale, refused, labels, { answer_empty: locale.t('certification.material.choose') });
  return {
    title: roundName(locale, board.file.round),
    body: <RoundBoard locale={locale} board={board} errors={errors} />,
    live: [caseTopic(roundId)],
  };
}

async function listOf({ context, query, poll }: PageRequest, round: Round): Promise<EnrolmentPage> {
  const filter = filterOf(query['state']);
  const after = query['after'];
  const found = await enrolmentList(context, round, statesOf(filter), { cursor: after, limit: pageSize }, poll ? 'again' : 'log');
  return { filter, after, ...found };
}

async function showDates({ context, locale, params }: PageRequest): Promise<View> {
  const view = await roundView(context, params['id']!);
  const mine = (await myEnrolments(context)).find((one) => one.roundId === view.round.roundId);
  const contact = await roundContact(context);
  const outages = await outagesOfRound(context, view.round.roundId);
  return {
    title: roundName(locale, view.round),
    body: <RoundDates locale={locale} view={view} mine={mine?.enrolmentId} contact={contact} outages={outages} at={context.receivedAt} />,
  };
}
