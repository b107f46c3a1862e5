import type { ComponentChildren, JSX } from 'preact';
import { localDay } from '../../domain/core/calendar';
import { readiness } from '../../domain/register/fields';
import { stateOf } from '../../domain/register/participation';
import { zone } from '../../domain/register/zone';
import type { ListedParticipation } from '../../db/register/participation-lists';
import { DataTable, Tag, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import { lookupText } from './overview-words';
import { stateTones } from './participation-words';
import { registerPaths } from './paths';

type Props = Readonly<{
  locale: Locale;
  rows: readonly ListedParticipation[];
  caption: string;
  empty: ComponentChildren;
  /** Where one of them is opened. */
  hrefOf?: (participationId: string) => string;
}>;

/** Participants: who, in which state, and how much of what the report asks is filled. */
export function OverviewTable({ locale, rows, caption, empty, hrefOf = registerPaths.participation }: Props): JSX.Element {
  return (
    <DataTable
      id="participants"
      caption={caption}
      columns={columnsIn(locale, hrefOf)}
      rows={rows}
      rowKey={(one) => one.participationId}
      empty={empty}
    />
  );
}

function columnsIn(locale: Locale, hrefOf: (participationId: string) => string): Column<ListedParticipation>[] {
  const { t, day } = locale;
  return [
    {
      key: 'name',
      heading: t('register.overview.column.name'),
      rowHeader: true,
      cell: (one) => <a href={hrefOf(one.participationId)}>{nameOf(locale, one)}</a>,
    },
    { key: 'number', heading: t('register.overview.column.number'), cell: (one) => one.maskedNumber },
    {
      key: 'state',
      heading: t('register.overview.column.state'),
      cell: (one) => (
        <>
          <StateTag locale={locale} one={one} />
          {one.changedSinceDischarge && <span class="frist-subtle"> {t('register.overview.changed')}</span>}
        </>
      ),
    },
    { key: 'project', heading: t('register.overview.column.project'), cell: (one) => one.projectName },
    { key: 'start', heading: t('register.overview.column.start'), cell: (one) => day(one.startOn) },
    { key: 'end', heading: t('register.overview.column.end'), cell: (one) => one.endOn && day(one.endOn) },
    { key: 'readiness', heading: t('register.overview.column.readiness'), cell: (one) => <Filled locale={locale} one={one} /> },
    { key: 'saved', heading: t('register.overview.column.saved'), cell: (one) => day(localDay(one.savedAt, zone)) },
  ];
}

/** The name, or how it will come: nobody has to ask for it (`domain.md` 6.4). */
function nameOf(locale: Locale, { name, lookupState }: ListedParticipation): string {
  if (name !== null) return name;
  const settled = lookupState === 'not_found' || lookupState === 'mismatch' || lookupState === 'failed';
  return settled ? lookupText(locale, lookupState) : locale.t('register.overview.nameComes');
}

function StateTag({ locale, one }: Readonly<{ locale: Locale; one: ListedParticipation }>): JSX.Element {
  const state = stateOf(one, one.rules);
  return <Tag tone={stateTones[state]}>{locale.t(`register.state.${state}`)}</Tag>;
}

function Filled({ locale, one }: Readonly<{ locale: Locale; one: ListedParticipation }>): JSX.Element {
  const { t } = locale;
  const { filled, of } = readiness(one, one.entries, one.rules);
  return (
    <span class="frist-progress">
      <progress value={filled} max={of} aria-label={t('register.overview.readinessOf', { who: one.name ?? one.maskedNumber })} />
      <span>{t('register.overview.filledOf', { filled, of })}</span>
    </span>
  );
}
