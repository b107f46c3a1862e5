import { localDay } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { ruleDefinitions, ruleList, type RuleView } from '../../api/core/rule-commands';
import { ButtonLink, DataTable, Page, Section, Tag, type Column } from './components';
import type { Locale } from './locale';
import type { PageRequest, PageRouter, View } from './page-router';
import { ruleInForce, rulesAhead } from './rule-in-force';
import { ruleName, ruleText } from './rule-words';

/** All rule values as they hold today. For the agency. */
export function rulesPage(router: PageRouter): void {
  router.get('/rules', 'signed-in', rules);
}

async function rules({ context, locale }: PageRequest): Promise<View> {
  const { t } = locale;
  const found = await ruleList(context);
  const today = localDay(context.receivedAt, zone);
  const columns: Column<RuleView>[] = [
    {
      key: 'name',
      heading: t('core.rules.rule'),
      rowHeader: true,
      cell: (one) => <a href={`/rules/${one.key}`}>{ruleName(locale, one.key)}</a>,
    },
    { key: 'value', heading: t('core.rules.value'), cell: (one) => valueText(locale, one) },
    { key: 'from', heading: t('core.rules.validFrom'), cell: (one) => sinceText(locale, one, today) },
    {
      key: 'moving',
      heading: t('core.rules.holdsFor'),
      cell: (one) => <Tag tone={one.moving ? 'info' : 'neutral'}>{t(one.moving ? 'core.rules.moving' : 'core.rules.still')}</Tag>,
    },
  ];
  // What is changed most stands first.
  const areas = [...new Set(found.map((one) => areaOf(one.key)))].toReversed();
  const body = (
    <Page
      locale={locale}
      title={t('core.menu.rules')}
      lead={t('core.rules.lead')}
      actions={<ButtonLink href="/days-off">{t('core.daysOff.title')}</ButtonLink>}
    >
      {areas.map((area) => (
        <Section key={area} title={t(`core.rules.area.${area}`)}>
          <DataTable
            id={`rules-${area}`}
            caption={t('core.menu.rules')}
            hiddenCaption
            columns={columns}
            rows={found.filter((one) => areaOf(one.key) === area)}
            rowKey={(one) => one.key}
            empty={t('core.none')}
          />
        </Section>
      ))}
    </Page>
  );
  return { title: t('core.menu.rules'), body };
}

type Area = 'shared' | 'jar' | 'fnr' | 'register';
const areaOf = (key: string): Area => key.slice(0, key.indexOf('.')) as Area;

function valueText(locale: Locale, { key, value }: RuleView): string {
  const schema = ruleDefinitions.find((one) => one.key === key)!.schema;
  return ruleText(locale, key, schema, value);
}

function sinceText({ t, day }: Locale, rule: RuleView, today: string): string {
  const now = ruleInForce(rule, today);
  const ahead = rulesAhead(rule, today).at(0);
  return [now ? day(now.validFrom) : t('core.rules.initial'), ahead && t('core.rules.changesOn', { day: day(ahead.validFrom) })]
    .filter(Boolean)
    .join('. ');
}
