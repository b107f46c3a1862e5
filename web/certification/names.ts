import { daysLeft } from '../../letters/core/format';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import type { Round } from '../../domain/certification/round';
import { zone } from '../../domain/certification/zone';
import type { LinkItem } from '../core/components';
import type { Locale } from '../core/locale';

/** "Runde 2, 2026" */
export function roundName({ t }: Locale, { year, number }: Readonly<{ year: number; number: number }>): string {
  // Years are names, not amounts: never "2.026".
  return t('certification.round.name', { year: String(year), number: String(number) });
}

/** Who a participant is to this reader: by name, as erased, or while grading is blind by the last signs of the case. */
export function participantName(
  { t }: Locale,
  { name, blind, enrolmentId }: Readonly<{ name: string | null; blind?: boolean | undefined; enrolmentId: string }>,
): string {
  return blind ? t('certification.blind.name', { code: enrolmentId.slice(-6).toUpperCase() }) : (name ?? t('certification.erased'));
}

/** The way from the menu to a page below a round. */
export function aboveRoundPart(locale: Locale, round: Pick<Round, 'roundId' | 'year' | 'number'>): LinkItem[] {
  return [
    { href: paths.rounds, text: locale.t('core.menu.rounds') },
    { href: paths.round(round.roundId), text: roundName(locale, round) },
  ];
}

/** The state of a round in words. */
export function roundStateText({ t }: Locale, { state, publishedAt }: Pick<Round, 'state' | 'publishedAt'>): string {
  return t(state === 'draft' && publishedAt ? 'certification.round.published' : `certification.round.state.${state}`);
}

/** "4.000 kr. ekskl. moms (5.000 kr. inkl. 25 % moms)" */
export function priceText({ t, money }: Locale, net: number, vatPercent: number): string {
  return t('certification.price', { net: money(net), gross: money(net * (1 + vatPercent / 100)), vat: vatPercent });
}

/** "14 dage tilbage" of a last day, seen from an instant. */
export function leftText({ language }: Locale, at: Instant, lastDay: PlainDate): string {
  return daysLeft(language, localDay(at, zone), lastDay);
}

/** A last day with what is left of it; of a day that has passed only the day. */
export function dayWithLeft(locale: Locale, at: Instant, lastDay: PlainDate, text = locale.day(lastDay)): string {
  return localDay(at, zone) > lastDay ? text : locale.t('certification.dayAndLeft', { day: text, left: leftText(locale, at, lastDay) });
}

/** A file's size as people read it: "12 kB". */
export function sizeText({ language }: Locale, bytes: number): string {
  const [amount, unit] = bytes < 1024 * 1024 ? [Math.max(1, Math.round(bytes / 1024)), 'kilobyte'] : [bytes / 1024 / 1024, 'megabyte'];
  const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, format).format(amount);
}

/** Where the pages of certification are. */
export const paths = {
  rounds: '/certification/rounds',
  calendar: '/certification/calendar',
  outages: '/certification/outages',
  figures: '/certification/figures',
  round: (roundId: string) => `/certification/rounds/${roundId}`,
  enrolment: (enrolmentId: string) => `/certification/enrolments/${enrolmentId}`,
  grade: (enrolmentId: string) => `/certification/enrolments/${enrolmentId}/grade`,
  grading: '/certification/grading',
  drift: '/certification/grading/drift',
  correct: (enrolmentId: string) => `/certification/enrolments/${enrolmentId}/correct`,
  corrections: '/certification/corrections',
  correction: (correctionId: string) => `/certification/corrections/${correctionId}`,
  certificate: (certificateId: string) => `/certification/certificates/${certificateId}`,
  verify: (number: string) => `/verify/${number}`,
  revoke: (certificateId: string) => `/certification/certificates/${certificateId}/revoke`,
  regions: '/certification/regions',
  region: (code: string) => `/certification/regions/${code}`,
  consultant: (code: string, personId: string) => `/certification/regions/${code}/consultants/${personId}`,
  legacy: (code: string) => `/certification/regions/${code}/legacy`,
  endLegacy: (code: string, legacyAccessId: string) => `/certification/regions/${code}/legacy/${legacyAccessId}/end`,
  demand: (code: string) => `/certification/regions/${code}/demand`,
  membership: (code: string) => `/certification/regions/${code}/membership`,
  newProof: '/certification/proofs/new',
} as const;
