import type { JSX } from 'preact';
import { z } from 'zod';
import { agencyOnly, allow } from '../../domain/core/policies';
import type { Staff } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { addPerson, peopleList } from '../../api/core/people-commands';
import { line } from '../../api/core/schemas';
import { Button, ButtonRow, DataTable, EmailField, ErrorSummary, Page, Section, SubmitForm, TextField, type Column } from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { hasSession, leaveNote } from './note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const addForm = z.object({ name: line(200), email: z.string().max(400), employer: line(200).optional() });

/** People with roles, those found by a search, and a form to add somebody. For the agency. */
export function peoplePage(router: PageRouter): void {
  router.get('/people', 'signed-in', people);
  // The words of a search are kept in the session: in an address they would end up in histories and logs.
  router.postApart('/people/search', 'signed-in', async ({ context, req }, { values }) => {
    allow(context.actor, agencyOnly, undefined);
    const search = (values['q'] ?? '').trim().slice(0, 200);
    if (!search || !hasSession(req)) return '/people';
    req.session.peopleSearch = search;
    return '/people?found';
  });
  router.post(
    '/people',
    'signed-in',
    async (page, form) => {
      const { personId } = await addPerson(page.context, readValues(addForm, form.values));
      leaveNote(page, 'core.done.personAdded');
      return `/people/${personId}`;
    },
    people,
  );
}

async function people(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, query, req } = page;
  const { t } = locale;
  const search = 'found' in query && hasSession(req) ? req.session.peopleSearch : undefined;
  const found = await peopleList(context, search ?? null);
  const body = (
    <Page locale={locale} title={t('core.menu.people')} lead={t('core.people.lead')}>
      <form
        class="frist-form frist-inline"
        method="post"
        action="/people/search"
        role="search"
        aria-label={t('core.people.search')}
        noValidate
      >
        <TextField name="q" label={t('core.people.search')} value={search} size={40} autocomplete="off" />
        <ButtonRow>
          <Button variant="secondary">{t('core.action.search')}</Button>
          {search && <a href="/people">{t('core.action.clear')}</a>}
        </ButtonRow>
      </form>
      <DataTable
        id="people"
        caption={search ? t('core.people.found', { count: found.length }) : t('core.people.withRoles', { count: found.length })}
        columns={columnsIn(locale)}
        rows={found}
        rowKey={(one) => one.personId}
        empty={t('core.people.none')}
      />
      <Section title={t('core.people.add')} id="add">
        <AddForm locale={locale} refused={refused} />
      </Section>
    </Page>
  );
  return { title: t('core.menu.people'), body };
}

function columnsIn({ t }: Locale): Column<Staff>[] {
  return [
    { key: 'name', heading: t('core.person.name'), rowHeader: true, cell: (one) => <a href={`/people/${one.personId}`}>{one.name}</a> },
    { key: 'email', heading: t('core.person.email'), cell: (one) => one.email },
    {
      key: 'roles',
      heading: t('core.people.roles'),
      cell: (one) =>
        one.grants.map((grant) => `${t(`core.role.${grant.role}`)} (${grant.organisationName})`).join(', ') || t('core.role.participant'),
    },
  ];
}

function AddForm({ locale, refused }: Readonly<{ locale: Locale; refused: Refused | undefined }>): JSX.Element {
  const { t } = locale;
  const labels = { name: t('core.person.name'), email: t('core.person.email'), employer: t('core.person.employer') };
  const errors = formErrors(locale, refused, labels);
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action="/people" idempotencyKey={newId()}>
        <TextField name="name" label={labels.name} value={errors.value('name')} error={errors.of('name')} autocomplete="off" />
        <EmailField name="email" label={labels.email} value={errors.value('email')} error={errors.of('email')} autocomplete="off" />
        <TextField
          name="employer"
          label={labels.employer}
          value={errors.value('employer')}
          error={errors.of('employer')}
          optional={t('core.field.optional')}
          autocomplete="off"
        />
        <Button>{t('core.people.addButton')}</Button>
      </SubmitForm>
    </>
  );
}
