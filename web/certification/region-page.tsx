import type { JSX } from 'preact';
import { allow } from '../../domain/core/policies';
import { workWithRegions } from '../../domain/certification/policies';
import type { Region } from '../../domain/certification/region';
import { consultantFile } from '../../api/certification/access-presenters';
import { consultantExport, consultantList, regionSeen, type ConsultantRow, type RightFilter } from '../../api/certification/access-queries';
import { rightFilter } from '../../api/certification/access-schemas';
import { Button, ButtonLink, ButtonRow, DataTable, Page, Pagination, Section, Tabs, Tag, TextField, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import { hasSession } from '../core/note';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { paths } from './names';
import { basisText, rightTone } from './region-words';

/** Rights that have a chip of their own. */
const chips = [
  'allow',
  'deny',
  'certificate',
  'legacy',
  'certificate_expired',
  'certificate_revoked',
  'legacy_other_region',
] as const satisfies readonly RightFilter[];

const perPage = 100;

/** The consultants of a region: who may write there today, by what, and until when. */
export function regionPage(router: PageRouter): void {
  const path = `${paths.regions}/:code`;
  router.get(path, 'signed-in', show);
  // The words of a search are kept in the session: in an address they would end up in histories and logs.
  router.postApart(`${path}/search`, 'signed-in', async ({ context, params, req }, { values }) => {
    const { code } = await regionSeen(context, params['code']!);
    const search = (values['q'] ?? '').trim().slice(0, 200);
    if (!search || !hasSession(req)) return paths.region(code);
    req.session.consultantSearch = search;
    return `${paths.region(code)}?found`;
  });
  router.download(`${path}/consultants.csv`, 'signed-in', async (page) => {
    const { context, locale, params } = page;
    const { t } = locale;
    const headings = [
      t('certification.field.name'),
      t('certification.field.employer'),
      t('certification.field.right'),
      t('certification.field.basis'),
      t('certification.field.rightUntil'),
    ];
    const code = params['code']!;
    const found = await consultantExport(context, code, { right: rightOf(page), search: searchOf(page) });
    return consultantFile(code, found, headings, ({ answer }) => t(`certification.access.${answer.reason}`));
  });
}

/** The filter that an address asks for; all when it asks for none that there is. */
function rightOf({ query }: PageRequest): RightFilter | undefined {
  return rightFilter.safeParse(query['right']).data;
}

function searchOf({ query, req }: PageRequest): string | undefined {
  return 'found' in query && hasSession(req) ? req.session.consultantSearch : undefined;
}

async function show(page: PageRequest): Promise<View> {
  const { context, locale, params, query } = page;
  const { t } = locale;
  allow(context.actor, workWithRegions, undefined);
  const [right, search] = [rightOf(page), searchOf(page)];
  const cursor = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(query['after'] ?? '')?.[0];
  const { region, rows, next } = await consultantList(context, params['code']!, { right, search }, { cursor, limit: perPage });
  const here = paths.region(region.code);
  const address = (of: RightFilter | undefined, more: Readonly<Record<string, string>> = {}, at = here): string => {
    const asked = new URLSearchParams({ ...(search ? { found: '' } : {}), ...(of ? { right: of } : {}), ...more }).toString();
    return asked ? `${at}?${asked}` : at;
  };
  const body = (
    <Page
      locale={locale}
      title={region.name}
      lead={t('certification.region.consultantsLead', { region: region.name })}
      breadcrumbs={[{ href: paths.regions, text: t('certification.regions.title') }]}
      actions={
        <>
          <ButtonLink href={paths.legacy(region.code)}>{t('certification.legacy.title')}</ButtonLink>
          <ButtonLink href={paths.demand(region.code)}>{t('certification.region.demand')}</ButtonLink>
        </>
      }
    >
      <Section title={t('certification.region.consultants')}>
        <Search locale={locale} here={here} search={search} />
        <Tabs
          label={t('certification.region.filter')}
          items={[undefined, ...chips].map((one) => ({ href: address(one), text: chipText(locale, one), current: one === right }))}
        />
        <Consultants locale={locale} region={region} rows={rows} />
        <Pagination
          locale={locale}
          label={t('certification.region.pages')}
          first={cursor ? address(right) : undefined}
          next={next ? address(right, { after: next }) : undefined}
        />
        {rows.length > 0 && (
          <ButtonRow>
            <ButtonLink href={address(right, {}, `${here}/consultants.csv`)} download>
              {t('certification.region.export')}
            </ButtonLink>
          </ButtonRow>
        )}
      </Section>
    </Page>
  );
  return { title: region.name, body };
}

function chipText({ t }: Locale, right: (typeof chips)[number] | undefined): string {
  if (right === undefined) return t('certification.region.filter.all');
  return right === 'allow' || right === 'deny' ? t(`certification.region.filter.${right}`) : t(`certification.access.${right}`);
}

function Search({ locale: { t }, here, search }: Readonly<{ locale: Locale; here: string; search: string | undefined }>): JSX.Element {
  const label = t('certification.region.search');
  return (
    <form class="frist-form frist-inline" method="post" action={`${here}/search`} role="search" aria-label={label} noValidate>
      <TextField name="q" label={label} value={search} size={40} autocomplete="off" />
      <ButtonRow>
        <Button variant="secondary">{t('core.action.search')}</Button>
        {search && <a href={here}>{t('core.action.clear')}</a>}
      </ButtonRow>
    </form>
  );
}

function Consultants({ locale, region, rows }: Readonly<{ locale: Locale; region: Region; rows: readonly ConsultantRow[] }>): JSX.Element {
  const { t, day } = locale;
  const columns: Column<ConsultantRow>[] = [
    {
      key: 'name',
      heading: t('certification.field.name'),
      rowHeader: true,
      cell: ({ consultant: { personId, name } }) => (
        <a href={paths.consultant(region.code, personId)}>{name ?? t('certification.erased')}</a>
      ),
    },
    {
      key: 'right',
      heading: t('certification.field.right'),
      cell: ({ answer }) => <Tag tone={rightTone(answer)}>{t(`certification.access.${answer.reason}`)}</Tag>,
    },
    { key: 'basis', heading: t('certification.field.basis'), cell: ({ answer }) => basisText(locale, answer) },
    { key: 'until', heading: t('certification.field.rightUntil'), cell: ({ answer }) => answer.validUntil && day(answer.validUntil) },
    { key: 'employer', heading: t('certification.field.employer'), cell: ({ consultant }) => consultant.employer },
  ];
  return (
    <DataTable
      id="consultants"
      caption={t('certification.region.consultants')}
      hiddenCaption
      columns={columns}
      rows={rows}
      rowKey={({ consultant }) => consultant.personId}
      empty={<p>{t('certification.region.nobody')}</p>}
    />
  );
}
