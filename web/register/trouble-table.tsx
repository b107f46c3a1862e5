import type { JSX } from 'preact';
import type { Trouble } from '../../db/register/troubles';
import { newId } from '../../db/core/ids';
import { isMessageKey } from '../../letters/core/catalogue';
import { Button, DataTable, SubmitForm, type Column } from '../core/components';
import type { Locale } from '../core/locale';

/** What municipalities reported and nobody has seen to: which field, when, and how far the look-up had come. Nobody is named. */
export function TroubleTable({ locale, reports }: Readonly<{ locale: Locale; reports: readonly Trouble[] }>): JSX.Element {
  const { t } = locale;
  const columns: Column<Trouble>[] = [
    { key: 'municipality', heading: t('register.lookups.municipality'), rowHeader: true, cell: ({ municipality }) => municipality },
    { key: 'at', heading: t('register.troubles.at'), cell: ({ at }) => locale.instant(at) },
    { key: 'field', heading: t('register.troubles.field'), cell: ({ data }) => fieldText(locale, data.field) },
    {
      key: 'state',
      heading: t('register.troubles.state'),
      cell: ({ data: { lookup } }) => (lookup ? t(`register.lookupState.${lookup.state}`) : t('core.none')),
    },
    {
      key: 'attempts',
      heading: t('register.troubles.attempts'),
      numeric: true,
      cell: ({ data: { lookup } }) => lookup?.attempts ?? t('core.none'),
    },
    {
      key: 'lastStatus',
      heading: t('register.troubles.lastStatus'),
      cell: ({ data: { lookup } }) =>
        lookup && lookup.attempts > 0 ? (lookup.lastStatus ?? t('register.troubles.noAnswer')) : t('core.none'),
    },
    {
      key: 'settle',
      heading: t('register.troubles.action'),
      hiddenHeading: true,
      cell: (one) => (
        <SubmitForm action={`/register/trouble-reports/${one.troubleId}/settle`} idempotencyKey={newId()} inline>
          <Button variant="secondary">{t('register.troubles.settle')}</Button>
        </SubmitForm>
      ),
    },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="troubles"
        caption={t('register.troubles.title')}
        columns={columns}
        rows={reports}
        rowKey={({ troubleId }) => troubleId}
        empty={<p>{t('register.troubles.none')}</p>}
      />
    </section>
  );
}

function fieldText({ t }: Locale, field: string): string {
  const key = `register.field.${field}`;
  return isMessageKey(key) ? t(key) : field;
}
