import type { JSX } from 'preact';
import { z } from 'zod';
import { hasRole, roles } from '../../domain/core/actors';
import { newId } from '../../db/core/ids';
import { addRole, erase, personView, removeRole, type PersonView } from '../../api/core/people-commands';
import { id } from '../../api/core/schemas';
import { Button, ErrorSummary, Notice, Page, Section, SubmitForm, SummaryList, TextArea, Timeline } from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { LookupTable } from './lookup-table';
import { leaveNote } from './note';
import { pastEvents } from './past-events';
import { PersonForm, savePersonForm } from './person-form';
import { grantOptions, Roles } from './person-roles';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

// One choice, for not every role belongs to every organisation: `grader@<organisation>`.
const grantForm = z.object({ grant: z.string() });
const roleForm = z.object({ role: z.enum(roles), organisationId: id });
const eraseForm = z.object({ reason: z.string().trim().max(2_000).optional() });

/** One person: identity, roles, what happened, who looked. For the agency; people may see themselves. */
export function personPage(router: PageRouter): void {
  router.get('/people/:id', 'signed-in', (page) => personShown(page));
  router.post(
    '/people/:id',
    'signed-in',
    async (page, form) => {
      await savePersonForm(page, idOf(page), form);
      return pathOf(page);
    },
    (page, refused) => personShown(page, refused, 'change'),
  );
  router.post(
    '/people/:id/roles',
    'signed-in',
    async (page, form) => {
      const [role = '', organisationId = ''] = readValues(grantForm, form.values).grant.split('@');
      await addRole(page.context, { personId: idOf(page), ...readValues(roleForm, { role, organisationId }) });
      leaveNote(page, 'core.done.roleGranted');
      return pathOf(page);
    },
    (page, refused) => personShown(page, refused, 'grant'),
  );
  router.post('/people/:id/roles/end', 'signed-in', async (page, form) => {
    await removeRole(page.context, { personId: idOf(page), ...readValues(roleForm, form.values) });
    leaveNote(page, 'core.done.roleEnded');
    return pathOf(page);
  });
  router.post(
    '/people/:id/erase',
    'signed-in',
    async (page, form) => {
      await erase(page.context, idOf(page), readValues(eraseForm, form.values).reason);
      leaveNote(page, 'core.done.erased');
      return pathOf(page);
    },
    (page, refused) => personShown(page, refused, 'erase'),
  );
}

const idOf = ({ params }: PageRequest): string => params['id'] ?? '';
const pathOf = (page: PageRequest): string => `/people/${idOf(page)}`;

type RefusedForm = 'change' | 'grant' | 'erase';

async function personShown(page: PageRequest, refused?: Refused, which?: RefusedForm): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  const view = await personView(context, idOf(page));
  const { person, timeline, lookups } = view;
  const isAgency = hasRole(context.actor, 'agency');
  const title = person.name ?? t('core.person.erased');
  const refusedOf = (form: RefusedForm): Refused | undefined => (which === form ? refused : undefined);
  const body = (
    <Page locale={locale} title={title} breadcrumbs={isAgency ? [{ href: '/people', text: t('core.menu.people') }] : []}>
      {person.erasedAt ? (
        <Notice>
          <p>{t('core.person.erasedAt', { at: locale.instant(person.erasedAt) })}</p>
        </Notice>
      ) : (
        <>
          <Identity locale={locale} view={view} />
          <Section title={t('core.person.correct')} id="correct">
            <PersonForm locale={locale} who={person} action={pathOf(page)} refused={refusedOf('change')} />
          </Section>
          {isAgency && <Roles locale={locale} view={view} refused={refusedOf('grant')} options={await grantOptions(page)} />}
        </>
      )}
      <Timeline
        locale={locale}
        id="timeline"
        title={t('core.person.timeline')}
        past={pastEvents(locale, timeline, isAgency ? 'staff' : 'participant')}
        future={[]}
        ended={t('core.person.timelineEnd')}
      />
      <Section title={t('core.account.lookups')}>
        <LookupTable
          locale={locale}
          lookups={lookups}
          caption={t('core.person.lookupsCaption')}
          empty={t('core.account.noLookups')}
          ofOne
          linked={isAgency}
        />
        {isAgency && (
          <ul class="frist-links">
            <li>
              <a href={`/lookups?person=${person.personId}`}>{t('core.lookups.ofPerson')}</a>
            </li>
            <li>
              <a href={`/lookups?actor=${person.personId}`}>{t('core.lookups.byPerson')}</a>
            </li>
            <li>
              <a href={`/letters?person=${person.personId}`}>{t('core.letters.toPerson')}</a>
            </li>
            <li>
              <a href={`/people/${person.personId}/held`}>{t('records.held.show')}</a>
            </li>
          </ul>
        )}
      </Section>
      {isAgency && !person.erasedAt && person.personId !== context.actor.personId && (
        <Section title={t('core.erase.title')} id="erase">
          <EraseForm locale={locale} action={`${pathOf(page)}/erase`} refused={refusedOf('erase')} />
        </Section>
      )}
    </Page>
  );
  return { title, body };
}

function Identity({ locale: { t }, view: { person } }: Readonly<{ locale: Locale; view: PersonView }>): JSX.Element {
  return (
    <SummaryList
      items={[
        { term: t('core.person.email'), value: person.email },
        { term: t('core.person.employer'), value: person.employer ?? t('core.none') },
        { term: t('core.person.language'), value: t(`core.language.${person.language}`) },
      ]}
    />
  );
}

function EraseForm({ locale, action, refused }: Readonly<{ locale: Locale; action: string; refused: Refused | undefined }>): JSX.Element {
  const { t } = locale;
  const errors = formErrors(locale, refused, { reason: t('core.reason.label') });
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm
        action={action}
        idempotencyKey={newId()}
        confirm={{ ask: t('core.erase.ask'), text: t('core.erase.what'), open: refused !== undefined }}
      >
        <TextArea name="reason" label={t('core.reason.label')} rows={2} value={errors.value('reason')} error={errors.of('reason')} />
        <Button danger>{t('core.erase.button')}</Button>
      </SubmitForm>
    </>
  );
}
