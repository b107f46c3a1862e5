import { allow } from '../../domain/core/policies';
import { Refusal } from '../../domain/core/errors';
import { manageRounds } from '../../domain/certification/policies';
import { wholeNumber } from '../../api/core/schemas';
import { roundView } from '../../api/certification/queries';
import { changeRound } from '../../api/certification/round-commands';
import { newId } from '../../db/core/ids';
import { ErrorSummary, Page, SubmitForm } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { aboveRoundPart, paths } from './names';
import { RoundFields, roundForm, roundLabels } from './round-form';

const changeForm = roundForm.extend({ version: wholeNumber });

/** Changes a draft: any date, and the price. Of a published round only the deadline moves, on a page of its own. */
export function changeRoundPage(router: PageRouter): void {
  const path = `${paths.rounds}/:id/change`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { version, ...change } = readValues(changeForm, form.values);
      const round = await changeRound(page.context, page.params['id']!, version, change);
      leaveNote(page, 'certification.changeRound.done');
      return paths.round(round.roundId);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  allow(context.actor, manageRounds, undefined);
  const { round } = await roundView(context, params['id']!);
  if (round.state !== 'draft' || round.publishedAt) throw new Refusal('not_allowed_in_state');
  const errors = formErrors(locale, refused, roundLabels(locale));
  const title = t('certification.changeRound.title');
  const body = (
    <Page locale={locale} title={title} breadcrumbs={aboveRoundPart(locale, round)}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={`${paths.round(round.roundId)}/change`} idempotencyKey={newId()}>
        <input type="hidden" name="version" value={round.version} />
        <RoundFields locale={locale} errors={errors} values={round} />
        <FormButtons locale={locale} back={paths.round(round.roundId)}>
          {t('core.action.save')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
