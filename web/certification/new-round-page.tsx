import { z } from 'zod';
import { wholeNumber } from '../../api/core/schemas';
import { createRound, proposedRound } from '../../api/certification/round-commands';
import { newId } from '../../db/core/ids';
import { Button, ErrorSummary, FilterForm, Page, SubmitForm, TextField } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { paths, roundName } from './names';
import { RoundFields, roundForm, roundLabels } from './round-form';

const place = z.object({ year: wholeNumber.min(2019).max(2100), number: wholeNumber.min(1).max(12) });
const asked = place.partial().catch({});
const newRoundForm = roundForm.extend(place.shape);

/** A new round, with the dates that its place in the year usually gets. */
export function newRoundPage(router: PageRouter): void {
  const path = `${paths.rounds}/new`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const round = await createRound(page.context, readValues(newRoundForm, form.values));
      leaveNote(page, 'certification.newRound.done');
      return paths.round(round.roundId);
    },
    show,
  );
}

async function show({ context, locale, query }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const wanted = asked.parse(refused ? refused.form.values : query);
  const proposed = await proposedRound(context, wanted);
  const errors = formErrors(locale, refused, roundLabels(locale), { taken: t('certification.newRound.taken') });
  const title = t('certification.newRound.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.newRound.lead')}
      breadcrumbs={[{ href: paths.rounds, text: t('core.menu.rounds') }]}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <FilterForm action={`${paths.rounds}/new`} label={t('certification.newRound.place')}>
        <TextField name="year" label={t('certification.field.year')} inputmode="numeric" size={4} value={String(proposed.year)} />
        <TextField name="number" label={t('certification.field.number')} inputmode="numeric" size={2} value={String(proposed.number)} />
        <Button variant="secondary">{t('certification.newRound.propose')}</Button>
      </FilterForm>
      <section class="frist-section">
        <h2 class="ds-heading" data-size="xs">
          {roundName(locale, proposed)}
        </h2>
        <SubmitForm action={`${paths.rounds}/new`} idempotencyKey={newId()}>
          <input type="hidden" name="year" value={proposed.year} />
          <input type="hidden" name="number" value={proposed.number} />
          <RoundFields locale={locale} errors={errors} values={proposed} />
          <FormButtons locale={locale} back={paths.rounds}>
            {t('certification.newRound.make')}
          </FormButtons>
        </SubmitForm>
      </section>
    </Page>
  );
  return { title, body };
}
