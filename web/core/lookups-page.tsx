import { z } from 'zod';
import { refusalOf } from '../../api/core/problem';
import { lookupLog } from '../../api/core/people-commands';
import { id } from '../../api/core/schemas';
import { Button, ErrorSummary, FilterForm, Page, TextField } from './components';
import { formErrors } from './form-errors';
import { LookupTable } from './lookup-table';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const filterForm = z.object({ person: id.optional(), actor: id.optional() });
type Filter = z.infer<typeof filterForm>;

/** The log of look-ups: who looked at whom. For the agency. */
export function lookupsPage(router: PageRouter): void {
  router.get('/lookups', 'signed-in', lookupsShown);
}

async function lookupsShown(page: PageRequest): Promise<View> {
  const { context, locale, query } = page;
  const { t } = locale;
  const { filter, refused } = readFilter(query);
  const found = await lookupLog(context, {
    ...(filter.person ? { personId: filter.person } : {}),
    ...(filter.actor ? { actorId: filter.actor } : {}),
  });
  const labels = { person: t('core.lookups.personId'), actor: t('core.lookups.actorId') };
  const errors = formErrors(locale, refused, labels);
  const filtered = filter.person !== undefined || filter.actor !== undefined;
  const body = (
    <Page locale={locale} title={t('core.menu.lookups')} lead={t('core.lookups.lead')}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <FilterForm action="/lookups" label={t('core.lookups.filter')}>
        {(['person', 'actor'] as const).map((name) => (
          <TextField
            key={name}
            name={name}
            label={labels[name]}
            value={query[name]}
            error={errors.of(name)}
            size={36}
            autocomplete="off"
            optional={t('core.field.optional')}
          />
        ))}
        <Button variant="secondary">{t('core.action.filter')}</Button>
        {filtered && <a href="/lookups">{t('core.action.clear')}</a>}
      </FilterForm>
      <LookupTable
        locale={locale}
        lookups={found}
        caption={t(filtered ? 'core.lookups.filtered' : 'core.lookups.all', { count: found.length })}
        empty={t('core.lookups.none')}
        linked
      />
    </Page>
  );
  return { title: t('core.menu.lookups'), body, ...(refused ? { status: refused.refusal.status } : {}) };
}

/** What the address asks for; an id that is none is said beside its field. */
function readFilter(values: PageRequest['query']): { filter: Filter; refused?: Refused } {
  try {
    return { filter: readValues(filterForm, values) };
  } catch (error) {
    return { filter: {}, refused: { refusal: refusalOf(error), form: { values, files: [] } } };
  }
}
