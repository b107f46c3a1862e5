import type { JSX } from 'preact';
import type { Lookup } from '../../db/core/lookups';
import { isMessageKey } from '../../letters/core/catalogue';
import { DataTable, type Column } from './components';
import type { Locale } from './locale';

/** Which look-ups, and what their table says of itself. */
export type LookupTableProps = Readonly<{
  locale: Locale;
  lookups: readonly Lookup[];
  caption: string;
  empty: string;
  /** Leaves out whom it was about, and the caption: below a heading on the page of that person. */
  ofOne?: boolean;
  /** Links the names to the pages of the people, for who may open them. */
  linked?: boolean;
}>;

/** Who looked at what about whom, newest first. */
export function LookupTable({ locale, lookups, caption, empty, ofOne, linked }: LookupTableProps): JSX.Element {
  const { t } = locale;
  const who = (name: string | null, id: string): JSX.Element | string => {
    const text = name ?? t('core.person.erased');
    return linked ? <a href={`/people/${id}`}>{text}</a> : text;
  };
  const columns: Column<Lookup>[] = [
    { key: 'at', heading: t('core.lookup.at'), rowHeader: true, cell: (one) => locale.instant(one.at) },
    { key: 'actor', heading: t('core.lookup.actor'), cell: (one) => who(one.actorName, one.actorId) },
    { key: 'what', heading: t('core.lookup.whatHeading'), cell: (one) => whatText(locale, one) },
  ];
  if (!ofOne)
    columns.push({
      key: 'person',
      heading: t('core.lookup.person'),
      cell: (one) => (one.personId ? who(one.personName, one.personId) : t('core.lookup.count', { count: one.count ?? 0 })),
    });
  return (
    <DataTable
      id="lookups"
      caption={caption}
      hiddenCaption={ofOne}
      columns={columns}
      rows={lookups}
      rowKey={(one) => one.lookupId}
      empty={empty}
    />
  );
}

function whatText({ t }: Locale, { what, filter }: Lookup): string {
  const key = `core.lookup.what.${what}`;
  const said = isMessageKey(key) ? t(key) : t('core.lookup.what.other', { what });
  return Object.values(filter ?? {}).some(Boolean) ? t('core.lookup.filtered', { what: said }) : said;
}
