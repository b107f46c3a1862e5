import type { JSX } from 'preact';
import { localDay, parseDay, yearOf } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { zone } from '../../domain/certification/zone';
import { dayOffCountries, dayOffKinds, type DayOff, type DayOffCountry } from '../../db/core/days-off';
import { newId } from '../../db/core/ids';
import { daysOffIn, setDayOff } from '../../api/core/day-off-commands';
import {
  Button,
  DataTable,
  DateField,
  ErrorSummary,
  FilterForm,
  Page,
  RadioGroup,
  Section,
  SelectField,
  SubmitForm,
  Tag,
  TextArea,
  TextField,
  type Column,
} from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { leaveNote } from './note';
import type { PageRequest, PageRouter, Refused, View } from './page-router';

/** The holidays and closing days of a year, and a form to set one. For the agency. */
export function daysOffPage(router: PageRouter): void {
  router.get('/days-off', 'signed-in', daysOffShown);
  router.post(
    '/days-off',
    'signed-in',
    async (page, { values }) => {
      const day = parseDay(values['day'] ?? '');
      if (!day) throw new Refusal('value_invalid', { fields: { day: 'missing' } });
      const country = countryOf(values);
      const name = values['name']?.trim().slice(0, 100) || undefined;
      const { rounds } = await setDayOff(page.context, country, day, {
        off: values['off'] !== 'worked',
        name,
        // Without a name it is a day of the list, which stays what it is.
        kind: name === undefined ? undefined : dayOffKinds.find((one) => one === values['kind']),
        reason: values['reason']?.trim(),
      });
      leaveNote(page, 'core.done.dayOffSet', { rounds });
      return `/days-off?country=${country}&year=${yearOf(day)}`;
    },
    daysOffShown,
  );
}

function countryOf(values: Readonly<Record<string, string>>): DayOffCountry {
  return dayOffCountries.find((one) => one === values['country']) ?? 'DK';
}

async function daysOffShown({ context, locale, query }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const country = countryOf(refused?.form.values ?? query);
  const today = localDay(context.receivedAt, zone);
  const year = /^20\d\d$/.test(query['year'] ?? '') ? Number(query['year']) : yearOf(today);
  const found = await daysOffIn(context, country, year);
  const title = t('core.daysOff.title');
  const countries = dayOffCountries.map((value) => ({ value, text: t(`core.daysOff.country.${value}`) }));
  const body = (
    <Page locale={locale} title={title} lead={t('core.daysOff.lead')} breadcrumbs={[{ href: '/rules', text: t('core.menu.rules') }]}>
      <FilterForm action="/days-off" label={t('core.daysOff.show')}>
        <SelectField id="shown-country" name="country" label={t('core.daysOff.country')} options={countries} value={country} />
        <TextField id="shown-year" name="year" label={t('core.daysOff.year')} size={4} inputmode="numeric" value={String(year)} />
        <Button variant="secondary">{t('core.daysOff.search')}</Button>
      </FilterForm>
      <DataTable
        id="days-off"
        caption={t('core.daysOff.caption', { country: t(`core.daysOff.country.${country}`), year: String(year) })}
        columns={columnsIn(locale)}
        rows={found}
        rowKey={(one) => one.day}
        empty={t('core.daysOff.none')}
      />
      <Section title={t('core.daysOff.set')} id="set">
        <DayForm locale={locale} country={country} today={today} refused={refused} />
      </Section>
    </Page>
  );
  return { title, body };
}

function columnsIn({ t, day }: Locale): Column<DayOff>[] {
  return [
    { key: 'day', heading: t('core.daysOff.day'), rowHeader: true, cell: (one) => day(one.day) },
    // A closing day that came with the calendar is named by its date alone.
    {
      key: 'name',
      heading: t('core.daysOff.name'),
      cell: (one) => (/^\d\d-\d\d$/.test(one.name) ? t(`core.daysOff.kind.${one.kind}`) : one.name),
    },
    { key: 'kind', heading: t('core.daysOff.kind'), cell: (one) => t(`core.daysOff.kind.${one.kind}`) },
    {
      key: 'state',
      heading: t('core.daysOff.state'),
      cell: (one) => <Tag tone={one.worked ? 'neutral' : 'info'}>{t(one.worked ? 'core.daysOff.worked' : 'core.daysOff.off')}</Tag>,
    },
  ];
}

type DayFormProps = Readonly<{ locale: Locale; country: DayOffCountry; today: string; refused: Refused | undefined }>;

function DayForm({ locale, country, today, refused }: DayFormProps): JSX.Element {
  const { t } = locale;
  const labels = { day: t('core.daysOff.day'), name: t('core.daysOff.name'), reason: t('core.reason.label') };
  const errors = formErrors(locale, refused, labels);
  const text = (field: keyof typeof labels) => ({ label: labels[field], value: errors.value(field), error: errors.of(field) });
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action="/days-off" idempotencyKey={newId()}>
        <input type="hidden" name="country" value={country} />
        <DateField name="day" min={today} {...text('day')} />
        <RadioGroup
          name="off"
          label={t('core.daysOff.state')}
          options={[
            { value: 'off', text: t('core.daysOff.off') },
            { value: 'worked', text: t('core.daysOff.worked') },
          ]}
          value={errors.value('off') ?? 'off'}
        />
        <RadioGroup
          name="kind"
          label={t('core.daysOff.kind')}
          options={dayOffKinds.toReversed().map((value) => ({ value, text: t(`core.daysOff.kind.${value}`) }))}
          value={errors.value('kind') ?? 'closing'}
        />
        <TextField name="name" hint={t('core.daysOff.nameHint')} autocomplete="off" {...text('name')} />
        <TextArea name="reason" rows={2} {...text('reason')} />
        <Button>{t('core.daysOff.save')}</Button>
      </SubmitForm>
    </>
  );
}
