import type { JSX } from 'preact';
import type { ImportLine } from '../../domain/register/register-import';
import { newId } from '../../db/core/ids';
import type { LineVerdict } from '../../api/register/import-judging';
import { confirmImport, importPreview, type ImportPreview } from '../../api/register/import-commands';
import { maskedLine } from '../../api/register/import-routes';
import { isMessageKey } from '../../letters/core/catalogue';
import {
  Button,
  ButtonLink,
  ButtonRow,
  DataTable,
  ErrorSummary,
  Notice,
  Page,
  ProgressBar,
  SubmitForm,
  type Column,
} from '../core/components';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { fieldLabel } from './participation-words';
import { registerPaths } from './paths';

/** So many lines are shown; a file is corrected and read again rather than scrolled through. */
const shown = { refused: 200, good: 50 } as const;

/** What would become of each line of a file, before anybody is registered; and how far the registering has come. */
export function importPreviewPage(router: PageRouter): void {
  const path = registerPaths.importPreview(':id');
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page) => {
      const importId = page.params['id']!;
      const { left } = await confirmImport(page.context, importId);
      if (left > 0) leaveNote(page, 'register.import.someDone');
      return registerPaths.importPreview(importId);
    },
    show,
  );
}

type Judged = ImportLine & LineVerdict;

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params } = page;
  const { t } = locale;
  const preview = await importPreview(context, params['id']!);
  const errors = formErrors(locale, refused, {});
  const title = t('register.import.previewTitle');
  const body = (
    <Page
      locale={locale}
      title={title}
      breadcrumbs={[
        { href: registerPaths.overview, text: t('register.overview.title') },
        { href: registerPaths.import, text: t('register.import.title') },
      ]}
    >
      <ErrorSummary locale={locale} errors={errors.summary} />
      {preview.read.confirmedAt === null ? <Waiting locale={locale} preview={preview} /> : <Done locale={locale} preview={preview} />}
    </Page>
  );
  return { title, body };
}

function Done({ locale: { t }, preview: { read } }: Readonly<{ locale: Locale; preview: ImportPreview }>): JSX.Element {
  return (
    <Notice tone="success" announce>
      <p>{t('register.import.done', { stored: read.stored, skipped: read.lines.length - read.stored })}</p>
      <p>
        <a href={registerPaths.overview}>{t('register.import.toOverview')}</a>
      </p>
    </Notice>
  );
}

function Waiting({ locale, preview: { read, verdicts } }: Readonly<{ locale: Locale; preview: ImportPreview }>): JSX.Element {
  const { t } = locale;
  const left = read.lines.map((line, at): Judged => ({ ...line, ...verdicts[at]! })).slice(read.done);
  const good = left.filter(({ verdict }) => verdict === 'ok');
  const bad = left.filter(({ verdict }) => verdict !== 'ok');
  return (
    <>
      {read.legacyEncoding && (
        <Notice tone="warning">
          <p>{t('register.import.legacyEncoding')}</p>
        </Notice>
      )}
      {read.unknownColumns.length > 0 && (
        <Notice tone="warning">
          <p>{t('register.import.unknownColumns', { columns: read.unknownColumns.join(', ') })}</p>
        </Notice>
      )}
      {read.done > 0 && (
        <ProgressBar
          id="import-progress"
          label={t('register.import.progress')}
          value={read.done}
          max={read.lines.length}
          text={t('register.import.progressText', { done: read.done, lines: read.lines.length, stored: read.stored })}
        />
      )}
      <p class="frist-lead">{t('register.import.summary', { lines: left.length, good: good.length, bad: bad.length })}</p>
      {good.length > 0 && bad.length > 0 && <p>{t('register.import.partly')}</p>}
      <Confirm locale={locale} importId={read.importId} good={good.length} left={read.done > 0 ? left.length : 0} />
      {bad.length > 0 && <Lines locale={locale} id="refused" lines={bad} most={shown.refused} />}
      {good.length > 0 && <Lines locale={locale} id="good" lines={good} most={shown.good} />}
    </>
  );
}

type ConfirmProps = Readonly<{ locale: Locale; importId: string; good: number; left: number }>;

function Confirm({ locale: { t }, importId, good, left }: ConfirmProps): JSX.Element {
  const again = <ButtonLink href={registerPaths.import}>{t('register.import.again')}</ButtonLink>;
  if (good === 0) return again;
  return (
    <SubmitForm action={registerPaths.importPreview(importId)} idempotencyKey={newId()}>
      <ButtonRow>
        <Button>{left > 0 ? t('register.import.goOn', { left }) : t('register.import.confirm', { count: good })}</Button>
        {again}
      </ButtonRow>
    </SubmitForm>
  );
}

type LinesProps = Readonly<{ locale: Locale; id: 'refused' | 'good'; lines: readonly Judged[]; most: number }>;

function Lines({ locale, id, lines, most }: LinesProps): JSX.Element {
  const { t } = locale;
  const columns: Column<Judged>[] = [
    { key: 'line', heading: t('register.import.line'), numeric: true, rowHeader: true, cell: ({ line }) => line },
    {
      key: 'number',
      heading: t('register.overview.column.number'),
      cell: ({ number }) => maskedLine(number) || t('register.import.empty'),
    },
    { key: 'start', heading: t('register.overview.column.start'), cell: ({ sent }) => sent.startOn },
    ...(id === 'refused' ? [{ key: 'why', heading: t('register.import.why'), cell: (one: Judged) => faults(locale, one) }] : []),
  ];
  const some = lines.slice(0, most);
  return (
    <section class="frist-section">
      <DataTable
        id={id}
        caption={t(id === 'refused' ? 'register.import.refusedTitle' : 'register.import.goodTitle', { count: lines.length })}
        columns={columns}
        rows={some}
        rowKey={({ line }) => String(line)}
        empty=""
      />
      {some.length < lines.length && <p class="frist-subtle">{t('register.import.more', { shown: some.length, all: lines.length })}</p>}
    </section>
  );
}

/** Everything that keeps a line out, field by field. */
function faults(locale: Locale, { fields }: Judged): JSX.Element {
  return (
    <ul>
      {Object.entries(fields).map(([field, code]) => (
        <li key={field}>{locale.t('register.import.fault', { field: fieldLabel(locale, field), why: whyText(locale, code) })}</li>
      ))}
    </ul>
  );
}

function whyText({ t }: Locale, code: string): string {
  const key = [`register.import.verdict.${code}`, `core.error.${code}.title`].find(isMessageKey);
  return key ? t(key) : code;
}
