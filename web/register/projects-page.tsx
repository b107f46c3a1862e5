import type { JSX } from 'preact';
import { z } from 'zod';
import { hasRole } from '../../domain/core/actors';
import { localDay } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { administrate } from '../../domain/register/policies';
import { takesIn } from '../../domain/register/saving';
import { zone } from '../../domain/register/zone';
import { allow } from '../../domain/core/policies';
import { newId } from '../../db/core/ids';
import { line } from '../../api/core/schemas';
import { addProject, changeProject, projectList, type ProjectSeen } from '../../api/register/project-commands';
import {
  Button,
  DataTable,
  DateField,
  ErrorSummary,
  Page,
  RadioGroup,
  Section,
  SelectField,
  SubmitForm,
  TextField,
  type Column,
} from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';

const list = '/register/projects';
const one = (projectId: string): string => `${list}/${projectId}`;
const offers = z.enum(['yes', 'no']);
const day = z.string().max(40).default('');
const addForm = z.object({ municipality: z.string().max(10), name: line(200), startsOn: day, endsOn: day, offers });
const changeForm = z.object({ name: line(200), startsOn: day, endsOn: day, offers, version: z.coerce.number().int() });

/** The projects of one's municipality: seen by all who register, added and changed by its administrators. */
export function projectsPage(router: PageRouter): void {
  router.get(list, 'signed-in', showAll);
  router.post(
    list,
    'signed-in',
    async (page, form) => {
      const { offers: offered, ...wanted } = readValues(addForm, form.values);
      await addProject(page.context, { ...wanted, offersProgramme: offered === 'yes' });
      leaveNote(page, 'register.projects.added');
      return list;
    },
    showAll,
  );
  router.get(one(':id'), 'signed-in', showOne);
  router.post(
    one(':id'),
    'signed-in',
    async (page, form) => {
      const { offers: offered, version, ...wanted } = readValues(changeForm, form.values);
      await changeProject(page.context, page.params['id']!, version, { ...wanted, offersProgramme: offered === 'yes' });
      leaveNote(page, 'register.projects.saved');
      return list;
    },
    showOne,
  );
}

async function showAll(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  const found = await projectList(context);
  const manages = hasRole(context.actor, 'municipality_admin');
  const title = t('register.projects.title');
  const body = (
    <Page locale={locale} title={title} lead={t('register.projects.lead')}>
      <DataTable
        id="projects"
        caption={t('register.projects.caption', { count: found.length })}
        columns={columnsIn(page, manages)}
        rows={found}
        rowKey={({ project }) => project.projectId}
        empty={t('register.projects.none')}
      />
      {manages && (
        <Section title={t('register.projects.add')} id="new">
          <AddForm page={page} refused={refused} />
        </Section>
      )}
    </Page>
  );
  return { title, body };
}

function columnsIn({ context, locale }: PageRequest, manages: boolean): Column<ProjectSeen>[] {
  const { t } = locale;
  const today = localDay(context.receivedAt, zone);
  return [
    {
      key: 'name',
      heading: t('register.projects.name'),
      rowHeader: true,
      cell: ({ project }) => (manages ? <a href={one(project.projectId)}>{project.name}</a> : project.name),
    },
    { key: 'municipality', heading: t('register.projects.municipality'), cell: ({ municipality }) => municipality.name },
    { key: 'startsOn', heading: t('register.projects.startsOn'), cell: ({ project }) => locale.day(project.startsOn) },
    {
      key: 'endsOn',
      heading: t('register.projects.endsOn'),
      cell: ({ project }) => (project.endsOn ? locale.day(project.endsOn) : t('register.projects.open')),
    },
    {
      key: 'state',
      heading: t('register.projects.state'),
      cell: ({ project }) => t(takesIn(project, today) ? 'register.projects.running' : 'register.projects.notRunning'),
    },
  ];
}

function AddForm({ page, refused }: Readonly<{ page: PageRequest; refused: Refused | undefined }>): JSX.Element {
  const { t } = page.locale;
  const codes = page.context.actor.grants.map((grant: { organisationCode: string }) => grant.organisationCode);
  return (
    <SubmitForm action={list} idempotencyKey={newId()}>
      <Fields page={page} refused={refused} />
      {codes.length > 1 ? (
        <SelectField
          name="municipality"
          label={t('register.projects.municipality')}
          options={codes.map((code) => ({ value: code, text: code }))}
        />
      ) : (
        <input type="hidden" name="municipality" value={codes[0] ?? ''} />
      )}
      <Button>{t('register.projects.add')}</Button>
    </SubmitForm>
  );
}

async function showOne(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params } = page;
  const { t } = locale;
  allow(context.actor, administrate, undefined);
  const found = (await projectList(context)).find(({ project }) => project.projectId === params['id']);
  if (!found) throw new Refusal('not_found');
  const { project } = found;
  const title = t('register.projects.change');
  const body = (
    <Page locale={locale} title={title} lead={project.name} breadcrumbs={[{ href: list, text: t('register.projects.title') }]}>
      <SubmitForm action={one(project.projectId)} idempotencyKey={newId()}>
        <Fields page={page} refused={refused} project={project} />
        <input type="hidden" name="version" value={project.version} />
        <FormButtons locale={locale} back={list}>
          {t('register.projects.save')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}

type FieldsProps = Readonly<{ page: PageRequest; refused: Refused | undefined; project?: ProjectSeen['project'] }>;

function Fields({ page: { locale }, refused, project }: FieldsProps): JSX.Element {
  const { t } = locale;
  const labels = {
    name: t('register.projects.name'),
    startsOn: t('register.projects.startsOn'),
    endsOn: t('register.projects.endsOn'),
    offers: t('register.projects.offers'),
  };
  const errors = formErrors(locale, refused, labels, { taken: t('register.projects.taken') });
  const offered = project && !project.offersProgramme ? 'no' : 'yes';
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <TextField
        name="name"
        label={labels.name}
        value={errors.value('name') ?? project?.name}
        error={errors.of('name')}
        maxLength={200}
        autocomplete="off"
      />
      <DateField
        name="startsOn"
        label={labels.startsOn}
        value={errors.value('startsOn') ?? project?.startsOn}
        error={errors.of('startsOn')}
      />
      <DateField
        name="endsOn"
        label={labels.endsOn}
        hint={t('register.projects.endsOnHint')}
        value={errors.value('endsOn') ?? project?.endsOn ?? undefined}
        error={errors.of('endsOn')}
        optional={t('core.field.optional')}
      />
      <RadioGroup
        name="offers"
        label={labels.offers}
        value={errors.value('offers') ?? offered}
        error={errors.of('offers')}
        options={(['yes', 'no'] as const).map((value) => ({ value, text: t(`register.projects.offers.${value}`) }))}
      />
    </>
  );
}
