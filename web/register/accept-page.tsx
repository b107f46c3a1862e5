import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { newId } from '../../db/core/ids';
import { acceptInvitation } from '../../api/register/accept-commands';
import { openInvitation, whomToAsk } from '../../api/register/invitation-queries';
import type { MessageKey } from '../../letters/core/catalogue';
import { beginSession } from '../core/browser-session';
import { Button, ButtonLink, ButtonRow, ErrorSummary, Page, PasswordField, SubmitForm, TextField } from '../core/components';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { invitationPaths } from './invitation-words';
import { WhomToAskText } from './contact-page';

// Blanks belong to a password, so it is taken as it was typed.
const acceptForm = z.object({ userName: z.string().max(200), password: z.string().max(1_000) });

/** Where the link of an invitation leads: it says by whom one is invited, by municipality alone, and asks for user name and password. */
export function acceptPage(router: PageRouter): void {
  const path = '/invitation/:token';
  router.get(path, 'anyone', show);
  router.postApart(
    path,
    'anyone',
    async (page, form) => {
      const { userName, password } = readValues(acceptForm, form.values);
      const accepting = { token: page.params['token'] ?? '', userName, password };
      const { person, municipality } = await acceptInvitation(page.context, page.parts.limits, accepting);
      await beginSession(page.req, person);
      leaveNote(page, 'register.accept.done', { municipality: municipality.name });
      return '/register';
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params } = page;
  const { t } = locale;
  const token = params['token'] ?? '';
  const opened = await openInvitation(context, token).catch((error: unknown) => {
    if (error instanceof Refusal && (error.status === 410 || error.status === 404)) return error;
    throw error;
  });
  if (opened instanceof Refusal) return gone(page, opened);
  const { municipality, hasAccount, lastDayOn } = opened;
  const labels = { userName: t('register.accept.userName'), password: t('register.accept.password') };
  const errors = formErrors(locale, refused, labels);
  const title = t('register.accept.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t(hasAccount ? 'register.accept.leadKnown' : 'register.accept.lead', { municipality: municipality.name })}
    >
      <p>{t('register.accept.until', { day: locale.day(lastDayOn) })}</p>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={`/invitation/${encodeURIComponent(token)}`} idempotencyKey={newId()}>
        <TextField
          name="userName"
          label={labels.userName}
          hint={hasAccount ? undefined : t('register.accept.userNameHint')}
          value={errors.value('userName')}
          error={errors.of('userName')}
          autocomplete="username"
          maxLength={64}
        />
        <PasswordField
          name="password"
          label={labels.password}
          hint={hasAccount ? undefined : t('register.accept.passwordHint')}
          error={errors.of('password')}
          autocomplete={hasAccount ? 'current-password' : 'new-password'}
        />
        <Button>{t(hasAccount ? 'register.accept.buttonKnown' : 'register.accept.button')}</Button>
      </SubmitForm>
      {hasAccount && <a href={invitationPaths.forgot}>{t('register.password.forgot')}</a>}
    </Page>
  );
  return { title, body };
}

/** A link that does not hold: why, what to do, and whom to ask. */
async function gone({ context, locale }: PageRequest, { code, status }: Refusal): Promise<View> {
  const { t } = locale;
  const words = code === 'not_found' ? 'register.accept.unknown' : `core.error.${code}`;
  const title = t(`${words}.title` as MessageKey);
  const body = (
    <Page locale={locale} title={title} lead={t(`${words}.detail` as MessageKey)}>
      {code === 'invitation_used' ? (
        <ButtonRow>
          <ButtonLink href={invitationPaths.signIn} variant="primary">
            {t('core.signIn.title')}
          </ButtonLink>
          <ButtonLink href={invitationPaths.forgot}>{t('register.password.forgot')}</ButtonLink>
        </ButtonRow>
      ) : (
        <WhomToAskText locale={locale} asked={await whomToAsk(context)} />
      )}
    </Page>
  );
  return { title, body, status };
}
