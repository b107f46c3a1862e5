import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { paymentStates, type PaymentState } from '../../domain/certification/enrolment';
import { manageRounds } from '../../domain/certification/policies';
import type { EnrolmentRow } from '../../db/certification/enrolment-lists';
import { newId } from '../../db/core/ids';
import { setPayments } from '../../api/certification/payment-commands';
import { enrolmentList, roundView } from '../../api/certification/queries';
import { DataTable, ErrorSummary, Page, Pagination, RadioGroup, SubmitForm, type Column } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { aboveRoundPart, paths } from './names';
import { EnrolmentTag } from './tags';

const paymentForm = z.looseObject({ payment: z.enum(paymentStates) });
/** Each box has a name of its own: a form tells of a name only its last value. */
const boxPrefix = 'mark-';

/** Payments of a round: mark those whose invoice was sent or paid, and record it for all of them. */
export function paymentsPage(router: PageRouter): void {
  const path = `${paths.rounds}/:id/payments`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const marked = Object.keys(form.values).flatMap((name) => (name.startsWith(boxPrefix) ? [name.slice(boxPrefix.length)] : []));
      const { payment } = readValues(paymentForm, form.values);
      if (marked.length === 0) throw new Refusal('invalid_request', { fields: { marked: 'missing' } });
      const count = await setPayments(page.context, page.params['id']!, payment, marked);
      leaveNote(page, 'certification.payments.done', { count });
      return `${paths.round(page.params['id']!)}/payments`;
    },
    show,
  );
}

async function show({ context, locale, params, query }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, manageRounds, undefined);
  const { round } = await roundView(context, params['id']!);
  const { enrolments, next } = await enrolmentList(context, round.roundId, undefined, { cursor: query['after'], limit: 100 });
  const here = `${paths.round(round.roundId)}/payments`;
  const labels = { payment: t('certification.payments.state'), marked: t('certification.field.participants') };
  const errors = formErrors(locale, refused, labels, { missing: t('certification.payments.mark') });
  const title = t('certification.payments.title');
  const columns: Column<EnrolmentRow>[] = [
    {
      key: 'mark',
      heading: t('certification.payments.marked'),
      hiddenHeading: true,
      cell: (row) => (
        <input
          class="ds-input"
          type="checkbox"
          name={`${boxPrefix}${row.enrolmentId}`}
          checked={refused?.form.values[`${boxPrefix}${row.enrolmentId}`] !== undefined}
          aria-label={row.name ?? t('certification.erased')}
        />
      ),
    },
    {
      key: 'name',
      heading: t('certification.field.name'),
      rowHeader: true,
      cell: (row) => <a href={paths.enrolment(row.enrolmentId)}>{row.name ?? t('certification.erased')}</a>,
    },
    { key: 'employer', heading: t('certification.field.employer'), cell: (row) => row.employer },
    { key: 'kind', heading: t('certification.field.kind'), cell: (row) => t(`certification.enrolment.kind.${row.kind}`) },
    { key: 'payment', heading: t('certification.field.payment'), cell: (row) => t(`certification.payment.${row.payment}`) },
    { key: 'state', heading: t('certification.field.state'), cell: (row) => <EnrolmentTag locale={locale} state={row.state} /> },
  ];
  const body = (
    <Page locale={locale} title={title} lead={t('certification.payments.lead')} breadcrumbs={aboveRoundPart(locale, round)}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={here} idempotencyKey={newId()}>
        <div id="marked">
          <DataTable
            id="payments"
            caption={title}
            hiddenCaption
            columns={columns}
            rows={enrolments}
            rowKey={(row) => row.enrolmentId}
            empty={<p>{t('certification.board.nobody')}</p>}
          />
        </div>
        {enrolments.length > 0 && (
          <>
            <RadioGroup
              name="payment"
              label={labels.payment}
              value={errors.value('payment') ?? ('paid' satisfies PaymentState)}
              error={errors.of('payment')}
              options={paymentStates.map((state) => ({ value: state, text: t(`certification.payment.${state}`) }))}
            />
            <FormButtons locale={locale} back={paths.round(round.roundId)}>
              {t('certification.payments.record')}
            </FormButtons>
          </>
        )}
      </SubmitForm>
      <Pagination
        locale={locale}
        label={t('certification.board.pages')}
        first={query['after'] ? here : undefined}
        next={next ? `${here}?${new URLSearchParams({ after: next }).toString()}` : undefined}
      />
    </Page>
  );
  return { title, body };
}
