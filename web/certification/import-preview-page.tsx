import type { JSX } from 'preact';
import { Refusal } from '../../domain/core/errors';
import type { Round } from '../../domain/certification/round';
import type { SignUpLine } from '../../domain/certification/sign-up-import';
import { newId } from '../../db/core/ids';
import { roundView } from '../../api/certification/queries';
import { confirmSignUps, readImport, type ImportPreview } from '../../api/certification/sign-up-commands';
import { isMessageKey } from '../../letters/core/catalogue';
import { Button, ButtonLink, ButtonRow, DataTable, ErrorSummary, Notice, Page, SubmitForm, type Column } from '../core/components';
import { formErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { leaveNote } from '../core/note';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { aboveRoundPart, paths } from './names';

/** So many lines are shown; a coordinator corrects the file and reads it again rather than scrolling through thousands. */
const shown = { refused: 200, accepted: 50 } as const;

/** What would become of each line of a file, before anybody is signed up. */
export function importPreviewPage(router: PageRouter): void {
  const path = `${paths.rounds}/:id/import/:importId`;
  router.get(path, 'signed-in', show);
  router.post(
    path,
    'signed-in',
    async (page) => {
      const roundId = page.params['id']!;
      const { signedUp, skipped } = await confirmSignUps(page.context, roundId, importIdOf(page));
      leaveNote(page, 'certification.import.done', { signedUp, skipped });
      return paths.round(roundId);
    },
    show,
  );
}

function importIdOf({ params }: PageRequest): string {
  const importId = params['importId'] ?? '';
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(importId)) throw new Refusal('not_found');
  return importId;
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params } = page;
  const preview = await readImport(context, params['id']!, importIdOf(page));
  const { round } = await roundView(context, params['id']!);
  const errors = formErrors(locale, refused, {});
  return {
    title: locale.t('certification.import.previewTitle'),
    body: (
      <PreviewPage locale={locale} round={round} preview={preview}>
        <ErrorSummary locale={locale} errors={errors.summary} />
      </PreviewPage>
    ),
  };
}

type Judged = SignUpLine & Readonly<{ verdict: string }>;
type Props = Readonly<{ locale: Locale; round: Round; preview: ImportPreview; children: JSX.Element }>;

function PreviewPage({ locale, round, preview: { read, verdicts }, children }: Props): JSX.Element {
  const { t } = locale;
  const lines = read.lines.map((line, at): Judged => ({ ...line, verdict: verdicts[at]! }));
  const isGood = ({ verdict }: Judged): boolean => verdict === 'known_person' || verdict === 'new_person';
  const accepted = lines.filter(isGood);
  const refusedLines = lines.filter((line) => !isGood(line));
  const again = `${paths.round(round.roundId)}/import`;
  return (
    <Page
      locale={locale}
      title={t('certification.import.previewTitle')}
      breadcrumbs={[...aboveRoundPart(locale, round), { href: again, text: t('certification.import.title') }]}
    >
      {children}
      {read.result ? (
        <Notice tone="success">
          <p>{t('certification.import.done', { ...read.result })}</p>
          <p>
            <a href={paths.round(round.roundId)}>{t('certification.import.toRound')}</a>
          </p>
        </Notice>
      ) : (
        <>
          {read.legacyEncoding && (
            <Notice tone="warning">
              <p>{t('certification.import.legacyEncoding')}</p>
            </Notice>
          )}
          <Confirm
            locale={locale}
            action={`${again}/${read.importId}`}
            accepted={accepted.length}
            refused={refusedLines.length}
            again={again}
          />
          {refusedLines.length > 0 && <RefusedLines locale={locale} lines={refusedLines} />}
          {accepted.length > 0 && <AcceptedLines locale={locale} lines={accepted} />}
        </>
      )}
    </Page>
  );
}

type ConfirmProps = Readonly<{ locale: Locale; action: string; accepted: number; refused: number; again: string }>;

function Confirm({ locale: { t }, action, accepted, refused, again }: ConfirmProps): JSX.Element {
  return (
    <>
      <p class="frist-lead">{t('certification.import.summary', { lines: accepted + refused, accepted, refused })}</p>
      {accepted > 0 && refused > 0 && <p>{t('certification.import.partly')}</p>}
      {accepted > 0 ? (
        <SubmitForm action={action} idempotencyKey={newId()}>
          <ButtonRow>
            <Button>{t('certification.import.confirm', { accepted })}</Button>
            <ButtonLink href={again}>{t('certification.import.again')}</ButtonLink>
          </ButtonRow>
        </SubmitForm>
      ) : (
        <ButtonLink href={again}>{t('certification.import.again')}</ButtonLink>
      )}
    </>
  );
}

function RefusedLines({ locale, lines }: Readonly<{ locale: Locale; lines: readonly Judged[] }>): JSX.Element {
  const { t } = locale;
  const columns: Column<Judged>[] = [
    ...identity(locale).slice(0, 2),
    { key: 'why', heading: t('certification.import.why'), cell: ({ verdict }) => verdictText(locale, verdict) },
    { key: 'what', heading: t('certification.import.whatToDo'), cell: ({ verdict }) => verdictText(locale, verdict, 'do') },
    ...identity(locale).slice(2),
  ];
  const some = lines.slice(0, shown.refused);
  return (
    <section class="frist-section">
      <DataTable
        id="refused"
        caption={t('certification.import.refusedTitle', { count: lines.length })}
        columns={columns}
        rows={some}
        rowKey={(line) => String(line.line)}
        empty=""
      />
      <More locale={locale} shown={some.length} all={lines.length} />
    </section>
  );
}

function AcceptedLines({ locale, lines }: Readonly<{ locale: Locale; lines: readonly Judged[] }>): JSX.Element {
  const { t } = locale;
  const columns: Column<Judged>[] = [
    ...identity(locale),
    { key: 'employer', heading: t('certification.field.employer'), cell: (line) => line.employer },
    { key: 'kind', heading: t('certification.field.kind'), cell: (line) => t(`certification.enrolment.kind.${line.kind}`) },
    { key: 'verdict', heading: t('certification.import.verdictTitle'), cell: ({ verdict }) => verdictText(locale, verdict) },
  ];
  const some = lines.slice(0, shown.accepted);
  return (
    <section class="frist-section">
      <DataTable
        id="accepted"
        caption={t('certification.import.acceptedTitle', { count: lines.length })}
        columns={columns}
        rows={some}
        rowKey={(line) => String(line.line)}
        empty=""
      />
      <More locale={locale} shown={some.length} all={lines.length} />
    </section>
  );
}

function identity({ t }: Locale): Column<Judged>[] {
  return [
    { key: 'line', heading: t('certification.import.line'), numeric: true, cell: ({ line }) => line },
    { key: 'name', heading: t('certification.field.name'), rowHeader: true, cell: ({ name }) => name || t('certification.import.empty') },
    { key: 'email', heading: t('certification.field.email'), cell: ({ email }) => email || t('certification.import.empty') },
  ];
}

function More({ locale: { t }, shown: some, all }: Readonly<{ locale: Locale; shown: number; all: number }>): JSX.Element | null {
  return some < all ? <p class="frist-subtle">{t('certification.import.more', { shown: some, all })}</p> : null;
}

/** A verdict in words: its own sentence here, else that of the error code. */
function verdictText({ t }: Locale, verdict: string, part?: 'do'): string {
  const own = `certification.import.verdict.${verdict}${part ? '.do' : ''}`;
  const general = `core.error.${verdict}.${part ? 'detail' : 'title'}`;
  const key = [own, general].find(isMessageKey);
  return key ? t(key) : verdict;
}
