import type { JSX } from 'preact';
import { pageOf, type RequiredField } from '../../domain/register/fields';
import { newId } from '../../db/core/ids';
import type { ParticipationFile } from '../../db/register/participations';
import { Button, DateField, Notice, Section, SelectField, SubmitForm, TextArea } from '../core/components';
import type { Locale } from '../core/locale';
import { fieldHref } from './participation-form';
import type { Shown } from './participation-frame';
import { labelOf, offeredOptions } from './participation-words';
import { registerPaths } from './paths';

type OfFile = Readonly<{ locale: Locale; file: ParticipationFile }>;

function endingPath({ participation }: ParticipationFile, what: string): string {
  return `${registerPaths.participation(participation.participationId, 'ending')}/${what}`;
}

/** The shortest way to Avsluttet: the end date is what makes it (`domain.md` 6.5). */
export function EndToday({ locale: { t }, file }: OfFile): JSX.Element {
  return (
    <SubmitForm action={endingPath(file, 'today')} idempotencyKey={newId()}>
      <p class="frist-subtle">{t('register.ending.endTodayHint')}</p>
      <Button variant="secondary">{t('register.ending.endToday')}</Button>
    </SubmitForm>
  );
}

/** Whether the participation can be discharged, with a link to every field that is still empty; then the button. */
export function DischargeState({ locale, file, missing }: OfFile & Readonly<{ missing: readonly RequiredField[] }>): JSX.Element {
  const { t } = locale;
  const { dischargedAt, participationId } = file.participation;
  if (dischargedAt)
    return (
      <Section title={t('register.ending.dischargeTitle')} id="discharge">
        <p>
          {t('register.ending.dischargedOn', { at: locale.instant(dischargedAt) })} {t('register.ending.dischargedHelp')}
        </p>
      </Section>
    );
  return (
    <Section title={t('register.ending.dischargeTitle')} id="discharge">
      {file.lookup?.state === 'mismatch' && (
        <Notice tone="danger">
          <p>
            <a class="ds-link" href={fieldHref(participationId, 'person', 'nationalId')}>
              {t('register.ending.mismatch')}
            </a>
          </p>
        </Notice>
      )}
      {missing.length === 0 ? (
        <p>{t('register.ending.ready')}</p>
      ) : (
        <Notice tone="warning" title={t('register.ending.missingTitle', { count: missing.length })}>
          <ul class="ds-list">
            {missing.map((field) => (
              <li key={field}>
                <a class="ds-link" href={fieldHref(participationId, pageOf(field), field)}>
                  {t('register.ending.missingField', {
                    field: labelOf(locale, field),
                    page: t(`register.participation.page.${pageOf(field)}`),
                  })}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <SubmitForm action={endingPath(file, 'discharge')} idempotencyKey={newId()}>
        <Button>{t('register.ending.discharge')}</Button>
      </SubmitForm>
    </Section>
  );
}

export function ReopenForm({ shown: { locale, file, errors } }: Readonly<{ shown: Shown }>): JSX.Element {
  const { t } = locale;
  return (
    <Section title={t('register.ending.reopenTitle')} id="reopen">
      <p>{t('register.ending.reopenHelp')}</p>
      <SubmitForm action={endingPath(file, 'reopen')} idempotencyKey={newId()}>
        <TextArea
          name="reason"
          label={t('register.ending.reopenReason')}
          rows={3}
          maxLength={2_000}
          value={errors.value('reason')}
          error={errors.of('reason')}
        />
        <Button variant="secondary">{t('register.ending.reopen')}</Button>
      </SubmitForm>
    </Section>
  );
}

/** Fields of a form beside the fields of the record: their ids must not be the same. */
const own = (name: string): string => `return-${name}`;

export function ReturnForm({ shown: { locale, file, projects, errors, refused } }: Readonly<{ shown: Shown }>): JSX.Element {
  const { t } = locale;
  // The start and the financing of a refused save of the record itself are other fields.
  const refusedHere = refused?.form.values['_return'] !== undefined;
  const of = (name: string): string | undefined => (refusedHere ? errors.of(name) : undefined);
  const value = (name: string): string | undefined => (refusedHere ? errors.value(name) : undefined);
  const choose = t('core.field.choose');
  return (
    <Section title={t('register.ending.returnTitle')} id="return">
      <p>{t('register.ending.returnHelp')}</p>
      <SubmitForm action={endingPath(file, 'return')} idempotencyKey={newId()}>
        <input type="hidden" name="_return" value="yes" />
        <DateField id={own('startOn')} name="startOn" label={labelOf(locale, 'startOn')} value={value('startOn')} error={of('startOn')} />
        <SelectField
          id={own('financing')}
          name="financing"
          label={labelOf(locale, 'financing')}
          options={offeredOptions(locale, 'financing', file.rules)}
          value={value('financing')}
          placeholder={choose}
          error={of('financing')}
        />
        <SelectField
          id={own('projectId')}
          name="projectId"
          label={labelOf(locale, 'projectId')}
          options={projects.map((one) => ({ value: one.projectId, text: one.name }))}
          value={value('projectId')}
          placeholder={choose}
          error={of('projectId')}
        />
        <Button variant="secondary">{t('register.ending.return')}</Button>
      </SubmitForm>
    </Section>
  );
}
