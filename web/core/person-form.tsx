import type { JSX } from 'preact';
import { z } from 'zod';
import { newId } from '../../db/core/ids';
import type { Language, Person } from '../../db/core/people';
import { changePerson } from '../../api/core/people-commands';
import { line } from '../../api/core/schemas';
import { languages } from '../../letters/core/catalogue';
import { Button, EmailField, ErrorSummary, Notice, RadioGroup, SubmitForm, TextField } from './components';
import { formErrors } from './form-errors';
import { hasSession, leaveNote } from './note';
import type { Locale } from './locale';
import { readValues, type Form, type PageRequest, type Refused } from './page-router';

const changeForm = z.object({
  version: z.coerce.number().int(),
  name: line(200),
  email: z.string().max(400),
  employer: line(200).optional(),
  language: z.enum(['da', 'nb', 'en']),
});

/** `action` is where the form goes; `refused` what it was sent with and why not. */
export type PersonFormProps = Readonly<{ locale: Locale; who: Person; action: string; refused: Refused | undefined }>;

/**
 * Name, address, employer and language of a person. When somebody else saved meanwhile, both are shown: what was typed stays in the fields, and is saved by
 * pressing the button once more.
 */
export function PersonForm({ locale, who, action, refused }: PersonFormProps): JSX.Element {
  const { t } = locale;
  const labels = {
    name: t('core.person.name'),
    email: t('core.person.email'),
    employer: t('core.person.employer'),
    language: t('core.person.language'),
  };
  const errors = formErrors(locale, refused, labels, { taken: t('core.person.emailTaken') });
  const value = (field: 'name' | 'email' | 'employer' | 'language'): string => errors.value(field) ?? who[field] ?? '';
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      {refused?.refusal.code === 'changed_by_other' && (
        <Notice tone="warning" title={t('core.person.savedMeanwhile')}>
          <p>{[who.name, who.email, who.employer, t(`core.language.${who.language}`)].filter(Boolean).join(' · ')}</p>
        </Notice>
      )}
      <SubmitForm action={action} idempotencyKey={newId()}>
        <input type="hidden" name="version" value={who.version} />
        <TextField name="name" label={labels.name} value={value('name')} error={errors.of('name')} autocomplete="off" />
        <EmailField name="email" label={labels.email} value={value('email')} error={errors.of('email')} autocomplete="off" />
        <TextField
          name="employer"
          label={labels.employer}
          value={value('employer')}
          error={errors.of('employer')}
          optional={t('core.field.optional')}
          autocomplete="off"
        />
        <RadioGroup
          name="language"
          label={labels.language}
          hint={t('core.person.languageHint')}
          value={value('language')}
          error={errors.of('language')}
          options={languages.map((language) => ({ value: language, text: t(`core.language.${language}`) }))}
        />
        <Button>{t('core.action.save')}</Button>
      </SubmitForm>
    </>
  );
}

/** Carries the form out; in one's own case the pages follow the new language at once. */
export async function savePersonForm(page: PageRequest, personId: string, form: Form): Promise<void> {
  const { version, ...wanted } = readValues(changeForm, form.values);
  await changePerson(page.context, personId, version, wanted);
  if (personId === page.context.actor.personId && hasSession(page.req)) page.req.session.language = wanted.language satisfies Language;
  leaveNote(page, 'core.done.saved');
}
