import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { entryKinds } from '../../domain/register/programme';
import type { ProgrammeEntry } from '../../domain/register/participation';
import { removeEntry, saveEntry } from '../../api/register/participation-commands';
import { participationView } from '../../api/register/participation-queries';
import { leaveNote } from '../core/note';
import type { Data, Form, PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { entryFieldId, entryFields, entryInput, EntriesOfKind, type EntryField } from './participation-entries';
import { participationPage, readShown } from './participation-frame';
import { faultTexts, savedAnswer, seenIn } from './participation-saving';
import { optionsOf } from './participation-words';
import { registerPaths } from './paths';

const kinds = z.enum(entryKinds);

/** Program og aktiviteter: activities, absence, leave and extensions, each entry saving itself (`domain.md` 6.2). */
export function participationProgrammePage(router: PageRouter): void {
  const path = registerPaths.participation(':id', 'programme');
  const here = (page: PageRequest): string => registerPaths.participation(page.params['id']!, 'programme');
  router.get(path, 'signed-in', show);
  router.data(registerPaths.saveEntry(':id', ':entry'), answerEntry);
  router.post(
    `${path}/add/:kind`,
    'signed-in',
    async (page) => {
      const kind = kinds.safeParse(page.params['kind']);
      if (!kind.success) throw new Refusal('not_found');
      const { entryId } = await saveEntry(page.context, page.params['id']!, { kind: kind.data });
      leaveNote(page, `register.programme.${kind.data}.added`);
      return `${here(page)}#${entryFieldId(entryId, entryFields[kind.data][0]!)}`;
    },
    show,
  );
  router.postApart(
    `${path}/:entry`,
    'signed-in',
    async (page, form) => {
      const { notSaved } = await saveEntry(page.context, page.params['id']!, sent(page, form));
      if (Object.keys(notSaved).length > 0) throw new Refusal('value_invalid', { fields: notSaved });
      return here(page);
    },
    show,
  );
  router.post(
    `${path}/:entry/remove`,
    'signed-in',
    async (page) => {
      await removeEntry(page.context, page.params['id']!, page.params['entry']!);
      leaveNote(page, 'register.programme.removed');
      return here(page);
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const shown = await readShown(page, 'programme', refused);
  return participationPage(
    shown,
    <>
      {entryKinds.map((kind) => (
        <EntriesOfKind key={kind} shown={shown} kind={kind} />
      ))}
    </>,
  );
}

/** An entry as it was sent. It keeps the kind it was made with, whatever stands here. */
function sent(page: PageRequest, { values }: Form) {
  const fields = entryFields.activity.filter((field) => values[field] !== undefined).map((field) => [field, values[field]]);
  return {
    kind: 'activity' as const,
    entryId: page.params['entry']!,
    seenVersion: seenIn(values),
    ...(Object.fromEntries(fields) as Partial<Record<EntryField, string>>),
  };
}

async function answerEntry(page: PageRequest, form: Form): Promise<Data> {
  const { context, params } = page;
  try {
    const { file, notSaved } = await saveEntry(context, params['id']!, sent(page, form));
    return savedAnswer(page, file, notSaved);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields) throw error;
    const file = await participationView(context, params['id']!, true);
    const { version } = file.participation;
    const entry = file.entries.find((one) => one.entryId === params['entry']);
    if (error.code !== 'changed_by_other' || !entry)
      return { status: 200, body: { version: seenIn(form.values), notSaved: toFields(page, form, error) } };
    const conflicts = (Object.keys(error.fields) as EntryField[]).map((field) => [field, theirsOf(page, entry, field)]);
    return { status: 409, body: { version, conflicts: Object.fromEntries(conflicts) as Record<string, unknown> } };
  }
}

/** What is wrong with a field, or with the entry as a whole: then each field that was sent says so. */
function toFields({ locale }: PageRequest, { values }: Form, { fields = {} }: Refusal): Record<string, string> {
  const texts = faultTexts(locale, fields);
  const [whole] = Object.entries(texts)
    .filter(([field]) => !(field in values))
    .map(([, text]) => text);
  const named = entryFields.activity.filter((field) => values[field] !== undefined && whole !== undefined).map((field) => [field, whole]);
  return { ...(Object.fromEntries(named) as Record<string, string>), ...texts };
}

function theirsOf({ locale }: PageRequest, entry: ProgrammeEntry, field: EntryField): { value: string; text: string } {
  const value = entryInput(locale, entry, field);
  if (field === 'type') return { value, text: optionsOf(locale, 'type').find((one) => one.value === value)?.text ?? '' };
  return { value, text: value !== '' && field !== 'hoursPerWeek' ? locale.day(value) : value };
}
