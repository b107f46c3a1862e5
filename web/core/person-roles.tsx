import type { JSX } from 'preact';
import { organisationOf, roles, type Role } from '../../domain/core/actors';
import { newId } from '../../db/core/ids';
import { organisationList, type PersonView } from '../../api/core/people-commands';
import { Button, DataTable, ErrorSummary, Section, SelectField, SubmitForm, type Column, type Option } from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import type { PageRequest, Refused } from './page-router';

type Held = PersonView['grants'][number];
type RolesProps = Readonly<{
  locale: Locale;
  view: PersonView;
  refused: Refused | undefined;
  options: readonly Option[];
}>;

/** The roles of a person, each with a button to end it, and a form to grant another. */
export function Roles({ locale, view: { grants, person }, refused, options }: RolesProps): JSX.Element {
  const { t } = locale;
  const errors = formErrors(locale, refused, { grant: t('core.person.role') });
  const path = `/people/${person.personId}/roles`;
  const columns: Column<Held>[] = [
    { key: 'role', heading: t('core.person.role'), rowHeader: true, cell: (one) => t(`core.role.${one.role}`) },
    { key: 'organisation', heading: t('core.person.organisation'), cell: (one) => one.organisationName },
    {
      key: 'end',
      heading: t('core.person.endRole'),
      hiddenHeading: true,
      cell: (one) => (
        <SubmitForm action={`${path}/end`} idempotencyKey={newId()} inline>
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
      <ErrorSummary locale={locale} errors={errors.summary} />
      <DataTable
        id="roles-table"
        caption={t('core.person.rolesCaption', { name: person.name ?? '' })}
        columns={columns}
        rows={grants}
        rowKey={(one) => `${one.role}@${one.organisationId}`}
        empty={t('core.person.noRoles')}
      />
      <SubmitForm action={path} idempotencyKey={newId()} inline>
        <SelectField
          name="grant"
          label={t('core.person.role')}
          options={options}
          placeholder={t('core.field.choose')}
          value={errors.value('grant')}
          error={errors.of('grant')}
        />
        <Button variant="secondary">{t('core.person.grant')}</Button>
      </SubmitForm>
    </Section>
  );
}

/** Every role in every organisation of its kind. */
export async function grantOptions({ context, locale: { t } }: PageRequest): Promise<Option[]> {
  const organisations = await organisationList(context);
  return roles.flatMap((role: Role) =>
    organisations
      .filter((one) => one.kind === organisationOf[role])
      .map((one) => ({ value: `${role}@${one.organisationId}`, text: `${t(`core.role.${role}`)}, ${one.name}` })),
  );
}
