import type { JSX } from 'preact';
import type { PlaceChange, RoundPlace } from '../../domain/certification/what-if';
import { newId } from '../../db/core/ids';
import { changesCases, ruleView, setRule, transitions } from '../../api/core/rule-commands';
import { jsonOf, whatIf, whatIfCsv, type ChangedCase, type WhatIf } from '../../api/certification/what-if';
import { Refusal } from '../../domain/core/errors';
import { caseHref } from './case-link';
import { ButtonLink, DataTable, Notice, Page, Section, SummaryList, Tag, type Column } from './components';
import type { Locale } from './locale';
import { leaveNote } from './note';
import type { PageRequest, PageRouter, Refused, View } from './page-router';
import { definitionOf, validFromOf } from './rule-asked';
import { ruleName, ruleText } from './rule-words';
import { WhatIfForm } from './what-if-form';
import { whatIfHref } from './what-if-href';
import { differenceText } from './what-if-words';

/** What another value of a rule would change in running cases, and the form to decide. For the agency. */
export function whatIfPage(router: PageRouter): void {
  router.get('/rules/:key/what-if', 'signed-in', whatIfShown);
  router.download('/rules/:key/what-if.csv', 'signed-in', (page) => whatIfCsv(page.context, definitionOf(page).key, askedOf(page.query)));
  router.post(
    '/rules/:key/decide',
    'signed-in',
    async (page, { values }) => {
      const { key } = definitionOf(page);
      const transition = transitions.find((one) => one === values['transition']);
      await setRule(page.context, key, { ...askedOf(values), reason: values['reason']?.trim(), transition });
      leaveNote(page, 'core.done.ruleSet');
      return `/rules/${key}`;
    },
    whatIfShown,
  );
}

/** What is asked about, from an address or a form. */
function askedOf(values: Readonly<Record<string, string>>) {
  return { value: jsonOf(values['value'] ?? ''), validFrom: validFromOf(values) };
}

async function whatIfShown(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, query } = page;
  const { t } = locale;
  const definition = definitionOf(page);
  if (!changesCases(definition)) throw new Refusal('not_found');
  const rule = await ruleView(context, definition.key);
  const values = refused?.form.values ?? query;
  // Without a value there is nothing to compare with: the present one, which changes nothing.
  const asked = 'value' in values ? askedOf(values) : { value: rule.value, validFrom: undefined };
  const found = await whatIf(context, rule.key, asked);
  const said = (value: unknown): string => ruleText(locale, rule.key, definition.schema, value);
  const title = t('core.whatIf.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('core.whatIf.lead')}
      breadcrumbs={[
        { href: '/rules', text: t('core.menu.rules') },
        { href: `/rules/${rule.key}`, text: ruleName(locale, rule.key) },
      ]}
    >
      <SummaryList
        items={[
          { term: t('core.rules.rule'), value: ruleName(locale, rule.key) },
          { term: t('core.whatIf.now'), value: said(rule.value) },
          { term: t('core.whatIf.then'), value: <strong>{said(found.value)}</strong> },
          { term: t('core.rules.validFrom'), value: locale.day(found.validFrom) },
        ]}
      />
      <Totals locale={locale} found={found} />
      {found.places.length > 0 && <Places locale={locale} places={found.places} />}
      <DataTable
        id="changed"
        caption={found.totals.changed > found.rows.length ? t('core.whatIf.first', { count: found.rows.length }) : t('core.whatIf.caption')}
        columns={columnsIn(locale)}
        rows={found.rows}
        rowKey={(one) => one.caseId}
        empty={t('core.whatIf.changed', { changed: 0 })}
      />
      {found.totals.changed > 0 && (
        <ButtonLink href={whatIfHref(rule.key, found.value, found.validFrom, '.csv')} download>
          {t('core.whatIf.csv')}
        </ButtonLink>
      )}
      <Section title={t('core.ruleForm.set')} id="decide">
        <WhatIfForm locale={locale} found={found} idempotencyKey={newId()} refused={refused} />
      </Section>
    </Page>
  );
  return { title, body };
}

function Totals({ locale: { t }, found: { totals } }: Readonly<{ locale: Locale; found: WhatIf }>): JSX.Element {
  const figures = ['cases', 'gains', 'loses', 'past', 'lettersCome', 'lettersGo', 'lettersMove'] as const;
  return (
    <>
      <Notice tone={totals.loses + totals.past > 0 ? 'warning' : 'info'}>
        <p>{t('core.whatIf.changed', { changed: totals.changed })}</p>
      </Notice>
      <SummaryList items={figures.map((one) => ({ term: t(`core.whatIf.${one}`), value: totals[one] }))} />
    </>
  );
}

function Places({ locale, places }: Readonly<{ locale: Locale; places: readonly PlaceChange[] }>): JSX.Element {
  const { t } = locale;
  const deadline = (place: RoundPlace | null): string => {
    if (!place) return t('core.whatIf.noPlace');
    return place.deadlineOn ? locale.day(place.deadlineOn) : t('core.whatIf.undated');
  };
  const columns: Column<PlaceChange>[] = [
    {
      key: 'place',
      heading: t('core.whatIf.case'),
      rowHeader: true,
      cell: ({ year, number }) => t('core.whatIf.place', { year: String(year), number }),
    },
    { key: 'before', heading: t('core.whatIf.placeNow'), cell: (one) => deadline(one.before) },
    { key: 'after', heading: t('core.whatIf.placeThen'), cell: (one) => deadline(one.after) },
  ];
  return (
    <DataTable
      id="places"
      caption={t('core.whatIf.places')}
      columns={columns}
      rows={places}
      rowKey={(one) => String(one.number)}
      empty={t('core.none')}
    />
  );
}

function columnsIn(locale: Locale): Column<ChangedCase>[] {
  const { t } = locale;
  const tones = { gains: 'success', loses: 'warning', other: 'neutral' } as const;
  return [
    {
      key: 'case',
      heading: t('core.whatIf.case'),
      rowHeader: true,
      cell: ({ kind, caseId, name }) => <a href={caseHref(kind, caseId) ?? '/'}>{t(`core.whatIf.kind.${kind}`, { name })}</a>,
    },
    {
      key: 'outcome',
      heading: t('core.whatIf.outcome'),
      cell: ({ outcome, past }) => (
        <>
          <Tag tone={tones[outcome]}>{t(`core.whatIf.outcome.${outcome}`)}</Tag>{' '}
          {past && <Tag tone="danger">{t('core.whatIf.pastTag')}</Tag>}
        </>
      ),
    },
    {
      key: 'differences',
      heading: t('core.whatIf.differences'),
      cell: ({ differences }) => (
        <ul>
          {differences.map((one) => (
            <li key={one.what}>{differenceText(locale, one)}</li>
          ))}
        </ul>
      ),
    },
  ];
}
