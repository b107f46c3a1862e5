import type { JSX } from 'preact';
import { z } from 'zod';
import { newId } from '../../db/core/ids';
import type { InvitationFile } from '../../db/register/invitations';
import { invite } from '../../api/register/invitation-commands';
import { invitations, invitingMunicipalities } from '../../api/register/invitation-queries';
import { inviteBody } from '../../api/register/invitation-schemas';
import {
  Button,
  caseTopic,
  DataTable,
  EmailField,
  ErrorSummary,
  LiveRegion,
  Page,
  RadioGroup,
  Section,
  SelectField,
  SubmitForm,
  TextField,
  type Column,
} from '../core/components';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { invitationPaths, InvitationTag } from './invitation-words';

const inviteForm = z.object({ ...inviteBody.shape, role: inviteBody.shape.role });

/** Who is invited, how far each invitation has come and what to tell the colleague; and a form to invite. For administrators of a municipality. */
export function invitationsPage(router: PageRouter): void {
  router.get(invitationPaths.list, 'signed-in', show);
  router.post(
    invitationPaths.list,
    'signed-in',
    async (page, form) => {
      await invite(page.context, readValues(inviteForm, form.values));
      leaveNote(page, 'register.invitations.done.invited');
      return invitationPaths.list;
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  const found = await invitations(context, page.poll);
  const topics = found.map(({ invitation }) => caseTopic(invitation.invitationId)).slice(0, 50);
  const title = t('register.invitations.title');
  const body = (
    <Page locale={locale} title={title} lead={t('register.invitations.lead')}>
      <LiveRegion id="invitations-live" href={invitationPaths.list} topics={topics}>
        <DataTable
          id="invitations"
          caption={t('register.invitations.caption', { count: found.length })}
          columns={columnsIn(locale)}
          rows={found}
          rowKey={(one) => one.invitation.invitationId}
          empty={t('register.invitations.none')}
        />
      </LiveRegion>
      <Section title={t('register.invitations.new')} id="new">
        <p>{t('register.invitations.newLead')}</p>
        <InviteForm page={page} refused={refused} municipalities={await invitingMunicipalities(context)} />
      </Section>
    </Page>
  );
  return { title, body, live: topics };
}

function columnsIn(locale: Locale): Column<InvitationFile>[] {
  const { t } = locale;
  return [
    {
      key: 'who',
      heading: t('register.invitations.who'),
      rowHeader: true,
      cell: ({ invitation, told }) => (
        <>
          <a href={invitationPaths.one(invitation.invitationId)}>{told?.name ?? t('core.person.erased')}</a>
          <span class="frist-subtle"> {told?.email}</span>
        </>
      ),
    },
    { key: 'role', heading: t('register.invitations.role'), cell: ({ invitation }) => t(`core.role.${invitation.role}`) },
    { key: 'state', heading: t('register.invitations.state'), cell: ({ state }) => <InvitationTag locale={locale} state={state} /> },
    { key: 'tell', heading: t('register.invitations.tell'), cell: ({ state }) => t(`register.invitation.tell.${state}`) },
    {
      key: 'lastDay',
      heading: t('register.invitations.lastDay'),
      cell: ({ state, lastDayOn }) => (state === 'accepted' || state === 'revoked' ? '' : locale.day(lastDayOn)),
    },
  ];
}

type InviteFormProps = Readonly<{
  page: PageRequest;
  refused: Refused | undefined;
  municipalities: readonly Readonly<{ code: string; name: string }>[];
}>;

function InviteForm({ page: { locale }, refused, municipalities }: InviteFormProps): JSX.Element {
  const { t } = locale;
  const labels = {
    name: t('core.person.name'),
    email: t('core.person.email'),
    phone: t('register.invitations.phone'),
    role: t('register.invitations.role'),
    municipality: t('register.invitations.municipality'),
  };
  const errors = formErrors(locale, refused, labels, {
    invited_already: t('register.invitations.invitedAlready'),
    works_here_already: t('register.invitations.worksHereAlready'),
  });
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={invitationPaths.list} idempotencyKey={newId()}>
        <TextField
          name="name"
          label={labels.name}
          value={errors.value('name')}
          error={errors.of('name')}
          autocomplete="off"
          maxLength={200}
        />
        <EmailField name="email" label={labels.email} value={errors.value('email')} error={errors.of('email')} autocomplete="off" />
        <TextField
          name="phone"
          label={labels.phone}
          value={errors.value('phone')}
          error={errors.of('phone')}
          inputmode="tel"
          size={20}
          autocomplete="off"
        />
        {municipalities.length > 1 && (
          <SelectField
            name="municipality"
            label={labels.municipality}
            value={errors.value('municipality')}
            error={errors.of('municipality')}
            options={municipalities.map(({ code, name }) => ({ value: code, text: name }))}
          />
        )}
        <RadioGroup
          name="role"
          label={labels.role}
          value={errors.value('role') ?? 'municipality_user'}
          error={errors.of('role')}
          options={(['municipality_user', 'municipality_admin'] as const).map((role) => ({ value: role, text: t(`core.role.${role}`) }))}
        />
        <Button>{t('register.invitations.send')}</Button>
      </SubmitForm>
    </>
  );
}
