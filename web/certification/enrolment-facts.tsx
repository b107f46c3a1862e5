import type { JSX } from 'preact';
import { deadlineOf, paymentStates } from '../../domain/certification/enrolment';
import { newId } from '../../db/core/ids';
import type { EnrolmentView } from '../../api/certification/presenters';
import { Button, Section, SelectField, SubmitForm, SummaryList } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { paths } from './names';

/** Who it is and how they came in, for staff. What concerns money is for those who manage. */
export function EnrolmentFacts({
  locale,
  view,
  mayManage,
}: Readonly<{ locale: Locale; view: EnrolmentView; mayManage: boolean }>): JSX.Element {
  const { t, instant, deadline } = locale;
  const { person, file } = view;
  const { enrolment, round } = file;
  const items = [
    { term: t('certification.field.name'), value: person.name ?? t('certification.erased') },
    { term: t('certification.field.email'), value: person.email },
    { term: t('certification.field.employer'), value: person.employer ?? t('core.none') },
    {
      term: t('certification.field.requestedAt'),
      value: t('certification.bySource', { at: instant(enrolment.requestedAt), source: t(`certification.source.${enrolment.source}`) }),
    },
    { term: t('certification.field.deadlineOn'), value: deadline(deadlineOf(enrolment, round)) },
    ...(mayManage ? [{ term: t('certification.field.payment'), value: t(`certification.payment.${enrolment.payment}`) }] : []),
  ];
  return (
    <Section title={t('certification.enrolment.facts')} id="facts">
      <SummaryList items={items} />
    </Section>
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
