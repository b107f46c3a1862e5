import type { JSX } from 'preact';
import { z } from 'zod';
import { roles, type Role } from '../../domain/core/actors';
import { parseEmail } from '../../domain/core/email';
import { Refusal } from '../../domain/core/errors';
import { linkMinutes } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { demoPeople, demoPerson, type DemoPerson } from '../../api/core/demo';
import { sendSignInLink } from '../../api/core/sign-in-commands';
import { beginSession, endSession } from './browser-session';
import { Button, ButtonLink, ButtonRow, EmailField, ErrorSummary, Notice, Page, Section, SubmitForm } from './components';
import { formErrors } from './form-errors';
import { localPath } from './local-path';
import type { Locale } from './locale';
import { SignInTabs } from './sign-in-tabs';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const emailForm = z.object({ email: z.string().max(400), next: z.string().optional() });
const demoForm = z.object({ identity: z.string().trim().max(400), next: z.string().optional() });

/** Signing in by a mailed link, and out. In the demo also as anybody, at once. */
export function signInPage(router: PageRouter): void {
  const { demo, limits } = router.parts;
  router.get('/sign-in', 'anyone', signIn);
  router.postApart(
    '/sign-in',
    'anyone',
    async ({ context }, form) => {
      const { email, next } = readValues(emailForm, form.values);
      await sendSignInLink(context, limits, parseEmail(email), next && localPath(next));
      return '/sign-in/sent';
    },
    signIn,
  );
  router.get('/sign-in/sent', 'anyone', async (page) => sent(page));
  if (demo)
    router.postApart(
      '/sign-in/demo',
      'anyone',
      async ({ context, req }, form) => {
        const { identity, next } = readValues(demoForm, form.values);
        const who = await demoPerson(context, identity).catch((error: unknown) => {
          if (error instanceof Refusal && error.code === 'not_found')
            throw new Refusal('unknown_person', { fields: { identity: 'unknown_person' } });
          throw error;
        });
        await beginSession(req, who);
        return localPath(next);
      },
      signIn,
    );
  router.postApart('/sign-out', 'anyone', async ({ req }) => {
    await endSession(req);
    return '/';
  });
}

async function signIn(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, parts, query } = page;
  const { t } = locale;
  const next = refused ? refused.form.values['next'] : query['next'];
  const people = parts.demo ? await demoPeople(context) : [];
  const errors = formErrors(locale, refused, { email: t('core.signIn.email'), identity: t('core.signIn.email') });
  const body = (
    <Page locale={locale} title={t('core.signIn.title')} lead={t('core.signIn.lead')}>
      <SignInTabs locale={locale} current="mail" next={next} />
      <ErrorSummary locale={locale} errors={errors.summary} />
      {next !== undefined && !refused && (
        <Notice>
          <p>{t('core.signIn.first')}</p>
        </Notice>
      )}
      <SubmitForm action="/sign-in" idempotencyKey={newId()}>
        <Next to={next} />
        <EmailField name="email" label={t('core.signIn.email')} value={errors.value('email')} error={errors.of('email')} />
        <Button>{t('core.signIn.send')}</Button>
      </SubmitForm>
      {parts.demo && (
        <Section title={t('core.demo.title')} id="demo">
          <p>{t('core.demo.lead')}</p>
          {people.length > 0 && <DemoPeople locale={locale} people={people} next={next} />}
          <SubmitForm action="/sign-in/demo" idempotencyKey={newId()} inline>
            <Next to={next} />
            <EmailField
              name="identity"
              label={t('core.demo.anybody')}
              autocomplete="off"
              value={errors.value('identity')}
              error={errors.of('identity')}
            />
            <Button variant="secondary">{t('core.signIn.title')}</Button>
          </SubmitForm>
        </Section>
      )}
    </Page>
  );
  return { title: t('core.signIn.title'), body };
}

type Group = Role | 'participant';

function DemoPeople({
  locale: { t },
  people,
  next,
}: Readonly<{ locale: Locale; people: readonly DemoPerson[]; next: string | undefined }>): JSX.Element {
  const groupOf = (one: DemoPerson): Group => one.grants[0]?.role ?? 'participant';
  const groups: readonly Group[] = ['participant', ...roles];
  return (
    <SubmitForm action="/sign-in/demo" idempotencyKey={newId()}>
      <Next to={next} />
      {groups.map((group) => {
        const some = people.filter((one) => groupOf(one) === group);
        if (some.length === 0) return null;
        return (
          <div key={group} class="frist-group" role="group" aria-labelledby={`demo-${group}`}>
            <h3 class="ds-heading" data-size="2xs" id={`demo-${group}`}>
              {t(`core.role.${group}`)}
            </h3>
            <ButtonRow>
              {some.map(({ identity, name, grants }) => (
                <Button key={identity} variant="secondary" name="identity" value={identity}>
                  {[name, grants[0]?.organisationName].filter(Boolean).join(', ')}
                </Button>
              ))}
            </ButtonRow>
          </div>
        );
      })}
    </SubmitForm>
  );
}

/** Where to go on to once signed in. */
function Next({ to }: Readonly<{ to: string | undefined }>): JSX.Element | null {
  return to === undefined ? null : <input type="hidden" name="next" value={to} />;
}

function sent({ locale, parts }: PageRequest): View {
  const { t } = locale;
  const body = (
    <Page locale={locale} title={t('core.signIn.sentTitle')} lead={t('core.signIn.sent')}>
      <p>{t('core.signIn.sentMore', { minutes: linkMinutes })}</p>
      <ButtonRow>
        {parts.mailCapture && <ButtonLink href="/mail">{t('core.mail.open')}</ButtonLink>}
        <ButtonLink href="/sign-in">{t('core.signIn.again')}</ButtonLink>
      </ButtonRow>
    </Page>
  );
  return { title: t('core.signIn.sentTitle'), body };
}
