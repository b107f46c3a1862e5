import { z } from 'zod';
import { addDays } from '../../domain/core/calendar';
import { allow } from '../../domain/core/policies';
import { deadlineOf } from '../../domain/certification/enrolment';
import { manageEnrolments } from '../../domain/certification/policies';
import { newId } from '../../db/core/ids';
import { day, reason } from '../../api/core/schemas';
import { extendDeadline } from '../../api/certification/extension-commands';
import { enrolmentView } from '../../api/certification/queries';
import { DateField, ErrorSummary, Page, SubmitForm, SummaryList, TextArea } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { dayWithLeft, paths, roundName } from './names';

const extendForm = z.object({ deadlineOn: day, reason });

/** Gives one participant a later deadline of their own. */
export function extendPage(router: PageRouter): void {
  const path = '/certification/enrolments/:id/extend';
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { enrolmentId } = await extendDeadline(page.context, page.params['id']!, readValues(extendForm, form.values));
      leaveNote(page, 'certification.extend.done');
      return paths.enrolment(enrolmentId);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const { file, person } = await enrolmentView(context, params['id']!);
  const { enrolment, round } = file;
  allow(context.actor, manageEnrolments, enrolment);
  const now = deadlineOf(enrolment, round);
  const labels = { deadlineOn: t('certification.extend.to'), reason: t('core.reason.label') };
  const errors = formErrors(locale, refused, labels);
  const here = paths.enrolment(enrolment.enrolmentId);
  const name = person.name ?? t('certification.erased');
  const title = t('certification.extend.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[
        { href: paths.rounds, text: t('core.menu.rounds') },
        { href: paths.round(round.roundId), text: roundName(locale, round) },
        { href: here, text: name },
      ]}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SummaryList
        items={[
          { term: t('certification.field.name'), value: name },
          { term: t('certification.extend.now'), value: dayWithLeft(locale, context.receivedAt, now, locale.deadline(now)) },
        ]}
      />
      <p>{t('certification.extend.consequences')}</p>
      <SubmitForm action={`${here}/extend`} idempotencyKey={newId()}>
        <DateField
          name="deadlineOn"
          label={labels.deadlineOn}
          hint={t('core.time.notMoved')}
          min={addDays(now, 1)}
          value={errors.value('deadlineOn')}
          error={errors.of('deadlineOn')}
        />
        <TextArea
          name="reason"
          label={labels.reason}
          rows={2}
          maxLength={2_000}
          value={errors.value('reason')}
          error={errors.of('reason')}
        />
        <FormButtons locale={locale} back={here}>
          {t('certification.extend.do')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
