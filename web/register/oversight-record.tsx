import type { JSX } from 'preact';
import type { Instant } from '../../domain/core/calendar';
import { fieldPages } from '../../domain/register/fields';
import { stateOf, type ProgrammeEntry } from '../../domain/register/participation';
import type { Overseen } from '../../api/register/oversight-queries';
import { DataTable, Section, SummaryList, Tag, Timeline, type Column } from '../core/components';
import type { Locale } from '../core/locale';
import { entryInput } from './participation-entries';
import { Warnings } from './participation-warnings';
import { futureSteps, pastEvents } from './participation-timeline';
import { labelOf, optionsOf, stateTones, valueText } from './participation-words';
import { fieldPageNames } from './paths';

type Props = Readonly<{ locale: Locale; overseen: Overseen; at: Instant }>;

/** A participation to be read: its state, the fields page by page, its programme, what happened and what will. */
export function OverseenParts({ locale, overseen: { file, events, projects }, at }: Props): JSX.Element {
  const { t } = locale;
  const { participation, entries, person, municipality } = file;
  const state = stateOf(participation, file.rules);
  return (
    <>
      <Section title={t('register.overview.filter.status')} id="state">
        <SummaryList
          items={[
            { term: t('register.overview.filter.status'), value: <Tag tone={stateTones[state]}>{t(`register.state.${state}`)}</Tag> },
            { term: labelOf(locale, 'name'), value: person.name ?? t('register.participation.noName') },
            { term: t('register.participation.number'), value: person.maskedNumber },
            { term: labelOf(locale, 'municipality'), value: municipality.name },
          ]}
        />
        <Warnings locale={locale} file={file} at={at} />
      </Section>
      {fieldPageNames.map((page) => (
        <Section key={page} title={t(`register.participation.page.${page}`)} id={page}>
          {page === 'programme' ? (
            <Programme locale={locale} entries={entries} />
          ) : (
            <SummaryList
              items={fieldPages[page].map((field) => ({
                term: labelOf(locale, field),
                value: valueText(locale, field, participation[field], projects) || t('core.none'),
              }))}
            />
          )}
        </Section>
      ))}
      <Timeline
        locale={locale}
        id="timeline"
        title={t('core.timeline.title')}
        past={pastEvents(locale, events, projects)}
        future={futureSteps(locale, file.agenda)}
      />
    </>
  );
}

function Programme({ locale, entries }: Readonly<{ locale: Locale; entries: readonly ProgrammeEntry[] }>): JSX.Element {
  const { t } = locale;
  const types = new Map(optionsOf(locale, 'type').map(({ value, text }) => [value, text]));
  const day = (value: ProgrammeEntry['fromOn']): string => (value === null ? '' : locale.day(value));
  const columns: Column<ProgrammeEntry>[] = [
    { key: 'kind', heading: t('register.oversight.kind'), rowHeader: true, cell: ({ kind }) => t(`register.overview.kind.${kind}`) },
    { key: 'type', heading: labelOf(locale, 'type'), cell: ({ type }) => types.get(type ?? '') },
    { key: 'from', heading: labelOf(locale, 'fromOn'), cell: ({ fromOn }) => day(fromOn) },
    { key: 'to', heading: labelOf(locale, 'toOn'), cell: ({ toOn }) => day(toOn) },
    { key: 'hours', heading: labelOf(locale, 'hoursPerWeek'), numeric: true, cell: (one) => entryInput(locale, one, 'hoursPerWeek') },
  ];
  return (
    <DataTable
      id="entries"
      caption={t('register.participation.page.programme')}
      hiddenCaption
      columns={columns}
      rows={entries}
      rowKey={({ entryId }) => entryId}
      empty={<p>{t('register.programme.activity.none')}</p>}
    />
  );
}
