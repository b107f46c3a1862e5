import * as policies from '../../domain/register/policies';
import type { Context } from '../core/context';
import { operation } from '../core/operation';
import { byId } from '../core/schemas';
import { route, type RouteTable } from '../core/route';
import * as commands from './participation-commands';
import { presentParticipation } from './participation-presenters';
import { participationView } from './participation-queries';
import * as schemas from './participation-schemas';

/** What any field may be refused with. */
const fieldCodes = [
  'unknown_option',
  'value_invalid',
  'out_of_range',
  'fields_missing',
  'start_too_far_ahead',
  'end_before_start',
  'reason_mismatch',
] as const;
const numberCodes = [
  'id_format',
  'id_length',
  'id_date',
  'id_check_digits',
  'id_help_number',
  'id_synthetic_not_allowed',
  'must_be_woman',
  'already_active',
  'age_under_16',
] as const;

/** Participations: creating, saving field by field, programme, ending (`domain.md` 6.2 to 6.6). */
export function participationRoutes(table: RouteTable): void {
  const base = { tag: 'Participations', policy: policies.useRegister, response: schemas.participationOut } as const;
  const path = '/register/participations';
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path,
      summary: 'Create a participation from the four mandatory fields; the name is asked for',
      body: schemas.participationBody,
      status: 201,
      codes: ['not_found', 'unknown_option', 'value_invalid', 'fields_missing', 'start_too_far_ahead', ...numberCodes],
    }),
    async (context, { body }) => presentParticipation(await commands.createParticipation(context, body), context.receivedAt),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One participation: fields, what is missing, warnings, look-up of the name, what happens next',
      params: byId,
    }),
    async (context, { params }) => presentParticipation(await participationView(context, params.id), context.receivedAt),
  );
  route(
    table,
    operation({
      ...base,
      method: 'patch',
      path: `${path}/{id}`,
      summary: 'Save fields, each by itself: what is invalid is named in `notSaved`, the others are stored',
      params: byId,
      body: schemas.fieldsBody,
      ifMatch: true,
      codes: [
        'changed_by_other',
        'reopen_needed',
        'if_match_missing',
        'start_before_old_end',
        'project_not_running',
        ...fieldCodes,
        ...numberCodes,
      ],
    }),
    async (context, { params, body, version }) => {
      const { file, notSaved } = await commands.saveFields(context, params.id, version!, body);
      return presentParticipation(file, context.receivedAt, { notSaved });
    },
  );
  entryRoutes(table);
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: `${path}/{id}/end`,
      summary: 'End a participation',
      params: byId,
      body: schemas.endBody,
      codes: ['not_allowed_in_state', ...fieldCodes],
    }),
    async (context, { params, body }) =>
      presentParticipation(await commands.endParticipation(context, params.id, body), context.receivedAt),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: `${path}/{id}/discharge`,
      summary: 'Discharge: allowed from ended alone, with every required field filled',
      params: byId,
      codes: ['not_allowed_in_state', 'fields_missing', 'name_mismatch'],
    }),
    async (context, { params }) => presentParticipation(await commands.dischargeParticipation(context, params.id), context.receivedAt),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: `${path}/{id}/reopen`,
      summary: 'Bring a discharged participation back, with a reason',
      params: byId,
      body: schemas.reopenBody,
      codes: ['reason_needed', 'not_allowed_in_state', 'already_active'],
    }),
    async (context, { params, body }) =>
      presentParticipation(await commands.reopenParticipation(context, params.id, body.reason), context.receivedAt),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: `${path}/{id}/return`,
      summary: 'Register that somebody came back: a new participation, linked to the old one',
      params: byId,
      body: schemas.returnBody,
      status: 201,
      codes: [
        'not_discharged',
        'already_active',
        'not_allowed_in_state',
        'project_not_running',
        'start_before_old_end',
        'start_too_far_ahead',
        'age_under_16',
        'unknown_option',
        'value_invalid',
        'fields_missing',
      ],
    }),
    async (context, { params, body }) =>
      presentParticipation(await commands.returnParticipation(context, params.id, body), context.receivedAt),
  );
}

function entryRoutes(table: RouteTable): void {
  const path = '/register/participations/{id}/entries';
  const base = { tag: 'Participations', policy: policies.useRegister, response: schemas.participationOut } as const;
  const codes = ['unknown_option', 'value_invalid', 'out_of_range', 'end_before_start'] as const;
  const answer = (context: Context, { file, notSaved, entryId }: commands.SavedEntry) =>
    presentParticipation(file, context.receivedAt, { notSaved, entryId });
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path,
      summary: 'Add an activity, an absence, a leave or an extension to the programme',
      params: byId,
      body: schemas.newEntryBody,
      status: 201,
      codes,
    }),
    async (context, { params, body }) => answer(context, await commands.saveEntry(context, params.id, body)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'patch',
      path: `${path}/{entryId}`,
      summary: 'Change an entry of the programme, field by field',
      params: schemas.byEntry,
      body: schemas.entryBody,
      ifMatch: true,
      codes: ['changed_by_other', 'if_match_missing', 'fields_missing', ...codes],
    }),
    async (context, { params, body, version }) =>
      answer(context, await commands.saveEntry(context, params.id, { ...body, entryId: params.entryId, seenVersion: version })),
  );
  route(
    table,
    operation({
      ...base,
      method: 'delete',
      path: `${path}/{entryId}`,
      summary: 'Take an entry out of the programme',
      params: schemas.byEntry,
      query: schemas.seenQuery,
      codes: ['changed_by_other', 'fields_missing'],
    }),
    async (context, { params, query }) =>
      presentParticipation(await commands.removeEntry(context, params.id, params.entryId, query.version), context.receivedAt),
  );
}
