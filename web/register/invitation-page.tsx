import { z } from 'zod';
import { newId } from '../../db/core/ids';
import { resendInvitation, revokeInvitation } from '../../api/register/invitation-commands';
import { invitationView } from '../../api/register/invitation-queries';
import { Button, EmailField, ErrorSummary, Page, Section, SubmitForm, SummaryList } from '../core/components';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { invitationPaths, InvitationTag } from './invitation-words';

const resendForm = z.object({ email: z.string().max(400) });

/** One invitation: how far it has come, a fresh link for it, also to another address, and taking it back. For administrators of its municipality. */
export function invitationPage(router: PageRouter): void {
  const path = invitationPaths.one(':id');
  router.get(path, 'signed-in', show);
  router.post(
    `${path}/resend`,
    'signed-in',
    async (page, form) => {
      await resendInvitation(page.context, page.params['id'] ?? '', readValues(resendForm, form.values).email);
      leaveNote(page, 'register.invitations.done.resent');
      return invitationPaths.list;
    },
    show,
  );
  router.post(
    `${path}/revoke`,
    'signed-in',
    async (page) => {
      await revokeInvitation(page.context, page.params['id'] ?? '');
      leaveNote(page, 'register.invitations.done.revoked');
      return invitationPaths.list;
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const { invitation, told, state, lastDayOn, rules, municipality } = await invitationView(context, params['id'] ?? '');
  const errors = formErrors(
    locale,
    refused,
    { email: t('core.person.email') },
    {
      invited_already: t('register.invitations.invitedAlready'),
      works_here_already: t('register.invitations.worksHereAlready'),
    },
  );
  const title = told?.name ?? t('core.person.erased');
  const own = invitationPaths.one(invitation.invitationId);
  const open = state !== 'accepted' && state !== 'revoked';
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[{ href: invitationPaths.list, text: t('register.invitations.title') }]}
      aside={<InvitationTag locale={locale} state={state} />}
      lead={t(`register.invitation.tell.${state}`)}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SummaryList
        items={[
          { term: t('register.invitations.municipality'), value: municipality.name },
          { term: t('register.invitations.role'), value: t(`core.role.${invitation.role}`) },
          { term: t('core.person.email'), value: told?.email },
          { term: t('register.invitations.phone'), value: told?.phone },
          { term: t('register.invitations.invitedAt'), value: locale.instant(invitation.createdAt) },
          { term: t('register.invitations.linkMadeAt'), value: locale.instant(invitation.linkMadeAt) },
          ...(open ? [{ term: t('register.invitations.lastDay'), value: locale.day(lastDayOn) }] : []),
          ...(invitation.openedAt ? [{ term: t('register.invitations.openedAt'), value: locale.instant(invitation.openedAt) }] : []),
          ...(invitation.acceptedAt ? [{ term: t('register.invitations.acceptedAt'), value: locale.instant(invitation.acceptedAt) }] : []),
        ]}
      />
      {open && (
        <Section title={t('register.invitations.resend')} id="resend">
          <p>{t('register.invitations.resendLead', { days: rules.invitationDays })}</p>
          <SubmitForm action={`${own}/resend`} idempotencyKey={newId()}>
            <EmailField
              name="email"
              label={t('core.person.email')}
              hint={t('register.invitations.emailHint')}
              value={errors.value('email') ?? told?.email}
              error={errors.of('email')}
              autocomplete="off"
            />
            <Button>{t('register.invitations.resend')}</Button>
          </SubmitForm>
        </Section>
      )}
      {open && state !== 'expired' && (
        <SubmitForm
          action={`${own}/revoke`}
          idempotencyKey={newId()}
          confirm={{ ask: t('register.invitations.revoke'), text: t('register.invitations.revokeText') }}
        >
          <Button danger>{t('register.invitations.revoke')}</Button>
        </SubmitForm>
      )}
    </Page>
  );
  return { title, body };
}
