import { z } from 'zod';
import * as policies from '../../domain/register/policies';
import { operation } from '../core/operation';
import { byId } from '../core/schemas';
import { route, type RouteTable } from '../core/route';
import { presentProject } from './participation-presenters';
import * as schemas from './participation-schemas';
import { addProject, changeProject, projectList } from './project-commands';

/** The projects of a municipality, in which its programmes run. */
export function projectRoutes(table: RouteTable): void {
  const tag = 'Projects';
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/register/projects',
      summary: 'The projects of your municipality',
      policy: policies.useRegister,
      response: z.strictObject({ projects: z.array(schemas.projectOut) }),
    }),
    async (context) => ({
      projects: (await projectList(context)).map(({ project, municipality }) => presentProject(project, municipality, context.receivedAt)),
    }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/register/projects',
      summary: 'Add a project',
      policy: policies.administrate,
      body: schemas.projectBody,
      response: schemas.projectOut,
      status: 201,
      codes: ['not_found', 'value_invalid', 'end_before_start', 'not_allowed_in_state'],
    }),
    async (context, { body }) => {
      const { project, municipality } = await addProject(context, body);
      return presentProject(project, municipality, context.receivedAt);
    },
  );
  route(
    table,
    operation({
      method: 'patch',
      tag,
      path: '/register/projects/{id}',
      summary: 'Change a project',
      policy: policies.administrate,
      params: byId,
      body: schemas.projectChange,
      response: schemas.projectOut,
      ifMatch: true,
      codes: ['changed_by_other', 'if_match_missing', 'value_invalid', 'end_before_start', 'not_allowed_in_state'],
    }),
    async (context, { params, body, version }) => {
      const { project, municipality } = await changeProject(context, params.id, version!, body);
      return presentProject(project, municipality, context.receivedAt);
    },
  );
}
