import type { JSX } from 'preact';
import { mainReasons } from '../../domain/register/codes';
import { fieldPages, type FieldPage } from '../../domain/register/fields';
import type { ParticipationField } from '../../domain/register/participation';
import type { Project } from '../../domain/register/saving';
import type { ParticipationFile } from '../../db/register/participations';
import { Button, DateField, Field, fieldId, SelectField, TextField, tiesOf, type FieldProps } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { countries } from './countries';
import { inputOf, isListField, labelOf, offeredOptions, offeredSubs, optionsOf, subReasonText, valueText } from './participation-words';
import { shownValues } from './participation-saving';
import { registerPaths } from './paths';
import { SaveButton, SaveFrame } from './save-field';

export type PageForm = Readonly<{
  locale: Locale;
  file: ParticipationFile;
  projects: readonly Project[];
  errors: FormErrors;
  /** The fields of a refused form that another changed meanwhile: both values are shown. */
  conflicts: ReadonlySet<string>;
}>;

/** The fields of one of the four pages. Each saves itself; without script one button saves them together. */
export function FieldsForm({ form, page }: Readonly<{ form: PageForm; page: FieldPage }>): JSX.Element {
  const { locale, file } = form;
  const { participationId, version } = file.participation;
  const fields = fieldPages[page].filter((field): field is ParticipationField => field !== 'activities');
  return (
    <form
      class="frist-form"
      method="post"
      action={registerPaths.participation(participationId, page)}
      noValidate
      autocomplete="off"
      data-save={registerPaths.save(participationId)}
      // One reason says nothing without the other.
      data-together={page === 'ending' ? 'mainReason subReason' : undefined}
    >
      <input type="hidden" name="_seen" value={version} />
      <input type="hidden" name="_shown" value={shownValues(file, page)} />
      {page === 'person' && <NumberField form={form} />}
      {fields.map((field) => (
        <OneField key={field} form={form} field={field} />
      ))}
      <SaveButton>{locale.t('register.participation.saveNow')}</SaveButton>
    </form>
  );
}

function NumberField({ form: { locale, file, errors } }: Readonly<{ form: PageForm }>): JSX.Element {
  const label = labelOf(locale, 'nationalId');
  return (
    <SaveFrame name="nationalId" label={label} value="" seen={file.participation.version} clear>
      <TextField
        name="nationalId"
        label={label}
        hint={locale.t('register.participation.numberChange', { number: file.person.maskedNumber })}
        value={errors.of('nationalId') && errors.value('nationalId')}
        error={errors.of('nationalId')}
        autocomplete="off"
        inputmode="numeric"
        size={14}
        maxLength={30}
      />
    </SaveFrame>
  );
}

function OneField({ form, field }: Readonly<{ form: PageForm; field: ParticipationField }>): JSX.Element {
  const { locale, file, projects, errors, conflicts } = form;
  const stored = inputOf(file.participation, field);
  const error = errors.of(field);
  // What was refused stays as it was typed; what was stored is shown as it is stored.
  const value = error === undefined ? stored : (errors.value(field) ?? stored);
  const props = { name: field, label: labelOf(locale, field), error };
  return (
    <SaveFrame name={field} label={props.label} value={stored} seen={file.participation.version}>
      <Input form={form} field={field} props={props} value={value} />
      {conflicts.has(field) && (
        <div class="frist-conflict" role="group" aria-labelledby={`${fieldId(field)}-conflict`}>
          <p id={`${fieldId(field)}-conflict`}>
            {locale.t('register.saving.conflict', {
              mine: valueText(locale, field, value.split(':').at(-1), projects) || locale.t('register.saving.nothing'),
              theirs: valueText(locale, field, file.participation[field], projects) || locale.t('register.saving.nothing'),
            })}{' '}
            {locale.t('register.saving.conflictHelp')}
          </p>
          <Button variant="secondary" name="_theirs" value={field}>
            {locale.t('register.saving.useTheirs')}
          </Button>
        </div>
      )}
    </SaveFrame>
  );
}

type InputProps = Readonly<{ form: PageForm; field: ParticipationField; props: FieldProps; value: string }>;

function Input({ form: { locale, file, projects }, field, props, value }: InputProps): JSX.Element {
  const placeholder = locale.t('core.field.choose');
  if (field === 'subReason') return <SubReason locale={locale} file={file} props={props} value={value} />;
  if (field === 'projectId') {
    const options = projects.map((one) => ({ value: one.projectId, text: one.name }));
    return <SelectField {...props} options={options} value={value} placeholder={locale.t('register.participation.noProject')} />;
  }
  if (field === 'countryBackground')
    return <SelectField {...props} options={countries(locale.language)} value={value} placeholder={placeholder} />;
  if (isListField(field)) {
    const must = file.participation[field] !== null && field === 'financing';
    const options = offeredOptions(locale, field, file.rules, file.participation[field]);
    return <SelectField {...props} options={options} value={value} placeholder={must ? undefined : placeholder} />;
  }
  if (field === 'startOn' || field === 'endOn') return <DateField {...props} value={value} />;
  return <TextField {...props} value={value} inputmode="numeric" size={4} maxLength={9} />;
}

type SubReasonProps = Readonly<{ locale: Locale; file: ParticipationFile; props: FieldProps; value: string }>;

/** Every sub-reason that can be chosen under its main reason; a script leaves those of the chosen one alone. */
function SubReason({ locale, file: { participation, rules }, props, value }: SubReasonProps): JSX.Element {
  const mains = new Map(optionsOf(locale, 'mainReason').map((one) => [one.value, one.text]));
  const groups = mainReasons.map((main) => [main, offeredSubs(main, rules, participation)] as const).filter(([, subs]) => subs.length > 0);
  return (
    <Field field={props}>
      <select class="ds-input frist-short" data-depends-on="mainReason" {...tiesOf(props)}>
        <option value="">{locale.t('core.field.choose')}</option>
        {groups.map(([main, subs]) => (
          <optgroup key={main} label={mains.get(main) ?? main} data-of={main}>
            {subs.map((sub) => (
              <option key={sub} value={`${main}:${sub}`} selected={value === `${main}:${sub}`}>
                {subReasonText(locale, sub)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </Field>
  );
}

/** Where a field can be filled in: its page, at the field. */
export function fieldHref(participationId: string, page: FieldPage, field: string): string {
  return `${registerPaths.participation(participationId, page)}#${fieldId(field)}`;
}
