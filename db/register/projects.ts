import type { Knex } from 'knex';
import type { Project } from '../../domain/register/saving';
import { Refusal } from '../../domain/core/errors';
import { columnsOf, rows } from '../core/columns';
import type { Trx } from '../core/transaction';

const columns = columnsOf<Project>({
  projectId: 'id',
  organisationId: 'organisation_id',
  name: 'name',
  startsOn: 'starts_on',
  endsOn: 'ends_on',
  offersProgramme: 'offers_programme',
  version: 'version',
});
const selected = columns.selectFrom('project');

/** The projects of municipalities, by name. */
export async function projectsOf(db: Knex, organisationIds: readonly string[]): Promise<Project[]> {
  return rows(
    db.raw(`select ${selected} from project where organisation_id = any(?::uuid[]) order by name, id`, [organisationIds as string[]]),
  );
}

/** A project against every other change. */
export async function lockProject(trx: Trx, projectId: string): Promise<Project | undefined> {
  return (await rows<Project>(trx.raw(`select ${selected} from project where id = ? for update`, [projectId])))[0];
}

/** Adds a project. @throws Refusal `not_allowed_in_state` when the municipality has one of that name */
export async function insertProject(trx: Trx, project: Project): Promise<void> {
  await trx('project').insert(columns.row(project)).catch(taken);
}

/** Stores a project as its next version. @throws Refusal `not_allowed_in_state` when the municipality has another of that name */
export async function saveProject(trx: Trx, project: Project): Promise<Project> {
  const saved = { ...project, version: project.version + 1 };
  await trx('project').where({ id: project.projectId }).update(columns.row(saved)).catch(taken);
  return saved;
}

function taken(error: { constraint?: string }): never {
  if (error.constraint === 'project_organisation_id_name_key') throw new Refusal('not_allowed_in_state', { fields: { name: 'taken' } });
  throw error;
}
