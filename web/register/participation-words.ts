import { codeLists, hasCodes, type ListedField } from '../../domain/register/code-lists';
import { endingReasons, type MainReason } from '../../domain/register/codes';
import type { RequiredField } from '../../domain/register/fields';
import { offeredCodes, offeredSubReasons, type OfferedRules } from '../../domain/register/offered';
import type { Participation, ParticipationField, ParticipationState } from '../../domain/register/participation';
import type { Project } from '../../domain/register/saving';
import { isMessageKey, type MessageKey } from '../../letters/core/catalogue';
import type { Option, Tone } from '../core/components';
import type { Locale } from '../core/locale';
import { countries } from './countries';

/** What a field of the four pages is called; also of those that are no field of the record itself. */
export type FieldName = RequiredField | 'nationalId' | 'municipality' | 'name' | 'type' | 'fromOn' | 'toOn' | 'hoursPerWeek';

export function labelOf({ t }: Locale, field: FieldName): string {
  return t(`register.field.${field}`);
}

/** What a code that came from the record or the request is called; the bare code where it is none of ours. */
export function fieldLabel(locale: Locale, field: string): string {
  const key = `register.field.${field}`;
  return isMessageKey(key) ? locale.t(key) : field;
}

/** A field with one list to choose from; which sub-reasons there are hangs on the main reason. */
export type ListField = Exclude<ListedField, 'subReason'>;

export function isListField(field: string): field is ListField {
  return field !== 'subReason' && hasCodes(field);
}

/** Every code of a field that the product knows, in words: what is stored may be any of them. */
export function optionsOf({ t }: Locale, field: ListField): Option[] {
  const { list, codes } = codeLists[field];
  return codes.map((value) => ({ value, text: t(`register.code.${list}.${value}` as MessageKey) }));
}

/** The choices of a field: what is offered, and the one that is chosen already (`domain.md` 6.2). */
export function offeredOptions(locale: Locale, field: ListField, rules: OfferedRules, chosen: string | null = null): Option[] {
  const offered = offeredCodes(field, rules);
  return optionsOf(locale, field).filter(({ value }) => value === chosen || offered.includes(value));
}

/** The sub-reasons to choose from under a main reason, as `offeredOptions`. */
export function offeredSubs(main: MainReason, rules: OfferedRules, { mainReason, subReason }: Participation): readonly string[] {
  const offered = offeredSubReasons(main, rules);
  return endingReasons[main].filter((sub) => offered.includes(sub) || (main === mainReason && sub === subReason));
}

export function subReasonText({ t }: Locale, sub: string): string {
  return t(`register.code.subReason.${sub}` as MessageKey);
}

/** A value of a field as a reader says it; `projects` names those. */
export function valueText(locale: Locale, field: ParticipationField, value: unknown, projects: readonly Project[]): string {
  if (value === null || value === undefined || value === '') return '';
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  if (field === 'startOn' || field === 'endOn') return locale.day(text);
  if (field === 'subReason') return subReasonText(locale, text);
  if (field === 'projectId') return projects.find((one) => one.projectId === text)?.name ?? '';
  if (field === 'countryBackground') return countries(locale.language).find((one) => one.value === text)?.text ?? text;
  return isListField(field) ? (optionsOf(locale, field).find((one) => one.value === text)?.text ?? text) : text;
}

/** A value of a field as its input holds it. A sub-reason names its main reason too: the same word stands under several. */
export function inputOf(participation: Participation, field: ParticipationField): string {
  const value = participation[field];
  if (value === null) return '';
  return field === 'subReason' ? `${participation.mainReason}:${value}` : String(value);
}

export const stateTones: Readonly<Record<ParticipationState, Tone>> = {
  registering: 'warning',
  in_programme: 'info',
  ended: 'success',
  discharged: 'neutral',
};

/** A label within a sentence: "Ikke lagret: mangler startdato". */
export function inText(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;
}

/** What is wrong with one field, in words. */
export function faultText(locale: Locale, field: string, code: string): string {
  const { t } = locale;
  if (code === 'missing' || code === 'fields_missing') return t('core.errors.required', { field: inText(fieldLabel(locale, field)) });
  const key = `core.error.${code}.title`;
  return isMessageKey(key) ? t(key) : t('core.errors.invalidField', { field: inText(fieldLabel(locale, field)) });
}
