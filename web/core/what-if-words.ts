import type { Difference } from '../../domain/certification/what-if';
import { isMessageKey, localeNameOf } from '../../letters/core/catalogue';
import type { Locale } from './locale';

/** A difference as a sentence: what, from which value to which. */
export function differenceText(locale: Locale, { what, before, after }: Difference): string {
  const values = { what: nameOf(locale, what), before: valueText(locale, what, before), after: valueText(locale, what, after) };
  return locale.t(before === null ? 'core.whatIf.comes' : after === null ? 'core.whatIf.goes' : 'core.whatIf.difference', values);
}

/** Slots of agendas that are not called as their step is. */
const stepOf: Readonly<Record<string, string>> = {
  expired: 'recordExpiry',
  correction: 'failUncorrected',
  material: 'releaseMaterial',
  certificate: 'issueCertificate',
  cancelled: 'withdrawCancelled',
};

function nameOf({ t }: Locale, what: string): string {
  const measure = `core.whatIf.measure.${what}`;
  if (isMessageKey(measure)) return t(measure);
  const reminder = /^(deadline|expiry)-(\d+)d$/.exec(what);
  if (reminder) {
    const title = t(`certification.step.${reminder[1] === 'deadline' ? 'remindOfDeadline' : 'warnOfExpiry'}.title`);
    return t('certification.timeline.daysBefore', { what: title, days: Number(reminder[2]) });
  }
  const step = `certification.step.${stepOf[what] ?? what}.title`;
  return isMessageKey(step) ? t(step) : what;
}

function valueText(locale: Locale, what: string, value: Difference['before']): string {
  if (value === null) return locale.t('core.none');
  if (what === 'unpaidHolds') return locale.t(value === 1 ? 'core.yes' : 'core.no');
  if (typeof value === 'number') return new Intl.NumberFormat(localeNameOf(locale.language)).format(value);
  return value.includes('T') ? locale.instant(value) : locale.day(value);
}
