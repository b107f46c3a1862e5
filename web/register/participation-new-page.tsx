import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { municipalitiesOf, useRegister } from '../../domain/register/policies';
import { organisations, type Organisation } from '../../db/core/access';
import { rulesNow } from '../../db/register/participations';
import { bodyPrint } from '../../api/core/body';
import { keyed } from '../../api/core/keyed';
import { createParticipation, type NewParticipation } from '../../api/register/participation-commands';
import type { Context } from '../../api/core/context';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import type { Data, Form, PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { activeLink } from './active-link';
import { NewParticipationForm } from './participation-new-form';
import { fieldLabel, inText } from './participation-words';
import { faultTexts } from './participation-saving';
import { registerPaths } from './paths';
import { savedLine } from './save-field';

/** The four without which nothing is stored (`domain.md` 6.2, 6.3), in the order in which they are asked. */
const mandatory = ['nationalId', 'startOn', 'municipality', 'financing'] as const;

/** Registering a participant: the record comes into being when, and only when, the four mandatory fields are valid. */
export function participationNewPage(router: PageRouter): void {
  const path = registerPaths.newParticipation;
  router.get(path, 'signed-in', show);
  router.data(`${path}/check`, answerNew);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { participation } = await create(page.context, form);
      leaveNote(page, 'register.participation.created');
      return registerPaths.participation(participation.participationId);
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  allow(context.actor, useRegister, undefined);
  const own = await ownMunicipalities(context);
  const labels = Object.fromEntries(mandatory.map((field) => [field, fieldLabel(locale, field)]));
  const values = refused?.form.values ?? (own.length === 1 ? { municipality: own[0]!.code } : {});
  const missing = mandatory.filter((field) => !values[field]?.trim());
  return {
    title: locale.t('register.participation.newTitle'),
    body: (
      <NewParticipationForm
        locale={locale}
        municipalities={own}
        rules={await rulesNow(context.db, context.receivedAt)}
        values={values}
        errors={formErrors(locale, refused && withoutEmpty(refused), labels)}
        refusal={refused?.refusal}
        line={notSavedLine(page, missing, refused ? Object.keys(refused.refusal.fields ?? {}) : [])}
        readerId={context.actor.personId ?? ''}
      />
    ),
    scripts: ['autosave.js'],
  };
}

/** A field that was left empty is asked for by its name. */
function withoutEmpty({ refusal, form }: Refused): Refused {
  const fields = Object.fromEntries(
    Object.entries(refusal.fields ?? {}).map(([field, code]) => [field, code === 'fields_missing' ? 'missing' : code]),
  );
  return { form, refusal: refusal.fields ? new Refusal(refusal.code, { fields }) : refusal };
}

async function ownMunicipalities({ db, actor }: Context): Promise<Organisation[]> {
  const mine = municipalitiesOf(actor);
  return (await organisations(db)).filter(({ organisationId }) => mine.includes(organisationId));
}

async function create(context: Context, { values }: Form) {
  allow(context.actor, useRegister, undefined);
  const wanted = Object.fromEntries(mandatory.map((field) => [field, values[field]?.trim() ?? ''])) as NewParticipation;
  const empty = mandatory.filter((field) => wanted[field] === '');
  // Without a municipality nobody knows by whose list to judge the rest.
  if (empty.includes('municipality'))
    throw new Refusal('fields_missing', { fields: Object.fromEntries(empty.map((field) => [field, 'fields_missing'])) });
  return createParticipation(context, wanted);
}

/** What the script is answered: what is missing and what is wrong; or, once all four are valid, where the record is. The same sending twice creates it once. */
async function answerNew(page: PageRequest, form: Form): Promise<Data> {
  const { req, context, locale, parts } = page;
  try {
    const { body } = await keyed(req, parts.db, parts.log, form.values['_key'], bodyPrint(req), async (trx) => {
      const { participation } = await create(trx, form);
      return { status: 201, body: { id: participation.participationId, version: participation.version, savedAt: participation.savedAt } };
    });
    const { id, version, savedAt } = body as { id: string; version: number; savedAt: typeof context.receivedAt };
    return {
      status: 201,
      body: {
        href: registerPaths.participation(id),
        save: registerPaths.save(id),
        keep: `participation-${id}-${context.actor.personId}`,
        version,
        line: savedLine(locale, savedAt, context.receivedAt),
      },
    };
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields) throw error;
    const missing = mandatory.filter((field) => !form.values[field]?.trim());
    const faults = Object.fromEntries(Object.entries(error.fields).filter(([field]) => !missing.some((one) => one === field)));
    const links = { nationalId: activeLink(locale, error) };
    return { status: 200, body: { faults: faultTexts(locale, faults), links, line: notSavedLine(page, missing, Object.keys(faults)) } };
  }
}

/** "Ikke lagret: mangler startdato", and what has to be corrected. */
function notSavedLine({ locale }: PageRequest, missing: readonly string[], wrong: readonly string[]): string {
  const named = (fields: readonly string[]): string => fields.map((field) => inText(fieldLabel(locale, field))).join(', ');
  const others = wrong.filter((field) => !missing.includes(field));
  return [
    ...(missing.length > 0 ? [locale.t('register.saving.missing', { fields: named(missing) })] : []),
    ...(others.length > 0 ? [locale.t('register.saving.wrong', { fields: named(others) })] : []),
  ].join('. ');
}
