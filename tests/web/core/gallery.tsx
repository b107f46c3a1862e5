import type { JSX } from 'preact';

import type { Language } from '../../../letters/core/catalogue';
import {
  ButtonLink,
  Card,
  Cards,
  DataTable,
  Layout,
  LiveRegion,
  Notice,
  Page,
  Pagination,
  ProgressBar,
  Section,
  Stepper,
  SummaryList,
  Tabs,
  Tag,
  Timeline,
  WhyState,
  caseTopic,
  type LayoutProps,
} from '../../../web/core/components';
import { localeOf, type Locale } from '../../../web/core/locale';
import { galleryForm } from './gallery-form';
import { future, past } from './gallery-timeline';

export const hostile = '<script>alert("x")</script>';

/** Pages that show every component once, with values a page might meet on a bad day. */
export function galleryPages(language: Language): Readonly<Record<'case' | 'form' | 'empty', JSX.Element>> {
  const locale = localeOf(language);
  return {
    case: <Layout {...frame(locale)}>{casePage(locale)}</Layout>,
    form: (
      <Layout {...frame(locale)} refused>
        {galleryForm(locale)}
      </Layout>
    ),
    empty: (
      <Layout {...frame(locale)} leftMenu={undefined} user={undefined} signInHref="/sign-in" rehearsal={undefined} menu={[]}>
        {emptyPage(locale)}
      </Layout>
    ),
  };
}

function frame(locale: Locale): Omit<LayoutProps, 'children'> {
  return {
    locale,
    title: 'Tilmelding',
    path: '/enrolments/1?tab=answer',
    menu: [
      { href: '/', text: 'Forside' },
      { href: '/rounds', text: 'Runder', current: true },
      { href: '/certificates', text: 'Certifikater' },
      { href: '/letters', text: 'Breve' },
    ],
    leftMenu: {
      label: 'Runde 2, 2026',
      items: [
        { href: '/rounds/1', text: 'Overblik' },
        { href: '/rounds/1/enrolments', text: 'Tilmeldinger', current: true },
        { href: '/rounds/1/letters', text: 'Breve' },
      ],
    },
    user: { name: `Åse Sørensen ${hostile}`, detail: locale.t('core.role.coordinator') },
    siteNotice: 'Systemet er lukket for vedligeholdelse søndag den 17. maj kl. 6-8.',
    rehearsal: { now: '2026-05-15T10:00:00.000Z', advance: { idempotencyKey: 'key-1', returnTo: '/' } },
    live: [caseTopic('1')],
    footer: { version: '0.1.0', updatedAt: '2026-05-15T10:00:00.000Z', links: [{ href: '/help', text: 'Vejledning' }] },
  };
}

function casePage(locale: Locale): JSX.Element {
  const { t } = locale;
  return (
    <Page
      locale={locale}
      title="Åse Sørensen"
      breadcrumbs={[
        { href: '/', text: 'Forside' },
        { href: '/rounds/1', text: 'Runde 2, 2026' },
      ]}
      aside={<Tag tone="info">{t('certification.enrolment.state.under_grading')}</Tag>}
      lead={`${t('certification.enrolment.kind.full')} · ${hostile}`}
      actions={<ButtonLink href="/x">{t('core.action.change')}</ButtonLink>}
    >
      <Tabs
        label="Visninger"
        items={[
          { href: '?tab=case', text: 'Sagen', current: true },
          { href: '?tab=letters', text: 'Breve' },
        ]}
      />
      <LiveRegion id="state" href="/enrolments/1" topics={[caseTopic('1')]} announce>
        <Stepper
          locale={locale}
          label={t('certification.stepper.label')}
          steps={[
            { text: t('certification.stepper.signUp'), state: 'done', detail: locale.day('2026-04-01') },
            { text: t('certification.stepper.study'), state: 'done' },
            { text: t('certification.stepper.task'), state: 'done', detail: locale.deadline('2026-05-15') },
            { text: t('certification.stepper.grading'), state: 'current' },
            { text: t('certification.stepper.certificate'), state: 'ahead' },
          ]}
        />
        <WhyState locale={locale} answer={t('certification.step.startGrading.because')} events={past(locale).slice(1)} />
      </LiveRegion>
      <Notice tone="success" announce>
        <p>{t('certification.event.answerReceived')}</p>
      </Notice>
      <Notice tone="warning" title={t('core.live.lost')}>
        <p>{t('core.time.notMoved')}</p>
      </Notice>
      <SummaryList
        items={[
          { term: 'E-mail', value: `ase@example.com ${hostile}`, action: { href: '/edit', text: t('core.action.change') } },
          { term: 'Pris', value: locale.money(4000) },
          { term: 'Frist', value: locale.deadline('2026-05-15') },
        ]}
      />
      <Section title="Tilmeldinger">
        <DataTable
          id="enrolments"
          caption="Tilmeldinger i runden"
          columns={[
            { key: 'name', heading: 'Navn', rowHeader: true, cell: (row: Row) => <a href={`/e/${row.id}`}>{row.name}</a> },
            {
              key: 'state',
              heading: 'Status',
              cell: (row: Row) => <Tag tone={row.tone}>{t(`certification.enrolment.state.${row.state}`)}</Tag>,
            },
            { key: 'kind', heading: 'Forløb', cell: () => t('certification.enrolment.kind.recertification') },
            { key: 'due', heading: 'Frist', cell: () => locale.day('2026-05-15') },
            { key: 'price', heading: 'Pris', numeric: true, cell: () => locale.money(4000) },
          ]}
          rows={rows}
          rowKey={(row) => row.id}
          empty="Ingen"
        />
        <ProgressBar id="graded" label="Bedømt" value={12} max={40} text="12 af 40" />
        <Pagination locale={locale} label="Sider" first="?" next="?cursor=x" />
      </Section>
      <Timeline locale={locale} id="timeline" title={t('core.timeline.title')} past={past(locale)} future={future(locale)} />
    </Page>
  );
}

type Row = Readonly<{
  id: string;
  name: string;
  state: 'studying' | 'submitted' | 'late' | 'passed';
  tone: 'neutral' | 'info' | 'danger' | 'success';
}>;

const rows: readonly Row[] = [
  { id: '1', name: 'Åse Sørensen', state: 'studying', tone: 'neutral' },
  { id: '2', name: `Bo ${hostile}`, state: 'submitted', tone: 'info' },
  { id: '3', name: 'Carla Nørregaard-Jespersen', state: 'late', tone: 'danger' },
  { id: '4', name: 'Dan Ø', state: 'passed', tone: 'success' },
];

function emptyPage(locale: Locale): JSX.Element {
  return (
    <Page locale={locale} title="Certificeringsrunder for jordforureningsmedarbejdere" lead={locale.t('core.signIn.lead')}>
      <DataTable
        id="none"
        caption="Runder"
        columns={[]}
        rows={[]}
        rowKey={() => ''}
        empty={<p>Der er ingen runder endnu. Opret den første.</p>}
      />
      <Cards>
        <Card title="Runde 3, 2026" href="/rounds/3">
          <p>{locale.deadline('2026-08-15')}</p>
        </Card>
        <Card title="Runde 4, 2026">
          <p>{locale.deadline('2026-11-15')}</p>
        </Card>
      </Cards>
      <Timeline locale={locale} id="timeline" title={locale.t('core.timeline.title')} past={[]} future={[]} />
    </Page>
  );
}
