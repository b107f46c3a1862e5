import type { ComponentChildren, JSX } from 'preact';
import type { Instant } from '../../domain/core/calendar';
import { readiness, type FieldPage } from '../../domain/register/fields';
import { stateOf } from '../../domain/register/participation';
import type { Project } from '../../domain/register/saving';
import type { ParticipationFile } from '../../db/register/participations';
import { otherParticipations, participationView, type FormerParticipation } from '../../api/register/participation-queries';
import { caseTopic, ErrorSummary, LiveRegion, Page, ProgressBar, SummaryList, Tabs, Tag } from '../core/components';
import { formErrors, type FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import type { PageRequest, Refused, View } from '../core/page-router';
import { ActiveLink } from './active-link';
import { fieldLabel, labelOf, stateTones } from './participation-words';
import { Warnings } from './participation-warnings';
import { projectsOf } from './participation-saving';
import { fieldPageNames, registerPaths } from './paths';
import { SaveLine, savedLine, savingWords } from './save-field';

/** One participation as the four pages show it. */
export type Shown = Readonly<{
  locale: Locale;
  page: FieldPage;
  file: ParticipationFile;
  projects: readonly Project[];
  others: readonly FormerParticipation[];
  errors: FormErrors;
  conflicts: ReadonlySet<string>;
  refused: Refused | undefined;
  at: Instant;
  readerId: string;
}>;

/** Reads what a page shows, and what was wrong with the form that led to it. */
export async function readShown(request: PageRequest, page: FieldPage, refused?: Refused): Promise<Shown> {
  const { context, locale, params, poll } = request;
  const file = await participationView(context, params['id']!, poll);
  const faults = refused?.refusal.fields ?? {};
  const labels = Object.fromEntries(Object.keys(faults).map((field) => [field, fieldLabel(locale, field)]));
  return {
    locale,
    page,
    file,
    projects: await projectsOf(request, file),
    others: await otherParticipations(context, file),
    errors: formErrors(locale, refused, labels),
    conflicts: new Set(Object.entries(faults).flatMap(([field, code]) => (code === 'changed_by_other' ? [field] : []))),
    refused,
    at: context.receivedAt,
    readerId: context.actor.personId ?? '',
  };
}

/** One of the four pages: where the record stands, the way to the other pages, and whether everything is stored. */
export function participationPage(shown: Shown, body: ComponentChildren): View {
  const { participationId } = shown.file.participation;
  return {
    title: `${titleOf(shown)} – ${shown.locale.t(`register.participation.page.${shown.page}`)}`,
    body: <Frame shown={shown}>{body}</Frame>,
    live: [caseTopic(participationId), ...(shown.file.lookup ? [caseTopic(shown.file.lookup.lookupId)] : [])],
    scripts: ['autosave.js'],
  };
}

export function titleOf({ locale, file: { person } }: Shown): string {
  return person.name ?? locale.t('register.participation.title', { number: person.maskedNumber });
}

function Frame({ shown, children }: Readonly<{ shown: Shown; children: ComponentChildren }>): JSX.Element {
  const { locale, page, file, errors, at } = shown;
  const { t } = locale;
  const { participationId, savedAt } = file.participation;
  const here = registerPaths.participation(participationId, page);
  const failed = errors.summary.length > 0;
  return (
    <Page
      locale={locale}
      title={titleOf(shown)}
      breadcrumbs={[{ href: registerPaths.overview, text: t('register.participation.overview') }]}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      <ActiveLink locale={locale} refusal={shown.refused?.refusal} />
      <LiveRegion id="record" href={here} topics={topicsOf(shown)}>
        <RecordState shown={shown} />
      </LiveRegion>
      <Tabs
        label={t('register.participation.pages')}
        items={fieldPageNames.map((name) => ({
          href: registerPaths.participation(participationId, name),
          text: t(`register.participation.page.${name}`),
          current: name === page,
        }))}
      />
      <div
        data-autosave={`participation-${participationId}-${shown.readerId}`}
        data-topic={caseTopic(participationId)}
        data-words={savingWords(locale)}
      >
        <SaveLine text={failed ? refusedLine(shown) : savedLine(locale, savedAt, at)} attention={failed} />
        {children}
      </div>
    </Page>
  );
}

function refusedLine({ locale, refused }: Shown): string {
  const fields = Object.keys(refused?.refusal.fields ?? {}).map((field) => fieldLabel(locale, field));
  return locale.t('register.saving.notSaved', {
    fields: fields.join(', ') || locale.t(`core.error.${refused!.refusal.code}.title` as 'core.error.not_found.title'),
  });
}

export function topicsOf({ file }: Shown): string[] {
  return [caseTopic(file.participation.participationId), ...(file.lookup ? [caseTopic(file.lookup.lookupId)] : [])];
}

/** Where the record stands: state, number and name, what is still empty, what to be warned of. Kept up to date by itself. */
function RecordState({ shown }: Readonly<{ shown: Shown }>): JSX.Element {
  const { locale, file, others, at } = shown;
  const { t } = locale;
  const { participation, entries, person, municipality, rules } = file;
  const state = stateOf(participation, rules);
  const { filled, of } = readiness(participation, entries, rules);
  const back = others.find((one) => one.returnOf === participation.participationId);
  return (
    <>
      <div class="frist-row">
        <Tag tone={stateTones[state]}>{t(`register.state.${state}`)}</Tag>
        {participation.changedSinceDischarge && <Tag tone="warning">{t('register.participation.changedSince')}</Tag>}
      </div>
      <SummaryList
        items={[
          { term: labelOf(locale, 'name'), value: person.name ?? t('register.participation.noName') },
          { term: t('register.participation.number'), value: person.maskedNumber },
          { term: labelOf(locale, 'municipality'), value: municipality.name },
        ]}
      />
      <ProgressBar
        id="readiness"
        label={t('register.participation.readiness')}
        value={filled}
        max={of}
        text={t('register.participation.readinessText', { filled, of })}
      />
      <Warnings locale={locale} file={file} at={at} />
      {participation.returnOf && (
        <p>
          {t('register.participation.returnOf')}{' '}
          <a class="ds-link" href={registerPaths.participation(participation.returnOf)}>
            {t('register.participation.seeOld')}
          </a>
        </p>
      )}
      {back && (
        <p>
          {t('register.participation.returnedAs')}{' '}
          <a class="ds-link" href={registerPaths.participation(back.participationId)}>
            {t('register.participation.seeNew')}
          </a>
        </p>
      )}
    </>
  );
}
