import type { JSX } from 'preact';
import { z } from 'zod';
import { statusChoices } from '../../domain/register/overview';
import type { Organisation } from '../../db/core/access';
import { newId } from '../../db/core/ids';
import { municipalities, participantsWithReason, reasonGiven } from '../../api/register/oversight-queries';
import type { Overview } from '../../api/register/overview-queries';
import { Refusal } from '../../domain/core/errors';
import { Button, ErrorSummary, Page, Section, SelectField, SubmitForm, TextArea, TextField, type Option } from '../core/components';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { readValues, type Form, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { OverviewTable } from './overview-table';
import { filterValue } from './overview-words';
import { labelOf } from './participation-words';
import { registerPaths } from './paths';

const pageSize = 50;
const asked = z.object({
  municipality: z.string().max(10).default(''),
  reason: z.string().max(2_000).optional(),
  q: z.string().max(200).optional(),
  status: z.enum(statusChoices).default('all'),
  cursor: z.string().max(2_000).optional(),
});
type Asked = z.infer<typeof asked>;

/** Participants of one municipality, for the directorate, which says why it looks before it sees anybody (`domain.md` 1.4). */
export function oversightPage(router: PageRouter): void {
  const path = registerPaths.oversight;
  router.get(path, 'signed-in', (page) => show(page));
  router.postShown(
    path,
    'signed-in',
    async (page, form) => {
      await municipalities(page.context);
      const wanted = read(form);
      reasonGiven(wanted.reason);
      return JSON.stringify(wanted);
    },
    (page, wanted) => found(page, asked.parse(JSON.parse(wanted))),
    show,
  );
}

/** What the form asks for. Refuses with the fields that were left open. */
function read({ values }: Form): Asked {
  const wanted = readValues(asked, values);
  const open = (['municipality', 'reason'] as const).filter((field) => !wanted[field]?.trim());
  if (open.length > 0) {
    const codes = { municipality: 'missing', reason: 'reason_needed' } as const;
    throw new Refusal('reason_needed', { fields: Object.fromEntries(open.map((field) => [field, codes[field]])) });
  }
  return wanted;
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  const all = await municipalities(context);
  return viewOf(locale, <AskForm locale={locale} all={all} refused={refused} />);
}

async function found(page: PageRequest, wanted: Asked): Promise<View> {
  const { context, locale } = page;
  const { municipality, reason, q, status, cursor } = wanted;
  const all = await municipalities(context);
  const list = await participantsWithReason(context, {
    municipality,
    reason,
    q,
    filter: { status },
    sort: 'name',
    cursor,
    limit: pageSize,
  });
  const name = all.find(({ code }) => code === municipality)?.name ?? municipality;
  return viewOf(locale, <Found locale={locale} list={list} name={name} wanted={wanted} />);
}

function viewOf(locale: Locale, content: JSX.Element): View {
  const title = locale.t('register.oversight.title');
  const body = (
    <Page locale={locale} title={title} lead={locale.t('register.oversight.lead')}>
      {content}
    </Page>
  );
  return { title, body };
}

type AskProps = Readonly<{ locale: Locale; all: readonly Organisation[]; refused: Refused | undefined }>;

/** Which municipality, whom, and why. */
function AskForm({ locale, all, refused }: AskProps): JSX.Element {
  const { t } = locale;
  const labels = { municipality: labelOf(locale, 'municipality'), reason: t('core.reason.label') };
  const errors = formErrors(locale, refused, labels);
  const statuses: Option[] = statusChoices.map((value) => ({
    value,
    text: filterValue(locale, 'status', value, { municipalities: [], projects: [] }),
  }));
  return (
    <>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={registerPaths.oversight} idempotencyKey={newId()}>
        <SelectField
          name="municipality"
          label={labels.municipality}
          options={all.map(({ code, name }) => ({ value: code, text: name }))}
          value={errors.value('municipality')}
          error={errors.of('municipality')}
          placeholder={t('core.field.choose')}
        />
        <TextField
          name="q"
          label={t('register.overview.search')}
          hint={t('register.oversight.searchHint')}
          value={errors.value('q')}
          size={30}
          autocomplete="off"
          optional={t('core.field.optional')}
        />
        <SelectField
          name="status"
          label={t('register.overview.filter.status')}
          options={statuses}
          value={errors.value('status') ?? 'all'}
        />
        <TextArea
          name="reason"
          label={labels.reason}
          hint={t('register.oversight.reasonHint')}
          rows={2}
          value={errors.value('reason')}
          error={errors.of('reason')}
        />
        <Button>{t('register.oversight.show')}</Button>
      </SubmitForm>
    </>
  );
}

type FoundProps = Readonly<{ locale: Locale; list: Overview; name: string; wanted: Asked }>;

function Found({ locale, list, name, wanted }: FoundProps): JSX.Element {
  const { t } = locale;
  const again = Object.entries({ ...wanted, cursor: list.next ?? undefined }).filter((one): one is [string, string] => Boolean(one[1]));
  return (
    <Section title={name} id="found">
      <OverviewTable
        locale={locale}
        rows={list.participations}
        caption={t('register.overview.found', { count: list.participations.length })}
        empty={<p>{t('register.overview.noneFound')}</p>}
        hrefOf={registerPaths.overseen}
      />
      {list.next && (
        <SubmitForm action={registerPaths.oversight} idempotencyKey={newId()}>
          {again.map(([field, value]) => (
            <input key={field} type="hidden" name={field} value={value} />
          ))}
          <Button variant="secondary">{t('register.oversight.next')}</Button>
        </SubmitForm>
      )}
      <p>
        <a class="ds-link" href={registerPaths.oversight}>
          {t('register.oversight.anew')}
        </a>
      </p>
    </Section>
  );
}
