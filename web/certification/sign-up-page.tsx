import { z } from 'zod';
import { allow } from '../../domain/core/policies';
import { enrolmentKinds } from '../../domain/certification/enrolment';
import { manageRounds } from '../../domain/certification/policies';
import { signUpIsOpen } from '../../domain/certification/round';
import { newId } from '../../db/core/ids';
import { line } from '../../api/core/schemas';
import { roundView } from '../../api/certification/queries';
import { signUp } from '../../api/certification/sign-up-commands';
import { EmailField, ErrorSummary, Notice, Page, RadioGroup, SubmitForm, TextField } from '../core/components';
import { FormButtons } from '../core/form-buttons';
import { formErrors } from '../core/form-errors';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { leftText, paths, priceText, roundName, aboveRoundPart } from './names';

const sources = ['email', 'form'] as const;
const signUpForm = z.object({
  name: line(200),
  email: z.string().max(400),
  employer: line(200).optional(),
  nationalId: z.string().max(40).optional(),
  kind: z.enum(enrolmentKinds),
  source: z.enum(sources),
});

/** Signs one person up for a round. */
export function signUpPage(router: PageRouter): void {
  const path = `${paths.rounds}/:id/sign-up`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page, form) => {
      const { kind, source, ...person } = readValues(signUpForm, form.values);
      const { enrolmentId } = await signUp(page.context, page.params['id']!, { kind, source, person });
      leaveNote(page, 'certification.signUp.done');
      return paths.enrolment(enrolmentId);
    },
    show,
  );
}

async function show({ context, locale, params }: PageRequest, refused?: Refused): Promise<View> {
  const { t, day } = locale;
  allow(context.actor, manageRounds, undefined);
  const { round, vatPercent } = await roundView(context, params['id']!);
  const labels = {
    name: t('certification.field.name'),
    email: t('certification.field.email'),
    employer: t('certification.field.employer'),
    nationalId: t('certification.field.nationalId'),
    kind: t('certification.field.kind'),
    source: t('certification.field.source'),
  };
  const errors = formErrors(locale, refused, labels);
  const field = (name: keyof typeof labels) => ({ name, label: labels[name], value: errors.value(name), error: errors.of(name) });
  const optional = t('core.field.optional');
  const title = t('certification.signUp.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.signUp.lead', { round: roundName(locale, round), price: priceText(locale, round.priceDkk, vatPercent) })}
      breadcrumbs={aboveRoundPart(locale, round)}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      {signUpIsOpen(round, context.receivedAt) ? (
        <p class="frist-subtle">
          {t('certification.signUp.closes', {
            day: day(round.signUpClosesOn),
            left: leftText(locale, context.receivedAt, round.signUpClosesOn),
          })}
        </p>
      ) : (
        <Notice tone="warning">
          <p>{t('core.error.round_not_open.title')}</p>
        </Notice>
      )}
      <SubmitForm action={`${paths.round(round.roundId)}/sign-up`} idempotencyKey={newId()}>
        <TextField {...field('name')} autocomplete="off" />
        <EmailField {...field('email')} autocomplete="off" hint={t('certification.signUp.emailHint')} />
        <TextField {...field('employer')} autocomplete="off" optional={optional} />
        <TextField
          {...field('nationalId')}
          hint={t('certification.signUp.cprHint')}
          autocomplete="off"
          inputmode="numeric"
          size={11}
          optional={optional}
        />
        <RadioGroup
          {...field('kind')}
          value={errors.value('kind') ?? 'full'}
          options={enrolmentKinds.map((kind) => ({
            value: kind,
            text: t(`certification.enrolment.kind.${kind}`),
            hint: t(`certification.signUp.kindHint.${kind}`),
          }))}
        />
        <RadioGroup
          {...field('source')}
          value={errors.value('source') ?? 'email'}
          options={sources.map((source) => ({ value: source, text: t(`certification.source.${source}`) }))}
        />
        <FormButtons locale={locale} back={paths.round(round.roundId)}>
          {t('certification.signUp.send')}
        </FormButtons>
      </SubmitForm>
    </Page>
  );
  return { title, body };
}
