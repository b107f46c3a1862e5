import type { JSX } from 'preact';
import { z } from 'zod';
import { hasRole, organisationOf, roles, type Role } from '../../domain/core/actors';
import { newId } from '../../db/core/ids';
import { addRole, erase, organisationList, personView, removeRole, type PersonView } from '../../api/core/people-commands';
import { id } from '../../api/core/schemas';
import {
  Button,
  DataTable,
  ErrorSummary,
  Notice,
  Page,
  Section,
  SelectField,
  SubmitForm,
  SummaryList,
  TextArea,
  Timeline,
  type Column,
} from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { LookupTable } from './lookup-table';
import { leaveNote } from './note';
import { pastEvents } from './past-events';
import { PersonForm, savePersonForm } from './person-form';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const grantForm = z.object({ role: z.enum(roles), organisationId: id });
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
      // One choice in the form, for not every role belongs to every organisation.
      const [role, organisationId] = (form.values['grant'] ?? '').split('@');
      const values: Record<string, string> = role && organisationId ? { role, organisationId } : {};
      await addRole(page.context, { personId: idOf(page), ...readValues(grantForm, values) });
      leaveNote(page, 'core.done.roleGranted');
      return pathOf(page);
    },
    (page, refused) => personShown(page, refused, 'grant'),
  );
  router.post('/people/:id/roles/end', 'signed-in', async (page, form) => {
    await removeRole(page.context, { personId: idOf(page), ...readValues(grantForm, form.values) });
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
          {isAgency && <Roles page={page} view={view} refused={refusedOf('grant')} options={await grantOptions(page)} />}
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

type Held = PersonView['grants'][number];
type RolesProps = Readonly<{
  page: PageRequest;
  view: PersonView;
  refused: Refused | undefined;
  options: readonly Readonly<{ value: string; text: string }>[];
}>;

function Roles({ page, view: { grants, person }, refused, options }: RolesProps): JSX.Element {
  const { locale } = page;
  const { t } = locale;
  // What the form calls `grant` the command knows as role and organisation: whatever was wrong stands at the one field.
  const ofField = refused?.refusal.fields ? t('core.errors.required', { field: t('core.person.role') }) : undefined;
  const errors = formErrors(locale, refused, {});
  const columns: Column<Held>[] = [
    { key: 'role', heading: t('core.person.role'), rowHeader: true, cell: (one) => t(`core.role.${one.role}`) },
    { key: 'organisation', heading: t('core.person.organisation'), cell: (one) => one.organisationName },
    {
      key: 'end',
      heading: t('core.person.endRole'),
      hiddenHeading: true,
      cell: (one) => (
        <SubmitForm action={`${pathOf(page)}/roles/end`} idempotencyKey={newId()} inline>
          <input type="hidden" name="role" value={one.role} />
          <input type="hidden" name="organisationId" value={one.organisationId} />
          <Button variant="tertiary" danger>
            {t('core.person.endRole')}
            <span class="ds-sr-only"> ({`${t(`core.role.${one.role}`)}, ${one.organisationName}`})</span>
          </Button>
        </SubmitForm>
      ),
    },
  ];
  return (
    <Section title={t('core.people.roles')} id="roles">
      <ErrorSummary locale={locale} errors={ofField ? [{ text: ofField, field: 'grant' }] : errors.summary} />
      <DataTable
        id="roles-table"
        caption={t('core.person.rolesCaption', { name: person.name ?? '' })}
        columns={columns}
        rows={grants}
        rowKey={(one) => `${one.role}@${one.organisationId}`}
        empty={t('core.person.noRoles')}
      />
      <SubmitForm action={`${pathOf(page)}/roles`} idempotencyKey={newId()} inline>
        <SelectField
          name="grant"
          label={t('core.person.role')}
          options={options}
          placeholder={t('core.field.choose')}
          value={refused?.form.values['grant']}
          error={ofField}
        />
        <Button variant="secondary">{t('core.person.grant')}</Button>
      </SubmitForm>
    </Section>
  );
}

/** Every role in every organisation of its kind. */
async function grantOptions({ context, locale: { t } }: PageRequest): Promise<RolesProps['options']> {
  const organisations = await organisationList(context);
  return roles.flatMap((role: Role) =>
    organisations
      .filter((one) => one.kind === organisationOf[role])
      .map((one) => ({ value: `${role}@${one.organisationId}`, text: `${t(`core.role.${role}`)}, ${one.name}` })),
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
