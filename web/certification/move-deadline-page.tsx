import { z } from 'zod';
import { addDays } from '../../domain/core/calendar';
import { allow } from '../../domain/core/policies';
import { manageRounds } from '../../domain/certification/policies';
import { newId } from '../../db/core/ids';
import { day, wholeNumber } from '../../api/core/schemas';
import { roundFile } from '../../api/certification/queries';
import { changeRound } from '../../api/certification/round-commands';
import { DateField, ErrorSummary, Notice, Page, SubmitForm, SummaryList } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { aboveRoundPart, dayWithLeft, paths } from './names';

const moveForm = z.object({ deadlineOn: day, version: wholeNumber });

/** Moves the deadline of a published round to a later day. */
export function moveDeadlinePage(router: PageRouter): void {
  const path = `${paths.rounds}/:id/deadline`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { deadlineOn, version } = readValues(moveForm, form.values);
      const round = await changeRound(page.context, page.params['id']!, version, { deadlineOn });
      leaveNote(page, 'certification.moveDeadline.done');
      return paths.round(round.roundId);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, manageRounds, undefined);
  const { round, progress } = await roundFile(context, params['id']!);
  const label = t('certification.moveDeadline.to');
  const errors = formErrors(locale, refused, { deadlineOn: label });
  const typed = errors.value('deadlineOn');
  const conflict = refused?.refusal.code === 'changed_by_other';
  const title = t('certification.moveDeadline.title');
  const body = (
    <Page locale={locale} title={title} breadcrumbs={aboveRoundPart(locale, round)}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      {conflict && (
        <Notice tone="warning" title={t('certification.moveDeadline.conflict')}>
          <SummaryList
            items={[
              { term: t('certification.moveDeadline.theirs'), value: locale.deadline(round.deadlineOn) },
              { term: t('certification.moveDeadline.yours'), value: typed ? locale.deadline(typed) : t('core.none') },
            ]}
          />
        </Notice>
      )}
      <SummaryList
        items={[
          {
            term: t('certification.moveDeadline.now'),
            value: dayWithLeft(locale, context.receivedAt, round.deadlineOn, locale.deadline(round.deadlineOn)),
          },
          {
            term: t('certification.moveDeadline.affected'),
            value: t('certification.moveDeadline.count', { count: progress.openEnrolments }),
          },
        ]}
      />
      <p>{t('certification.moveDeadline.consequences')}</p>
      <SubmitForm action={`${paths.round(round.roundId)}/deadline`} idempotencyKey={newId()}>
        <input type="hidden" name="version" value={round.version} />
        <DateField
          name="deadlineOn"
          label={label}
          hint={t('core.time.notMoved')}
          min={addDays(round.deadlineOn, 1)}
          value={typed}
          error={errors.of('deadlineOn')}
        />
        <FormButtons locale={locale} back={paths.round(round.roundId)}>
          {t('certification.moveDeadline.move')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
