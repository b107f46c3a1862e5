import type { JSX } from 'preact';
import { z } from 'zod';
import { hasRole } from '../../domain/core/actors';
import type { LetterInfo, LetterState } from '../../db/core/letters';
import { newId } from '../../db/core/ids';
import { letters, mostLetters, sendAgain } from '../../api/core/letter-commands';
import { id } from '../../api/core/schemas';
import { isMessageKey } from '../../letters/core/catalogue';
import { caseHref } from './case-link';
import { Button, DataTable, Notice, Page, SubmitForm, Tabs, Tag, type Column, type LinkItem, type Tone } from './components';
import type { Locale } from './locale';
import { leaveNote } from './note';
import { readValues, type PageRequest, type PageRouter, type View } from './page-router';

const states = ['queued', 'sent', 'refused', 'bounced', 'withdrawn'] as const satisfies readonly LetterState[];
const filterForm = z.object({ state: z.enum(states).optional(), case: id.optional(), person: id.optional() });
const againForm = z.object({ filter: z.string().max(200).optional() });

const tones: Readonly<Record<LetterState, Tone>> = {
  queued: 'info',
  sent: 'success',
  refused: 'danger',
  bounced: 'danger',
  withdrawn: 'neutral',
};

/** Letters and how they fared; those that did not arrive first. For coordinators and the agency. */
export function lettersPage(router: PageRouter): void {
  router.get('/letters', 'signed-in', lettersShown);
  router.post('/letters/:id/send-again', 'signed-in', async (page, { values }) => {
    await sendAgain(page.context, page.params['id'] ?? '');
    leaveNote(page, 'core.done.sentAgain');
    const { filter } = readValues(againForm, values);
    return filter ? `/letters?${new URLSearchParams(filter).toString()}` : '/letters';
  });
}

async function lettersShown(page: PageRequest): Promise<View> {
  const { context, locale, query } = page;
  const { t } = locale;
  const { state, case: caseId, person: personId } = readValues(filterForm, query);
  const narrowed = { caseId, personId };
  const newest = await letters(context, { ...narrowed, state });
  const failing = state
    ? []
    : newest.length < mostLetters
      ? newest.filter(isFailing)
      : await letters(context, { ...narrowed, failing: true });
  const attention = new Set(failing.map((one) => one.letterId));
  const others = newest.filter((one) => !attention.has(one.letterId));
  const table = { page, filter: new URLSearchParams(query).toString() };
  const body = (
    <Page locale={locale} title={t('core.menu.letters')} lead={t('core.letters.lead')}>
      <Tabs label={t('core.letters.filter')} items={filters(page, state)} />
      {(caseId ?? personId) && (
        <p>
          {t(caseId ? 'core.letters.ofCase' : 'core.letters.ofPerson')} <a href="/letters">{t('core.action.clear')}</a>
        </p>
      )}
      {failing.length > 0 && (
        <>
          <Notice tone="warning">
            <p>{t('core.letters.whatToDo')}</p>
          </Notice>
          <LetterTable {...table} id="failing" caption={t('core.letters.failing', { count: failing.length })} letters={failing} />
        </>
      )}
      {(others.length > 0 || failing.length === 0) && (
        <LetterTable
          {...table}
          id="letters"
          caption={state ? t(`core.letter.state.${state}`) : failing.length > 0 ? t('core.letters.others') : t('core.letters.all')}
          letters={others}
        />
      )}
    </Page>
  );
  return { title: t('core.menu.letters'), body };
}

/** The same as the query's `failing`. */
function isFailing({ state, attempts }: LetterInfo): boolean {
  return state === 'refused' || state === 'bounced' || (state === 'queued' && attempts > 1);
}

function filters({ locale: { t }, query }: PageRequest, current: LetterState | undefined): LinkItem[] {
  const link = (state: LetterState | undefined): string => {
    const parameters = new URLSearchParams(query);
    if (state) parameters.set('state', state);
    else parameters.delete('state');
    return `/letters?${parameters.toString()}`;
  };
  return [undefined, ...states].map((state) => ({
    href: link(state),
    text: state ? t(`core.letter.filter.${state}`) : t('core.letters.all'),
    current: state === current,
  }));
}

type LetterTableProps = Readonly<{ page: PageRequest; id: string; caption: string; letters: readonly LetterInfo[]; filter: string }>;

function LetterTable({ page, id, caption, letters, filter }: LetterTableProps): JSX.Element {
  const { context, locale } = page;
  const { t } = locale;
  const isAgency = hasRole(context.actor, 'agency');
  const columns: Column<LetterInfo>[] = [
    { key: 'letter', heading: t('core.letters.letter'), rowHeader: true, cell: (one) => <LetterName locale={locale} letter={one} /> },
    {
      key: 'to',
      heading: t('core.letters.to'),
      cell: (one) => {
        const name = one.personName ?? t('core.person.erased');
        return isAgency ? <a href={`/people/${one.personId}`}>{name}</a> : name;
      },
    },
    { key: 'state', heading: t('core.letters.state'), cell: (one) => <State locale={locale} letter={one} /> },
    { key: 'due', heading: t('core.letters.due'), cell: (one) => locale.instant(one.settledAt ?? one.dueAt) },
    {
      key: 'again',
      heading: t('core.letters.sendAgain'),
      hiddenHeading: true,
      cell: (one) =>
        ['refused', 'bounced'].includes(one.state) && <SendAgain locale={locale} letter={one} filter={filter} isAgency={isAgency} />,
    },
  ];
  return (
    <DataTable id={id} caption={caption} columns={columns} rows={letters} rowKey={(one) => one.letterId} empty={t('core.letters.none')} />
  );
}

/** The letter's name, leading to the case it is about. */
function LetterName({ locale: { t }, letter }: OfLetter): JSX.Element {
  const key = `letters.${letter.template}.name`;
  const name = isMessageKey(key) ? t(key) : letter.template;
  const href = caseHref(letter.caseKind, letter.caseId);
  return href ? <a href={href}>{name}</a> : <>{name}</>;
}

function State({ locale: { t }, letter: { state, attempts, replyCode } }: OfLetter): JSX.Element {
  const tried = state !== 'sent' &&
    attempts > 0 && [t('core.letters.attempts', { count: attempts }), replyCode && t('core.letters.reply', { code: String(replyCode) })];
  return (
    <>
      <Tag tone={tones[state]}>{t(`core.letter.filter.${state}`)}</Tag>
      {tried && <span class="frist-subtle"> {tried.filter(Boolean).join(', ')}</span>}
    </>
  );
}

function SendAgain({ locale: { t }, letter, filter, isAgency }: OfLetter & Readonly<{ filter: string; isAgency: boolean }>): JSX.Element {
  return (
    <SubmitForm action={`/letters/${letter.letterId}/send-again`} idempotencyKey={newId()} inline>
      <input type="hidden" name="filter" value={filter} />
      <a href={isAgency ? `/people/${letter.personId}#correct` : `/letters/${letter.letterId}/address`}>{t('core.letters.correct')}</a>
      <Button variant="secondary">
        {t('core.letters.sendAgain')}
        <span class="ds-sr-only"> ({letter.personName})</span>
      </Button>
    </SubmitForm>
  );
}

type OfLetter = Readonly<{ locale: Locale; letter: LetterInfo }>;
