import type { JSX } from 'preact';
import {
  lookupChoices,
  missingChoices,
  sortings,
  directions,
  type Direction,
  type ParticipationFilter,
  type Sorting,
} from '../../domain/register/overview';
import { participationStates } from '../../domain/register/participation';
import type { RegisterSummary } from '../../db/register/participation-lists';
import type { SavedView } from '../../db/register/saved-views';
import { newId } from '../../db/core/ids';
import {
  Button,
  ButtonRow,
  DateField,
  FilterForm,
  Section,
  SelectField,
  SubmitForm,
  Tabs,
  TextField,
  type Option,
} from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { optionsOf } from './participation-words';
import { addressOf, filterLabel, filterValue, lookupText, type FilterName, type FilterOptions } from './overview-words';
import { registerPaths } from './paths';

type Props = Readonly<{ locale: Locale; filter: ParticipationFilter; sort: Sorting; direction: Direction; options: FilterOptions }>;

/** The states with how many are in each: Utskrevet last, found by its own filter (`domain.md` 6.5). */
export function StateTabs({
  locale: { t },
  filter,
  summary: { states },
}: Pick<Props, 'locale' | 'filter'> & Readonly<{ summary: RegisterSummary }>): JSX.Element {
  const current = participationStates.filter((state) => state !== 'discharged').reduce((sum, state) => sum + states[state], 0);
  return (
    <Tabs
      label={t('register.overview.states')}
      items={[
        {
          href: addressOf({ ...filter, status: undefined }),
          text: t('register.overview.state.current', { count: current }),
          current: filter.status === undefined,
        },
        ...participationStates.map((state) => ({
          href: addressOf({ ...filter, status: state }),
          text: t('register.overview.state.one', { state: t(`register.state.${state}`), count: states[state] }),
          current: filter.status === state,
        })),
      ]}
    />
  );
}

/** The chosen filters in words, each a link that takes it away. */
export function Chips({
  locale,
  filter,
  options,
  more,
}: Pick<Props, 'locale' | 'filter' | 'options'> & Readonly<{ more: Record<string, string | undefined> }>): JSX.Element | null {
  const { t } = locale;
  const chosen = Object.entries(filter) as [FilterName, string][];
  if (chosen.length === 0) return null;
  return (
    <nav class="frist-row" aria-label={t('register.overview.chosen')}>
      {chosen.map(([name, value]) => (
        <a key={name} class="ds-chip" href={addressOf({ ...filter, [name]: undefined }, more)}>
          <span class="ds-sr-only">{t('register.overview.removeChip')} </span>
          {t('register.overview.chip', { what: filterLabel(locale, name), value: filterValue(locale, name, value, options) })}
          <span aria-hidden="true"> ×</span>
        </a>
      ))}
      <a class="ds-link" href={addressOf({}, more)}>
        {t('register.overview.clear')}
      </a>
    </nav>
  );
}

/** Every filter, and the order: a form that leads to an address, so that a list can be sent to a colleague. */
export function Filters({ locale, filter, sort, direction, options }: Props): JSX.Element {
  const { t } = locale;
  return (
    <details class="ds-details" data-color="neutral">
      <summary>{t('register.overview.filters')}</summary>
      <div>
        <FilterForm action={registerPaths.overview} label={t('register.overview.filters')}>
          {filter.status && <input type="hidden" name="status" value={filter.status} />}
          <FilterFields locale={locale} filter={filter} options={options} />
          <SelectField
            name="sort"
            label={t('register.overview.sort')}
            value={sort}
            options={sortings.map((value) => ({ value, text: t(`register.overview.sort.${value}`) }))}
          />
          <SelectField
            name="direction"
            label={t('register.overview.direction')}
            value={direction}
            options={directions.map((value) => ({ value, text: t(`register.overview.direction.${value}`) }))}
          />
          <Button variant="secondary">{t('register.overview.apply')}</Button>
        </FilterForm>
      </div>
    </details>
  );
}

/** The fields of a filter but the state; also those of a download. */
export function FilterFields({ locale, filter, options }: Pick<Props, 'locale' | 'filter' | 'options'>): JSX.Element {
  const { t } = locale;
  const choices: Readonly<Partial<Record<FilterName, readonly Option[]>>> = {
    ...(options.municipalities.length > 1
      ? { municipality: options.municipalities.map(({ code, name }) => ({ value: code, text: name })) }
      : {}),
    project: [
      ...options.projects.map(({ projectId, name }) => ({ value: projectId, text: name })),
      { value: 'none', text: t('register.overview.noProject') },
    ],
    class: optionsOf(locale, 'participantClass'),
    financing: optionsOf(locale, 'financing'),
    missing: missingChoices.map((value) => ({ value, text: filterValue(locale, 'missing', value, options) })),
    lookup: lookupChoices.map((value) => ({ value, text: lookupText(locale, value) })),
  };
  return (
    <>
      {(Object.entries(choices) as [FilterName, readonly Option[]][]).map(([name, list]) => (
        <SelectField
          key={name}
          name={name}
          label={filterLabel(locale, name)}
          value={filter[name]}
          placeholder={t('register.overview.any')}
          optional={t('core.field.optional')}
          options={list}
        />
      ))}
      {(['startFrom', 'startTo', 'endFrom', 'endTo'] as const).map((name) => (
        <DateField key={name} name={name} label={filterLabel(locale, name)} value={filter[name]} optional={t('core.field.optional')} />
      ))}
    </>
  );
}

/** The views that somebody saved, and a form that saves the filters chosen now. */
export function Views({
  locale: { t },
  views,
  filter,
  errors,
}: Pick<Props, 'locale' | 'filter'> & Readonly<{ views: readonly SavedView[]; errors: FormErrors }>): JSX.Element {
  return (
    <Section title={t('register.overview.views')} id="views">
      {views.length > 0 && (
        <ul>
          {views.map(({ viewId, name, filter: saved }) => (
            <li key={viewId} class="frist-row">
              <a href={addressOf(saved)}>{name}</a>
              <SubmitForm action={`/register/views/${viewId}/remove`} idempotencyKey={newId()} inline>
                <Button variant="tertiary">{t('register.overview.removeView', { name })}</Button>
              </SubmitForm>
            </li>
          ))}
        </ul>
      )}
      {Object.keys(filter).length === 0 ? (
        <p>{t('register.overview.noViews')}</p>
      ) : (
        <SubmitForm action="/register/views" idempotencyKey={newId()} inline>
          {Object.entries(filter).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <TextField
            name="name"
            label={t('register.overview.viewName')}
            value={errors.value('name')}
            error={errors.of('name')}
            maxLength={80}
            size={30}
            autocomplete="off"
          />
          <ButtonRow>
            <Button variant="secondary">{t('register.overview.saveView')}</Button>
          </ButtonRow>
        </SubmitForm>
      )}
    </Section>
  );
}
