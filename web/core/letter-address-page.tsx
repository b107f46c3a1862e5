import { z } from 'zod';
import { newId } from '../../db/core/ids';
import { addressToCorrect, correctAddress } from '../../api/core/letter-commands';
import { wholeNumber } from '../../api/core/schemas';
import { isMessageKey } from '../../letters/core/catalogue';
import { EmailField, ErrorSummary, Page, SubmitForm, SummaryList } from './components';
import { FormButtons } from './form-buttons';
import { formErrors } from './form-errors';
import { leaveNote } from './note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const addressForm = z.object({ version: wholeNumber, email: z.string().max(400) });

/** The address that a letter could not be delivered to: corrected, and the letter sent again. For coordinators and the agency. */
export function letterAddressPage(router: PageRouter): void {
  const path = '/letters/:id/address';
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { version, email } = readValues(addressForm, form.values);
      await correctAddress(page.context, page.params['id'] ?? '', version, email);
      leaveNote(page, 'core.done.sentAgain');
      return '/letters';
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const { letterId, person, template } = await addressToCorrect(context, params['id'] ?? '');
  const errors = formErrors(locale, refused, { email: t('core.person.email') }, { taken: t('core.person.emailTaken') });
  const letter = `letters.${template}.name`;
  const title = t('core.letters.correct');
  const body = (
    <Page locale={locale} title={title} breadcrumbs={[{ href: '/letters', text: t('core.menu.letters') }]}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SummaryList
        items={[
          { term: t('core.letters.letter'), value: isMessageKey(letter) ? t(letter) : template },
          { term: t('core.letters.to'), value: person.name },
          { term: t('core.letters.presentAddress'), value: person.email },
        ]}
      />
      <SubmitForm action={`/letters/${letterId}/address`} idempotencyKey={newId()}>
        <input type="hidden" name="version" value={person.version} />
        <EmailField
          name="email"
          label={t('core.person.email')}
          value={errors.value('email') ?? person.email ?? ''}
          error={errors.of('email')}
          autocomplete="off"
        />
        <FormButtons locale={locale} back="/letters">
          {t('core.letters.correctAndSend')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
