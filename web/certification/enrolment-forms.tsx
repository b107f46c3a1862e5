import type { JSX } from 'preact';
import { paymentStates } from '../../domain/certification/enrolment';
import { newId } from '../../db/core/ids';
import type { EnrolmentView } from '../../api/certification/presenters';
import { Button, SelectField, SubmitForm } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { paths } from './names';

/** Admits a participant. */
export function AdmitForm({ locale: { t }, action }: Readonly<{ locale: Locale; action: string }>): JSX.Element {
  return (
    <SubmitForm action={action} idempotencyKey={newId()}>
      <Button>{t('certification.enrolment.admit')}</Button>
    </SubmitForm>
  );
}

/** The participant reports self-study done. */
export function StudyForm({ locale: { t }, action }: Readonly<{ locale: Locale; action: string }>): JSX.Element {
  return (
    <SubmitForm action={action} idempotencyKey={newId()}>
      <p>{t('certification.study.explain')}</p>
      <Button>{t('certification.study.done')}</Button>
    </SubmitForm>
  );
}

/** Ends an enrolment by request, after asking once more. */
export function WithdrawForm({ locale: { t }, action }: Readonly<{ locale: Locale; action: string }>): JSX.Element {
  return (
    <SubmitForm
      action={action}
      idempotencyKey={newId()}
      confirm={{ ask: t('certification.withdraw.ask'), text: t('certification.withdraw.text') }}
    >
      <Button danger>{t('certification.withdraw.do')}</Button>
    </SubmitForm>
  );
}

type PaymentProps = Readonly<{ locale: Locale; view: EnrolmentView; errors: FormErrors }>;

/** Records how far payment has come. */
export function PaymentForm({ locale: { t }, view, errors }: PaymentProps): JSX.Element {
  const { enrolment } = view.file;
  return (
    <SubmitForm action={`${paths.enrolment(enrolment.enrolmentId)}/payment`} idempotencyKey={newId()} inline>
      <SelectField
        name="payment"
        label={t('certification.enrolment.recordPayment')}
        value={errors.value('payment') ?? enrolment.payment}
        error={errors.of('payment')}
        options={paymentStates.map((state) => ({ value: state, text: t(`certification.payment.${state}`) }))}
      />
      <Button variant="secondary">{t('core.action.save')}</Button>
    </SubmitForm>
  );
}
