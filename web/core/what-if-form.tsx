import type { JSX } from 'preact';
import type { WhatIf } from '../../api/certification/what-if';
import { Button, ErrorSummary, Notice, RadioGroup, SubmitForm, TextArea } from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import type { Refused } from './page-router';

export type WhatIfFormProps = Readonly<{ locale: Locale; found: WhatIf; idempotencyKey: string; refused: Refused | undefined }>;

/** Sets the value that was looked at: what becomes of running cases, and why it is set. */
export function WhatIfForm({ locale, found, idempotencyKey, refused }: WhatIfFormProps): JSX.Element {
  const { t } = locale;
  const labels = { transition: t('core.whatIf.transition'), reason: t('core.reason.label') };
  const errors = formErrors(locale, refused, labels);
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={`/rules/${found.key}/decide`} idempotencyKey={idempotencyKey}>
        <input type="hidden" name="value" value={JSON.stringify(found.value)} />
        <input type="hidden" name="validFrom" value={found.validFrom} />
        {found.moves ? (
          <Notice>
            <p>{t('core.whatIf.always')}</p>
          </Notice>
        ) : (
          <RadioGroup
            name="transition"
            label={labels.transition}
            options={[
              { value: 'keep', text: t('core.whatIf.keep') },
              { value: 'move', text: t('core.whatIf.move', { day: locale.day(found.validFrom) }), hint: t('core.whatIf.moveHint') },
            ]}
            value={errors.value('transition') ?? 'keep'}
            error={errors.of('transition')}
          />
        )}
        <TextArea name="reason" label={labels.reason} rows={2} value={errors.value('reason')} error={errors.of('reason')} />
        <Button>{t('core.ruleForm.set')}</Button>
      </SubmitForm>
    </>
  );
}
