import type { JSX } from 'preact';
import type { Refusal } from '../../domain/core/errors';
import type { OfferedRules } from '../../domain/register/offered';
import type { Organisation } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { DateField, ErrorSummary, Page, SelectField, TextField } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { ActiveLink } from './active-link';
import { labelOf, offeredOptions } from './participation-words';
import { registerPaths } from './paths';
import { SaveButton, SaveFrame, SaveLine, savingWords } from './save-field';

type Props = Readonly<{
  locale: Locale;
  municipalities: readonly Organisation[];
  /** What can be chosen today. */
  rules: OfferedRules;
  values: Readonly<Record<string, string>>;
  errors: FormErrors;
  refusal: Refusal | undefined;
  /** What is missing, in words. */
  line: string;
  readerId: string;
}>;

/** The four mandatory fields. The script registers as soon as they are valid; without it one button does. */
export function NewParticipationForm({ locale, municipalities, rules, values, errors, refusal, line, readerId }: Props): JSX.Element {
  const { t } = locale;
  const choose = t('core.field.choose');
  const frame = (name: string, label: string) => ({ name, label, value: values[name] ?? '', seen: 0 });
  const field = (name: 'nationalId' | 'startOn' | 'municipality' | 'financing') => ({
    name,
    label: labelOf(locale, name),
    value: values[name],
    error: errors.of(name),
  });
  const [number, start, place, financing] = [field('nationalId'), field('startOn'), field('municipality'), field('financing')];
  return (
    <Page
      locale={locale}
      title={t('register.participation.newTitle')}
      breadcrumbs={[{ href: registerPaths.overview, text: t('register.participation.overview') }]}
      lead={t('register.participation.newLead')}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <ActiveLink locale={locale} refusal={refusal} />
      <SaveLine text={line} attention />
      <form
        class="frist-form"
        method="post"
        action={registerPaths.newParticipation}
        noValidate
        autocomplete="off"
        data-create={`${registerPaths.newParticipation}/check`}
        data-kept={`new-participation-${readerId}`}
        data-words={savingWords(locale)}
      >
        <input type="hidden" name="_key" value={newId()} />
        <SaveFrame {...frame('nationalId', number.label)} complete={11}>
          <TextField
            {...number}
            hint={t('register.participation.numberHint')}
            autocomplete="off"
            inputmode="numeric"
            size={14}
            maxLength={30}
          />
        </SaveFrame>
        <SaveFrame {...frame('startOn', start.label)}>
          <DateField {...start} />
        </SaveFrame>
        <SaveFrame {...frame('municipality', place.label)}>
          <SelectField
            {...place}
            options={municipalities.map(({ code, name }) => ({ value: code, text: name }))}
            placeholder={municipalities.length === 1 ? undefined : choose}
          />
        </SaveFrame>
        <SaveFrame {...frame('financing', financing.label)}>
          <SelectField {...financing} options={offeredOptions(locale, 'financing', rules)} placeholder={choose} />
        </SaveFrame>
        <SaveButton>{t('register.participation.create')}</SaveButton>
      </form>
    </Page>
  );
}
