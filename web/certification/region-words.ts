import type { AccessAnswer, Because } from '../../domain/certification/access';
import type { Region } from '../../domain/certification/region';
import type { LinkItem, Tone } from '../core/components';
import type { Locale } from '../core/locale';
import { paths } from './names';

/** "1. januar 2019 til og med 31. december 2027", or only since when. */
export function memberText({ t, day }: Locale, { memberFrom, memberTo }: Pick<Region, 'memberFrom' | 'memberTo'>): string {
  return memberTo
    ? t('certification.period', { from: day(memberFrom), to: day(memberTo) })
    : t('certification.region.since', { from: day(memberFrom) });
}

/** From when a region demands certificates, in words. */
export function demandText({ t, day }: Locale, { certificateNeededFrom }: Pick<Region, 'certificateNeededFrom'>): string {
  return certificateNeededFrom ? day(certificateNeededFrom) : t('certification.region.noDemand');
}

/** Why a row of the table decided, or did not. Days are said as days, regions by name. */
export function becauseText({ t, day }: Locale, { code, facts }: Because, names: ReadonlyMap<string, string>): string {
  const values = Object.entries(facts).map(([name, value]) => [name, value === null ? 'none' : said(name, value)] as const);
  return t(`certification.because.${code}`, Object.fromEntries(values));

  function said(name: string, value: string): string {
    if (name === 'regions') return value.split(', ').map((one) => names.get(one) ?? one).join(', '); // prettier-ignore
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : value;
  }
}

/** What a right rests on, in words: the number of a certificate, or an access from before the scheme. */
export function basisText({ t }: Locale, { basis }: Pick<AccessAnswer, 'basis'>): string | undefined {
  if (!basis) return undefined;
  return basis.kind === 'certificate' ? basis.number : t('certification.region.legacyBasis');
}

export const rightTone = ({ decision }: Pick<AccessAnswer, 'decision'>): Tone => (decision === 'allow' ? 'success' : 'danger');

/** The way from the menu to a page below a region. */
export function aboveRegionPart({ t }: Locale, region: Pick<Region, 'code' | 'name'>): LinkItem[] {
  return [
    { href: paths.regions, text: t('certification.regions.title') },
    { href: paths.region(region.code), text: region.name },
  ];
}
