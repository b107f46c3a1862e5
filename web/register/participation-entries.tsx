import type { JSX } from 'preact';
import type { ProgrammeEntry } from '../../domain/register/participation';
import { newId } from '../../db/core/ids';
import { Button, DateField, fieldId, Section, SelectField, SubmitForm, TextField } from '../core/components';
import type { Locale } from '../core/locale';
import type { Shown } from './participation-frame';
import { labelOf, offeredOptions } from './participation-words';
import { registerPaths } from './paths';
import { SaveButton, SaveFrame } from './save-field';

type Kind = ProgrammeEntry['kind'];
export type EntryField = 'type' | 'fromOn' | 'toOn' | 'hoursPerWeek';

/** What is asked of each kind of entry; a type is of activities alone. */
export const entryFields: Readonly<Record<Kind, readonly EntryField[]>> = {
  activity: ['type', 'fromOn', 'toOn', 'hoursPerWeek'],
  absence: ['fromOn', 'toOn', 'hoursPerWeek'],
  leave: ['fromOn', 'toOn'],
  extension: ['fromOn', 'toOn'],
};

/** The id of one field of one entry, for links and the focus. */
export function entryFieldId(entryId: string, field: EntryField): string {
  return fieldId(`${entryId}-${field}`);
}

/** A value of an entry as its input holds it. */
export function entryInput({ language }: Locale, entry: ProgrammeEntry, field: EntryField): string {
  const value = entry[field];
  if (value === null) return '';
  return field === 'hoursPerWeek' && language !== 'en' ? String(value).replace('.', ',') : String(value);
}

/** The entries of one kind, each with fields that save themselves, and a button that adds an empty one to fill in. */
export function EntriesOfKind({ shown, kind }: Readonly<{ shown: Shown; kind: Kind }>): JSX.Element {
  const { locale, file } = shown;
  const { t } = locale;
  const programme = registerPaths.participation(file.participation.participationId, 'programme');
  const entries = file.entries.filter((one) => one.kind === kind);
  return (
    <Section title={t(`register.programme.${kind}.title`)} id={kind}>
      {entries.length === 0 && <p class="frist-subtle">{t(`register.programme.${kind}.none`)}</p>}
      {entries.map((entry, at) => (
        <EntryForm key={entry.entryId} shown={shown} entry={entry} name={t(`register.programme.${kind}.one`, { number: at + 1 })} />
      ))}
      <SubmitForm action={`${programme}/add/${kind}`} idempotencyKey={newId()}>
        <Button variant="secondary" id={kind === 'activity' ? fieldId('activities') : undefined}>
          {t(`register.programme.${kind}.add`)}
        </Button>
      </SubmitForm>
    </Section>
  );
}

function EntryForm({ shown, entry, name }: Readonly<{ shown: Shown; entry: ProgrammeEntry; name: string }>): JSX.Element {
  const { locale, file } = shown;
  const { t } = locale;
  const { participationId, version } = file.participation;
  const action = `${registerPaths.participation(participationId, 'programme')}/${entry.entryId}`;
  return (
    <div class="frist-entry" id={`entry-${entry.entryId}`}>
      <h3 class="ds-heading" data-size="2xs">
        {name}
      </h3>
      <form
        method="post"
        action={action}
        noValidate
        autocomplete="off"
        data-save={registerPaths.saveEntry(participationId, entry.entryId)}
        data-whole
      >
        <input type="hidden" name="_seen" value={version} />
        <input type="hidden" name="_entry" value={entry.entryId} />
        <div class="frist-entry-fields">
          {entryFields[entry.kind].map((field) => (
            <EntryInput key={field} shown={shown} entry={entry} field={field} of={name} />
          ))}
        </div>
        <SaveButton>{t('register.participation.saveNow')}</SaveButton>
      </form>
      <SubmitForm action={`${action}/remove`} idempotencyKey={newId()}>
        <Button variant="tertiary">{t('register.programme.removeOne', { what: name.toLowerCase() })}</Button>
      </SubmitForm>
    </div>
  );
}

type InputProps = Readonly<{ shown: Shown; entry: ProgrammeEntry; field: EntryField; of: string }>;

function EntryInput({ shown, entry, field, of }: InputProps): JSX.Element {
  const { locale, file, refused, errors } = shown;
  const { t } = locale;
  const own = refused?.form.values['_entry'] === entry.entryId;
  const stored = entryInput(locale, entry, field);
  const nothing = t('register.saving.nothing');
  const error = !own
    ? undefined
    : shown.conflicts.has(field)
      ? t('register.saving.conflict', { mine: errors.value(field) || nothing, theirs: stored || nothing })
      : errors.of(field);
  const value = error === undefined ? stored : (errors.value(field) ?? stored);
  const label = labelOf(locale, field);
  const props = {
    id: entryFieldId(entry.entryId, field),
    name: field,
    label,
    error,
    optional: field === 'toOn' || (field === 'hoursPerWeek' && entry.kind !== 'activity') ? t('core.field.optional') : undefined,
  };
  return (
    <SaveFrame
      name={field}
      label={t('register.programme.fieldOf', { what: of, field: label })}
      value={stored}
      seen={file.participation.version}
    >
      {field === 'type' ? (
        <SelectField
          {...props}
          options={offeredOptions(locale, 'type', file.rules, entry.type)}
          value={value}
          placeholder={t('core.field.choose')}
        />
      ) : field === 'hoursPerWeek' ? (
        <TextField {...props} value={value} hint={t('register.programme.hoursHint')} inputmode="decimal" size={5} maxLength={9} />
      ) : (
        <DateField {...props} value={value} />
      )}
    </SaveFrame>
  );
}
