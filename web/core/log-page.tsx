import { z } from 'zod';
import { startOfDay, addDays } from '../../domain/core/calendar';
import { searchLog } from '../../api/core/timeline-queries';
import { refusalOf } from '../../api/core/problem';
import { day, id } from '../../api/core/schemas';
import { isMessageKey } from '../../letters/core/catalogue';
import type { LogLine } from '../../db/core/timeline';
import { CaseName } from './case-name';
import {
  Button,
  DataTable,
  DateField,
  ErrorSummary,
  FilterForm,
  Page,
  Pagination,
  SelectField,
  TextField,
  type Column,
} from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const filterForm = z.object({
  case: id.optional(),
  person: id.optional(),
  actor: id.optional(),
  what: z.string().max(80).optional(),
  from: day.optional(),
  to: day.optional(),
  after: z.coerce.number().int().positive().optional(),
});
type Filter = z.infer<typeof filterForm>;

/** Searches everything that was recorded: who did what to which case, and when. For the agency; what tells something of a person stays sealed. */
export function logPage(router: PageRouter): void {
  router.get('/log', 'signed-in', logShown);
}

async function logShown({ context, locale, query }: PageRequest): Promise<View> {
  const { t } = locale;
  const { filter, refused } = readFilter(query);
  const { lines, next, kinds } = await searchLog(
    context,
    {
      caseId: filter.case,
      personId: filter.person,
      actorId: filter.actor,
      what: filter.what,
      from: filter.from && startOfDay(filter.from, locale.zone as 'Europe/Copenhagen'),
      before: filter.to && startOfDay(addDays(filter.to, 1), locale.zone as 'Europe/Copenhagen'),
    },
    filter.after,
  );
  const labels = {
    case: t('core.log.case'),
    person: t('core.lookups.personId'),
    actor: t('core.lookups.actorId'),
    what: t('core.log.what'),
    from: t('core.log.from'),
    to: t('core.log.to'),
  };
  const errors = formErrors(locale, refused, labels);
  const field = (name: keyof typeof labels) => ({
    name,
    label: labels[name],
    value: query[name],
    error: errors.of(name),
    optional: t('core.field.optional'),
  });
  const body = (
    <Page locale={locale} title={t('core.menu.log')} lead={t('core.log.lead')}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <FilterForm action="/log" label={t('core.log.filter')}>
        <SelectField
          {...field('what')}
          placeholder={t('core.log.anything')}
          options={kinds.map((kind) => ({ value: kind, text: eventText(locale, kind) }))}
        />
        <DateField {...field('from')} />
        <DateField {...field('to')} />
        {(['case', 'person', 'actor'] as const).map((name) => (
          <TextField key={name} {...field(name)} size={36} autocomplete="off" />
        ))}
        <Button variant="secondary">{t('core.action.filter')}</Button>
        {Object.keys(filter).length > 0 && <a href="/log">{t('core.action.clear')}</a>}
      </FilterForm>
      <DataTable
        id="log"
        caption={t('core.log.caption', { count: lines.length })}
        columns={columnsIn(locale)}
        rows={lines}
        rowKey={(line) => line.eventId}
        empty={t('core.log.none')}
      />
      <Pagination
        locale={locale}
        label={t('core.log.pages')}
        first={filter.after ? addressOf(query) : undefined}
        next={next ? addressOf(query, next) : undefined}
      />
    </Page>
  );
  return { title: t('core.menu.log'), body, ...(refused ? { status: refused.refusal.status } : {}) };
}

function columnsIn(locale: Locale): Column<LogLine>[] {
  const { t } = locale;
  return [
    { key: 'at', heading: t('core.log.recorded'), rowHeader: true, cell: (line) => locale.instant(line.recordedAt) },
    { key: 'what', heading: t('core.log.what'), cell: (line) => eventText(locale, line.what) },
    { key: 'case', heading: t('core.log.case'), cell: (line) => <CaseName locale={locale} kind={line.caseKind} caseId={line.caseId} /> },
    {
      key: 'person',
      heading: t('core.log.person'),
      cell: (line) => line.personId && <a href={`/people/${line.personId}`}>{line.personName ?? t('core.person.erased')}</a>,
    },
    {
      key: 'actor',
      heading: t('core.log.actor'),
      cell: (line) => (line.actorId ? (line.actorName ?? t('core.person.erased')) : t('core.timeline.bySystem')),
    },
    { key: 'effective', heading: t('core.log.effective'), cell: (line) => locale.instant(line.effectiveAt) },
  ];
}

/** A kind of event as a heading; one that has no sentence of its own keeps its code. */
function eventText({ t }: Locale, what: string): string {
  const key = [`core.event.${what}`, `certification.event.${what}`].find((one) => isMessageKey(one));
  // Of which letter or role, the case tells.
  return key && isMessageKey(key) ? t(key, { letter: '…', role: '…', organisation: '…' }) : what;
}

/** The address of the same search, from a line on. */
function addressOf(query: PageRequest['query'], after?: number): string {
  const { after: _before, ...rest } = query;
  const asked = new URLSearchParams({ ...rest, ...(after ? { after: String(after) } : {}) }).toString();
  return asked ? `/log?${asked}` : '/log';
}

/** What the address asks for; what is none is said beside its field. */
function readFilter(values: PageRequest['query']): { filter: Filter; refused?: Refused } {
  try {
    return { filter: readValues(filterForm, values) };
  } catch (error) {
    return { filter: {}, refused: { refusal: refusalOf(error), form: { values, files: [] } } };
  }
}
