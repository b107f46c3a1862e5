import type { JSX } from 'preact';
import { z } from 'zod';
import { allow } from '../../domain/core/policies';
import { directions, sortings, type Direction, type ParticipationFilter, type Sorting } from '../../domain/register/overview';
import { useRegister } from '../../domain/register/policies';
import { directionOf, filterOptions, overview, overviewSummary, type Overview } from '../../api/register/overview-queries';
import { removeView, savedViews, saveView } from '../../api/register/view-commands';
import { line } from '../../api/core/schemas';
import type { RegisterSummary } from '../../db/register/participation-lists';
import { Button, ButtonLink, ButtonRow, ErrorSummary, Page, Pagination, ProgressBar, TextField } from '../core/components';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { hasSession, leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { Chips, Filters, StateTabs, Views } from './overview-filters';
import { OverviewTable } from './overview-table';
import { addressOf, filterIn, queryOf } from './overview-words';
import { registerPaths } from './paths';

const pageSize = 50;
const viewForm = z.object({ name: line(80) });

/** The participants of a municipality: filters as chips, search, saved views, pages by cursor. For who registers there. */
export function overviewPage(router: PageRouter): void {
  router.get(registerPaths.overview, 'signed-in', show);
  // What is searched for is kept in the session: in an address it would end up in histories and logs.
  router.postApart('/register/search', 'signed-in', async ({ context, req }, { values }) => {
    allow(context.actor, useRegister, undefined);
    const search = (values['q'] ?? '').trim().slice(0, 200);
    const filter = filterIn(values);
    if (!search || !hasSession(req)) return addressOf(filter);
    req.session.registerSearch = search;
    return addressOf(filter, { found: 'yes' });
  });
  router.post(
    '/register/views',
    'signed-in',
    async (page, { values }) => {
      const { name } = readValues(viewForm, values);
      const { filter } = await saveView(page.context, { name, filter: filterIn(values) });
      leaveNote(page, 'register.overview.viewSaved');
      return addressOf(filter);
    },
    show,
  );
  router.post('/register/views/:id/remove', 'signed-in', async (page) => {
    await removeView(page.context, page.params['id']!);
    leaveNote(page, 'register.overview.viewRemoved');
    return registerPaths.overview;
  });
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, query, req } = page;
  const { t } = locale;
  // A view that could not be saved is shown with the list that it was to keep.
  const filter = filterIn(refused ? refused.form.values : query);
  const errors = formErrors(locale, refused, { name: t('register.overview.viewName') });
  const search = 'found' in query && hasSession(req) ? req.session.registerSearch : undefined;
  const { sort, direction } = orderIn(query);
  const cursor = query['cursor'];
  // A search finds also who is discharged: nobody is to vanish.
  const asked = {
    filter: search && filter.status === undefined ? { ...filter, status: 'all' as const } : filter,
    q: search,
    sort,
    direction,
    limit: pageSize,
  };
  const found = await overview(context, { ...asked, cursor });
  const [summary, options, views] = [await overviewSummary(context), await filterOptions(context), await savedViews(context)];
  const more = { sort: query['sort'], direction: query['direction'], found: search && 'yes' };
  const title = t('register.overview.title');
  const body = (
    <Page locale={locale} title={title} lead={t('register.overview.lead')} actions={<Actions locale={locale} filter={filter} />}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <Fullness locale={locale} summary={summary} />
      <SearchForm locale={locale} search={search} filter={filter} />
      <StateTabs locale={locale} filter={filter} summary={summary} />
      <Filters locale={locale} filter={filter} sort={sort} direction={direction} options={options} />
      <Chips locale={locale} filter={filter} options={options} more={more} />
      <OverviewTable
        locale={locale}
        rows={found.participations}
        caption={t(search ? 'register.overview.found' : 'register.overview.caption', { count: found.participations.length })}
        empty={<Nobody locale={locale} summary={summary} filtered={Object.keys(filter).length > 0} search={search} />}
      />
      <Pages locale={locale} filter={filter} more={more} cursor={cursor} found={found} />
      <Views locale={locale} views={views} filter={filter} errors={errors} />
    </Page>
  );
  return { title, body };
}

function orderIn(query: Readonly<Record<string, string>>): Readonly<{ sort: Sorting; direction: Direction }> {
  const sort = sortings.find((one) => one === query['sort']) ?? 'name';
  return {
    sort,
    direction: directionOf(
      sort,
      directions.find((one) => one === query['direction']),
    ),
  };
}

function Actions({ locale: { t }, filter }: Readonly<{ locale: Locale; filter: ParticipationFilter }>): JSX.Element {
  const query = queryOf(filter);
  return (
    <>
      <ButtonLink href={registerPaths.newParticipation} variant="primary">
        {t('register.overview.new')}
      </ButtonLink>
      <ButtonLink href={query ? `${registerPaths.download}?${query}` : registerPaths.download}>
        {t('register.overview.toDownload')}
      </ButtonLink>
      <ButtonLink href={registerPaths.import}>{t('register.overview.toImport')}</ButtonLink>
    </>
  );
}

function Fullness({ locale: { t }, summary: { readiness } }: Readonly<{ locale: Locale; summary: RegisterSummary }>): JSX.Element | null {
  if (readiness.of === 0) return null;
  const share = Math.floor((100 * readiness.filled) / readiness.of);
  return (
    <ProgressBar
      id="fullness"
      label={t('register.overview.readiness')}
      value={readiness.filled}
      max={readiness.of}
      text={t('register.overview.readinessText', { share })}
    />
  );
}

type SearchProps = Readonly<{ locale: Locale; search: string | undefined; filter: ParticipationFilter }>;

function SearchForm({ locale: { t }, search, filter }: SearchProps): JSX.Element {
  const label = t('register.overview.search');
  return (
    <form class="frist-form frist-inline" method="post" action="/register/search" role="search" aria-label={label} noValidate>
      {Object.entries(filter).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextField name="q" label={label} hint={t('register.overview.searchHint')} value={search} size={30} autocomplete="off" />
      <ButtonRow>
        <Button variant="secondary">{t('core.action.search')}</Button>
        {search && <a href={addressOf(filter)}>{t('core.action.clear')}</a>}
      </ButtonRow>
    </form>
  );
}

type NobodyProps = Readonly<{ locale: Locale; summary: RegisterSummary; filtered: boolean; search: string | undefined }>;

/** Why there is nothing, and what to do. */
function Nobody({ locale: { t }, summary, filtered, search }: NobodyProps): JSX.Element {
  if (search) return <p>{t('register.overview.noneFound')}</p>;
  const anybody = Object.values(summary.states).some((count) => count > 0);
  if (anybody)
    return (
      <>
        <p>{t('register.overview.noneHere')}</p>
        <ButtonRow>
          {filtered && <a href={registerPaths.overview}>{t('register.overview.clear')}</a>}
          <a href={addressOf({ status: 'discharged' })}>{t('register.state.discharged')}</a>
        </ButtonRow>
      </>
    );
  return (
    <>
      <p>{t('register.overview.none')}</p>
      <p>{t('register.overview.noneDo')}</p>
      <ButtonRow>
        <a href={registerPaths.newParticipation}>{t('register.overview.new')}</a>
        <a href={registerPaths.import}>{t('register.overview.toImport')}</a>
      </ButtonRow>
    </>
  );
}

type PagesProps = Readonly<{
  locale: Locale;
  filter: ParticipationFilter;
  more: Record<string, string | undefined>;
  cursor: string | undefined;
  found: Overview;
}>;

function Pages({ locale, filter, more, cursor, found }: PagesProps): JSX.Element {
  return (
    <Pagination
      locale={locale}
      label={locale.t('register.overview.pages')}
      first={cursor ? addressOf(filter, more) : undefined}
      next={found.next ? addressOf(filter, { ...more, cursor: found.next }) : undefined}
    />
  );
}
