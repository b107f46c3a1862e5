import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { newId } from '../../db/core/ids';
import { resetMinutes } from '../../db/register/accounts';
import { checkReset, resetPassword, sendPasswordReset, signInByPassword } from '../../api/register/account-commands';
import { whomToAsk } from '../../api/register/invitation-queries';
import { beginSession } from '../core/browser-session';
import { Button, ButtonLink, ButtonRow, ErrorSummary, Page, PasswordField, Section, SubmitForm, TextField } from '../core/components';
import { formErrors } from '../core/form-errors';
import { localPath } from '../core/local-path';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { SignInTabs } from '../core/sign-in-tabs';
import { WhomToAskText } from './contact-page';
import { invitationPaths } from './invitation-words';

const signInForm = z.object({ userName: z.string().max(200), password: z.string().max(1_000), next: z.string().optional() });
const forgotForm = z.object({ userName: z.string().max(400) });
const newForm = z.object({ password: z.string().max(1_000) });

/** Signing in by user name and password, and a new password by mail. */
export function passwordPages(router: PageRouter): void {
  const { limits } = router.parts;
  router.get(invitationPaths.signIn, 'anyone', signIn);
  router.postApart(
    invitationPaths.signIn,
    'anyone',
    async ({ context, req }, form) => {
      const { userName, password, next } = readValues(signInForm, form.values);
      await beginSession(req, await signInByPassword(context, limits, userName, password));
      return localPath(next);
    },
    signIn,
  );
  router.get(invitationPaths.forgot, 'anyone', forgot);
  router.postApart(
    invitationPaths.forgot,
    'anyone',
    async ({ context }, form) => {
      await sendPasswordReset(context, limits, readValues(forgotForm, form.values).userName);
      return '/password/sent';
    },
    forgot,
  );
  router.get('/password/sent', 'anyone', async (page) => sent(page));
  // After the two above, which would else be taken for links.
  router.get('/password/:token', 'anyone', choose);
  router.postApart(
    '/password/:token',
    'anyone',
    async (page, form) => {
      await resetPassword(page.context, page.params['token'] ?? '', readValues(newForm, form.values).password);
      leaveNote(page, 'register.password.done');
      return invitationPaths.signIn;
    },
    choose,
  );
}

async function signIn({ context, locale, query }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const next = refused ? refused.form.values['next'] : query['next'];
  const labels = { userName: t('register.accept.userName'), password: t('register.accept.password') };
  const errors = formErrors(locale, refused, labels);
  const title = t('core.signIn.title');
  const body = (
    <Page locale={locale} title={title} lead={t('register.password.lead')}>
      <SignInTabs locale={locale} current="password" next={next} />
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={invitationPaths.signIn} idempotencyKey={newId()}>
        {next !== undefined && <input type="hidden" name="next" value={next} />}
        <TextField
          name="userName"
          label={labels.userName}
          value={errors.value('userName')}
          error={errors.of('userName')}
          autocomplete="username"
        />
        <PasswordField name="password" label={labels.password} error={errors.of('password')} />
        <ButtonRow>
          <Button>{title}</Button>
          <a href={invitationPaths.forgot}>{t('register.password.forgot')}</a>
        </ButtonRow>
      </SubmitForm>
      <Section title={t('register.contact.title')} id="contact">
        <WhomToAskText locale={locale} asked={await whomToAsk(context)} />
      </Section>
    </Page>
  );
  return { title, body };
}

async function forgot({ locale }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const label = t('register.password.userNameOrEmail');
  const errors = formErrors(locale, refused, { userName: label });
  const title = t('register.password.forgotTitle');
  const body = (
    <Page locale={locale} title={title} lead={t('register.password.forgotLead')}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={invitationPaths.forgot} idempotencyKey={newId()}>
        <TextField name="userName" label={label} value={errors.value('userName')} error={errors.of('userName')} autocomplete="username" />
        <Button>{t('register.password.send')}</Button>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}

function sent({ locale, parts }: PageRequest): View {
  const { t } = locale;
  const title = t('register.password.sentTitle');
  const body = (
    <Page locale={locale} title={title} lead={t('register.password.sent', { minutes: resetMinutes })}>
      <ButtonRow>
        {parts.mailCapture && <ButtonLink href="/mail">{t('core.mail.open')}</ButtonLink>}
        <ButtonLink href={invitationPaths.forgot}>{t('register.password.askAgain')}</ButtonLink>
      </ButtonRow>
    </Page>
  );
  return { title, body };
}

async function choose({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const token = params['token'] ?? '';
  const expired = await checkReset(context, token).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'link_expired') return error;
    throw error;
  });
  if (expired) {
    const title = t('core.error.link_expired.title');
    const body = (
      <Page locale={locale} title={title} lead={t('core.error.link_expired.detail')}>
        <ButtonLink href={invitationPaths.forgot} variant="primary">
          {t('register.password.askAgain')}
        </ButtonLink>
      </Page>
    );
    return { title, body, status: expired.status };
  }
  const errors = formErrors(locale, refused, { password: t('register.accept.password') });
  const title = t('register.password.newTitle');
  const body = (
    <Page locale={locale} title={title} lead={t('register.password.newLead')}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={`/password/${encodeURIComponent(token)}`} idempotencyKey={newId()}>
        <PasswordField
          name="password"
          label={t('register.accept.password')}
          hint={t('register.accept.passwordHint')}
          error={errors.of('password')}
          autocomplete="new-password"
        />
        <Button>{t('register.password.save')}</Button>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
