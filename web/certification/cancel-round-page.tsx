import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { manageRounds } from '../../domain/certification/policies';
import { mayCancel } from '../../domain/certification/round';
import { newId } from '../../db/core/ids';
import { reason } from '../../api/core/schemas';
import { cancelRound } from '../../api/certification/cancel-commands';
import { endingWithRound, roundFile } from '../../api/certification/queries';
import { ErrorSummary, Page, SubmitForm, SummaryList, TextArea } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { aboveRoundPart, paths, roundStateText } from './names';

const cancelForm = z.object({ reason });

/** Cancels a round, after saying whom it concerns. */
export function cancelRoundPage(router: PageRouter): void {
  const path = `${paths.rounds}/:id/cancel`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const round = await cancelRound(page.context, page.params['id']!, readValues(cancelForm, form.values).reason);
      leaveNote(page, 'certification.cancel.done');
      return paths.round(round.roundId);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, manageRounds, undefined);
  const { round } = await roundFile(context, params['id']!);
  if (!mayCancel(round, context.receivedAt)) throw new Refusal('not_allowed_in_state');
  const label = t('certification.cancel.reason');
  const errors = formErrors(locale, refused, { reason: label });
  const title = t('certification.cancel.title');
  const body = (
    <Page locale={locale} title={title} breadcrumbs={aboveRoundPart(locale, round)}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SummaryList
        items={[
          { term: t('certification.field.state'), value: roundStateText(locale, round) },
          { term: t('certification.field.deadlineOn'), value: locale.deadline(round.deadlineOn) },
          {
            term: t('certification.cancel.affected'),
            value: t('certification.cancel.count', { count: await endingWithRound(context, round.roundId) }),
          },
        ]}
      />
      <p>{t('certification.cancel.consequences')}</p>
      <SubmitForm action={`${paths.round(round.roundId)}/cancel`} idempotencyKey={newId()}>
        <TextArea name="reason" label={label} rows={2} maxLength={2_000} value={errors.value('reason')} error={errors.of('reason')} />
        <FormButtons locale={locale} back={paths.round(round.roundId)} danger>
          {t('certification.cancel.do')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
