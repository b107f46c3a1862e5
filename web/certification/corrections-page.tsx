import type { JSX } from 'preact';
import type { CorrectionState } from '../../domain/certification/correction';
import { newId } from '../../db/core/ids';
import { confirmCorrection, withdrawCorrection } from '../../api/certification/correction-commands';
import { presentConsequences } from '../../api/certification/correction-presenters';
import { correctionList, correctionView, type CorrectionView } from '../../api/certification/correction-queries';
import type { CorrectionRow } from '../../db/certification/corrections';
import { Button, DataTable, ErrorSummary, Notice, Page, SubmitForm, SummaryList, Tag, type Column, type Tone } from '../core/components';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { ConsequenceList } from './consequences';
import { paths } from './names';

const tone: Readonly<Record<CorrectionState, Tone>> = { asked: 'warning', done: 'success', withdrawn: 'neutral' };

/** Corrections that two people must agree on: the list, and each with its consequences. */
export function correctionsPage(router: PageRouter): void {
  router.get(paths.corrections, 'signed-in', showList);
  const path = `${paths.corrections}/:id`;
  router.get(path, 'signed-in', showOne);
  router.post(
    `${path}/confirm`,
    'signed-in',
    async (page) => {
      const { plan } = await confirmCorrection(page.context, page.params['id']!);
      leaveNote(page, 'certification.correction.confirmed');
      return paths.enrolment(plan.before.enrolmentId);
    },
    showOne,
  );
  router.post(
    `${path}/withdraw`,
    'signed-in',
    async (page) => {
      await withdrawCorrection(page.context, page.params['id']!);
      leaveNote(page, 'certification.correction.withdrawn');
      return paths.corrections;
    },
    showOne,
  );
}

async function showList({ context, locale, poll }: PageRequest): Promise<View> {
  const { t, instant } = locale;
  const found = await correctionList(context, poll ? 'again' : 'log');
  const columns: Column<CorrectionRow>[] = [
    {
      key: 'whom',
      heading: t('certification.correction.whom'),
      rowHeader: true,
      cell: (row) => <a href={paths.correction(row.correctionId)}>{row.name ?? t('certification.erased')}</a>,
    },
    { key: 'what', heading: t('certification.correct.what'), cell: (row) => t(`certification.correct.kind.${row.what}`) },
    { key: 'by', heading: t('certification.correction.askedBy'), cell: (row) => row.askerName ?? t('certification.erased') },
    { key: 'at', heading: t('certification.correction.askedAt'), cell: (row) => instant(row.askedAt) },
    { key: 'state', heading: t('certification.correction.standing'), cell: (row) => <StateTag locale={locale} state={row.state} /> },
  ];
  const title = t('certification.correction.list');
  const body = (
    <Page locale={locale} title={title} lead={t('certification.correction.listLead')}>
      <DataTable
        id="corrections"
        caption={t('certification.correction.caption', { count: found.filter(({ state }) => state === 'asked').length })}
        columns={columns}
        rows={found}
        rowKey={(row) => row.correctionId}
        empty={<p>{t('certification.correction.empty')}</p>}
      />
    </Page>
  );
  return { title, body };
}

function StateTag({ locale: { t }, state }: Readonly<{ locale: Locale; state: CorrectionState }>): JSX.Element {
  return <Tag tone={tone[state]}>{t(`certification.correction.state.${state}`)}</Tag>;
}

async function showOne({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t, instant } = locale;
  const view = await correctionView(context, params['id']!);
  const { one, about, right, asker } = view;
  const title = t('certification.correction.title');
  const nobody = t('certification.erased');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[{ href: paths.corrections, text: t('certification.correction.list') }]}
      aside={<StateTag locale={locale} state={one.state} />}
    >
      <ErrorSummary locale={locale} errors={formErrors(locale, refused, {}).summary} />
      <SummaryList
        items={[
          { term: t('certification.correction.whom'), value: <a href={paths.enrolment(one.enrolmentId)}>{about.name ?? nobody}</a> },
          { term: t('certification.correct.what'), value: t(`certification.correct.kind.${one.what}`) },
          ...(right ? [{ term: t('certification.correction.right'), value: `${right.name ?? nobody}, ${right.email ?? ''}` }] : []),
          { term: t('certification.correct.reason'), value: view.reason ?? t('core.none') },
          { term: t('certification.correction.askedBy'), value: asker?.name ?? nobody },
          { term: t('certification.correction.askedAt'), value: instant(one.askedAt) },
        ]}
      />
      {one.state === 'asked' && <Decide locale={locale} view={view} isAsker={context.actor.personId === one.askedBy} />}
    </Page>
  );
  return { title, body };
}

/** What it would do as things are now, and the buttons of whoever may press them. */
function Decide({ locale, view, isAsker }: Readonly<{ locale: Locale; view: CorrectionView; isAsker: boolean }>): JSX.Element {
  const { t } = locale;
  const here = paths.correction(view.one.correctionId);
  return (
    <>
      {view.plan && <ConsequenceList locale={locale} of={{ ...presentConsequences(view.plan), secondPerson: false }} />}
      {(isAsker || !view.plan) && (
        <Notice tone={view.plan ? 'info' : 'warning'}>
          <p>{t(view.plan ? 'certification.correction.own' : 'certification.correction.impossible')}</p>
        </Notice>
      )}
      {view.plan && !isAsker && (
        <SubmitForm action={`${here}/confirm`} idempotencyKey={newId()}>
          <Button danger>{t('certification.correction.confirm')}</Button>
        </SubmitForm>
      )}
      <SubmitForm action={`${here}/withdraw`} idempotencyKey={newId()}>
        <Button variant="secondary">{t('certification.correction.withdraw')}</Button>
      </SubmitForm>
    </>
  );
}
