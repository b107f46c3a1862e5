import type { JSX } from 'preact';
import { z } from 'zod';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { correctable, correctionKinds } from '../../domain/certification/correction';
import { correctEnrolments } from '../../domain/certification/policies';
import { newId } from '../../db/core/ids';
import { correctEnrolment, previewCorrection, type WantedCorrection } from '../../api/certification/correction-commands';
import { presentConsequences } from '../../api/certification/correction-presenters';
import type { EnrolmentView } from '../../api/certification/presenters';
import { enrolmentView, standingCount } from '../../api/certification/queries';
import { EmailField, ErrorSummary, Page, RadioGroup, SubmitForm, TextArea, TextField } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors, type FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import { readValues, type Form, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { ConsequenceList, type Consequences } from './consequences';
import { participantName, paths } from './names';

const correctForm = z.object({
  what: z.enum(correctionKinds),
  reason: z.string().trim().max(2_000).optional(),
  name: z.string().trim().max(200).optional(),
  email: z.string().trim().max(400).optional(),
  employer: z.string().trim().max(200).optional(),
});

/** Takes a mistake of staff back: choose what, see what follows, then do it or ask a second person. */
export function correctPage(router: PageRouter): void {
  const path = '/certification/enrolments/:id/correct';
  router.get(path, 'signed-in', show);
  router.postShown(
    `${path}/preview`,
    'signed-in',
    async (page, form) => {
      const wanted = wantedOf(form);
      // Asked for here as well, so that nobody reads the consequences only to be sent back for it.
      if (!wanted.reason) throw new Refusal('reason_needed', { fields: { reason: 'reason_needed' } });
      const plan = await previewCorrection(page.context, page.params['id']!, wanted);
      return JSON.stringify({ values: form.values, consequences: presentConsequences(plan) } satisfies Previewed);
    },
    async (page, answer) => showPreview(page, JSON.parse(answer) as Previewed),
    show,
  );
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { asked } = await correctEnrolment(page.context, page.params['id']!, wantedOf(form));
      leaveNote(page, asked ? 'certification.correct.asked' : 'certification.correct.done');
      return asked ? paths.correction(asked.correctionId) : paths.enrolment(page.params['id']!);
    },
    show,
  );
}

type Previewed = Readonly<{ values: Readonly<Record<string, string>>; consequences: Consequences }>;

/** @throws Refusal `invalid_request` naming the fields of the right person that are missing */
function wantedOf(form: Form): WantedCorrection {
  const { what, reason, name, email, employer } = readValues(correctForm, form.values);
  if (what !== 'person') return { what, reason };
  const missing = { ...(name ? {} : { name: 'missing' }), ...(email ? {} : { email: 'missing' }) };
  if (Object.keys(missing).length > 0) throw new Refusal('invalid_request', { fields: missing });
  return { what, reason, person: { name, email, employer } };
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params } = page;
  const { t } = locale;
  allow(context.actor, correctEnrolments, undefined);
  const view = await enrolmentView(context, params['id']!);
  const labels = {
    what: t('certification.correct.what'),
    reason: t('certification.correct.reason'),
    name: t('certification.correct.rightName'),
    email: t('certification.correct.rightEmail'),
    employer: t('certification.correct.rightEmployer'),
  };
  const errors = formErrors(locale, refused, labels);
  const kinds = correctable(view.file.enrolment, await standingCount(context, view.file.enrolment));
  const body = (
    <CorrectFrame locale={locale} view={view}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <CorrectForm locale={locale} view={view} kinds={kinds} errors={errors} labels={labels} />
    </CorrectFrame>
  );
  return { title: t('certification.correct.title'), body };
}

function CorrectFrame({
  locale,
  view,
  children,
}: Readonly<{ locale: Locale; view: EnrolmentView; children: JSX.Element | JSX.Element[] }>): JSX.Element {
  const { t } = locale;
  const { enrolmentId } = view.file.enrolment;
  return (
    <Page
      locale={locale}
      title={t('certification.correct.title')}
      lead={t('certification.correct.lead')}
      breadcrumbs={[
        { href: paths.rounds, text: t('core.menu.rounds') },
        { href: paths.enrolment(enrolmentId), text: participantName(locale, { ...view.person, enrolmentId }) },
      ]}
    >
      {children}
    </Page>
  );
}

type FormProps = Readonly<{
  locale: Locale;
  view: EnrolmentView;
  kinds: ReturnType<typeof correctable>;
  errors: FormErrors;
  labels: Readonly<Record<'what' | 'reason' | 'name' | 'email' | 'employer', string>>;
}>;

function CorrectForm({ locale, view, kinds, errors, labels }: FormProps): JSX.Element {
  const { t } = locale;
  const { enrolmentId } = view.file.enrolment;
  const optional = t('certification.correct.onlyPerson');
  const field = <N extends keyof typeof labels>(name: N) => ({
    name,
    label: labels[name],
    value: errors.value(name),
    error: errors.of(name),
  });
  return (
    <SubmitForm action={`${paths.correct(enrolmentId)}/preview`} idempotencyKey={newId()}>
      <RadioGroup
        {...field('what')}
        options={kinds.map((kind) => ({
          value: kind,
          text: t(`certification.correct.kind.${kind}`),
          hint: t(`certification.correct.hint.${kind}`),
        }))}
      />
      <TextField {...field('name')} optional={optional} autocomplete="off" maxLength={200} />
      <EmailField {...field('email')} optional={optional} autocomplete="off" />
      <TextField {...field('employer')} optional={optional} autocomplete="off" maxLength={200} />
      <TextArea {...field('reason')} hint={t('certification.correct.reasonHint')} maxLength={2_000} />
      <FormButtons locale={locale} back={paths.enrolment(enrolmentId)}>
        {t('certification.correct.preview')}
      </FormButtons>
    </SubmitForm>
  );
}

async function showPreview({ context, locale, params }: PageRequest, { values, consequences }: Previewed): Promise<View> {
  const { t } = locale;
  const view = await enrolmentView(context, params['id']!, 'again');
  const { enrolmentId } = view.file.enrolment;
  const body = (
    <CorrectFrame locale={locale} view={view}>
      <ConsequenceList locale={locale} of={consequences} />
      <SubmitForm action={paths.correct(enrolmentId)} idempotencyKey={newId()}>
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <FormButtons locale={locale} back={paths.enrolment(enrolmentId)} danger>
          {t(consequences.secondPerson ? 'certification.correct.ask' : 'certification.correct.do')}
        </FormButtons>
      </SubmitForm>
    </CorrectFrame>
  );
  return { title: t('certification.correct.title'), body };
}
