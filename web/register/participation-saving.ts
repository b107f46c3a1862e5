import { Refusal, type FieldFaults } from '../../domain/core/errors';
import { fieldPages, type FieldPage } from '../../domain/register/fields';
import type { ParticipationField } from '../../domain/register/participation';
import { savedFields, type Project } from '../../domain/register/saving';
import type { ParticipationFile } from '../../db/register/participations';
import { saveFields } from '../../api/register/participation-commands';
import { participationView } from '../../api/register/participation-queries';
import { projectList } from '../../api/register/project-commands';
import type { Locale } from '../core/locale';
import type { Data, Form, PageRequest } from '../core/page-router';
import { activeLink } from './active-link';
import { faultText, inputOf, valueText } from './participation-words';
import { savedLine } from './save-field';

type Values = Readonly<Record<string, string>>;

/** What a script is answered: the version from which on its fields are seen, what was not stored and why, in words. */
export async function answerSave(page: PageRequest, form: Form): Promise<Data> {
  const { context, locale, params } = page;
  const id = params['id']!;
  const { values } = form;
  try {
    const { file, notSaved } = await saveFields(context, id, seenIn(values), changesIn(values));
    return savedAnswer(page, file, notSaved);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields) throw error;
    if (error.code !== 'changed_by_other')
      return {
        status: 200,
        body: { version: seenIn(values), notSaved: faultTexts(locale, error.fields), links: { nationalId: activeLink(locale, error) } },
      };
    // Read after the refusal, so that what is shown of the other is what the next save will be held against.
    const file = await participationView(context, id, true);
    const projects = await projectsOf(page, file);
    const conflicts = Object.keys(error.fields).map((field) => [field, theirsOf(locale, file, projects, field)]);
    return {
      status: 409,
      body: { version: file.participation.version, conflicts: Object.fromEntries(conflicts) as Record<string, unknown> },
    };
  }
}

/** The answer to a save that stored something. */
export function savedAnswer({ context, locale }: PageRequest, file: ParticipationFile, notSaved: FieldFaults): Data {
  const { version, savedAt } = file.participation;
  return {
    status: 200,
    body: { version, line: savedLine(locale, savedAt, context.receivedAt), notSaved: faultTexts(locale, notSaved) },
  };
}

export function faultTexts(locale: Locale, faults: FieldFaults): Record<string, string> {
  return Object.fromEntries(Object.entries(faults).map(([field, code]) => [field, faultText(locale, field, code)]));
}

/** What another saved, as an input holds it and as a reader says it. A number is told masked, and never filled in. */
function theirsOf(locale: Locale, file: ParticipationFile, projects: readonly Project[], field: string): { value: string; text: string } {
  if (field === 'nationalId') return { value: '', text: file.person.maskedNumber };
  const one = field as ParticipationField;
  return { value: inputOf(file.participation, one), text: valueText(locale, one, file.participation[one], projects) };
}

/**
 * Saves a page's fields as one form, for who has no script: those that differ from how they were shown. What is sound is stored, also when some is not; then
 * the form is refused with the rest. @throws Refusal `value_invalid` with the fields, `changed_by_other`
 */
export async function saveForm({ context, params }: PageRequest, form: Form): Promise<void> {
  const shown = shownIn(form.values);
  const typed = changesIn(form.values);
  const taken = form.values['_theirs'];
  const changes = Object.fromEntries(
    Object.entries(typed).filter(([field, value]) => field !== taken && (value ?? '') !== (shown[field] ?? '')),
  );
  if (Object.keys(changes).length === 0) return;
  const { notSaved } = await saveFields(context, params['id']!, seenIn(form.values), changes);
  if (Object.keys(notSaved).length > 0) throw new Refusal('value_invalid', { fields: notSaved });
}

/** The values of a page's fields, for the form to carry how it was shown. */
export function shownValues(file: ParticipationFile, page: FieldPage): string {
  const fields = fieldPages[page].filter((field): field is ParticipationField => field !== 'activities');
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, plain(field, inputOf(file.participation, field), {})])));
}

function shownIn(values: Values): Record<string, unknown> {
  try {
    return JSON.parse(values['_shown'] ?? '{}') as Record<string, unknown>;
  } catch {
    throw new Refusal('invalid_request');
  }
}

export function seenIn(values: Values): number {
  const seen = Number(values['_seen']);
  if (!Number.isSafeInteger(seen) || seen < 0) throw new Refusal('invalid_request');
  return seen;
}

/** The fields in a form, as the commands take them. A number left blank is no change: it is never shown. */
function changesIn(values: Values): Record<string, string> {
  const fields = savedFields.filter((field) => values[field] !== undefined).map((field) => [field, plain(field, values[field]!, values)]);
  const number = values['nationalId']?.trim() ? { nationalId: values['nationalId'] } : {};
  return { ...(Object.fromEntries(fields) as Record<string, string>), ...number };
}

/** A sub-reason is chosen together with the main reason it stands under; below another it is none of its options. */
function plain(field: string, value: string, values: Values): string {
  const [main, sub] = value.split(':');
  if (field !== 'subReason' || sub === undefined) return value;
  return values['mainReason'] === undefined || values['mainReason'] === main ? sub : value;
}

/** The projects of the municipality whose record it is. */
export async function projectsOf({ context }: PageRequest, { participation }: ParticipationFile): Promise<Project[]> {
  const list = await projectList(context);
  return list.map(({ project }) => project).filter(({ organisationId }) => organisationId === participation.organisationId);
}
