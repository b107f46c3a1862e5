import { hasRole } from '../../domain/core/actors';
import { allow } from '../../domain/core/policies';
import { registerProofs, seeRegion, workWithRegions } from '../../domain/certification/policies';
import type { Region } from '../../domain/certification/region';
import { regionList } from '../../api/certification/region-commands';
import { ButtonLink, DataTable, Page, type Column } from '../core/components';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { paths } from './names';
import { demandText, memberText } from './region-words';

/** The regions with their days in the scheme and their demands; one's own lead on to their consultants. */
export function regionsPage(router: PageRouter): void {
  router.get(paths.regions, 'signed-in', show);
}

async function show({ context, locale }: PageRequest): Promise<View> {
  const { t } = locale;
  const { actor } = context;
  allow(actor, workWithRegions, undefined);
  const columns: Column<Region>[] = [
    {
      key: 'region',
      heading: t('certification.field.region'),
      rowHeader: true,
      cell: (region) =>
        seeRegion.holds(actor, { region: region.code }) ? <a href={paths.region(region.code)}>{region.name}</a> : region.name,
    },
    { key: 'member', heading: t('certification.field.member'), cell: (region) => memberText(locale, region) },
    { key: 'demand', heading: t('certification.field.demand'), cell: (region) => demandText(locale, region) },
    ...(hasRole(actor, 'agency')
      ? [
          {
            key: 'membership',
            heading: t('certification.region.membership'),
            cell: (region: Region) => (
              <a href={paths.membership(region.code)}>
                {t('core.action.change')} <span class="ds-sr-only">({region.name})</span>
              </a>
            ),
          },
        ]
      : []),
  ];
  const title = t('certification.regions.title');
  const body = (
    <Page
      locale={locale}
      title={title}
      lead={t('certification.regions.lead')}
      actions={registerProofs.holds(actor, undefined) && <ButtonLink href={paths.newProof}>{t('certification.proof.title')}</ButtonLink>}
    >
      <DataTable
        id="regions"
        caption={title}
        hiddenCaption
        columns={columns}
        rows={await regionList(context)}
        rowKey={(region) => region.code}
        empty={<p>{t('certification.regions.none')}</p>}
      />
    </Page>
  );
  return { title, body };
}
