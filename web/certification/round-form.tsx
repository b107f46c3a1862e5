import type { JSX } from 'preact';
import { z } from 'zod';
import { day } from '../../api/core/schemas';
import { DateField, TextField } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';

/** The calendar and price of a round as a form sends them. */
export const roundForm = z.object({
  signUpOpensOn: day,
  signUpClosesOn: day,
  materialOn: day,
  deadlineOn: day,
  gradingTargetOn: day,
  priceDkk: z.coerce.number().int().min(0).max(1_000_000),
});
type RoundValues = z.infer<typeof roundForm>;

const dates = ['signUpOpensOn', 'materialOn', 'signUpClosesOn', 'deadlineOn', 'gradingTargetOn'] as const;

/** The labels of the form, for its error sentences. */
export function roundLabels({ t }: Locale): Record<string, string> {
  return Object.fromEntries([...dates, 'priceDkk' as const].map((name) => [name, t(`certification.field.${name}`)]));
}

/** The fields of a round's calendar and price, filled with what was typed, else with what is proposed. */
export function RoundFields({
  locale,
  errors,
  values,
}: Readonly<{ locale: Locale; errors: FormErrors; values: RoundValues }>): JSX.Element {
  const { t } = locale;
  return (
    <>
      {dates.map((name) => (
        <DateField
          key={name}
          name={name}
          label={t(`certification.field.${name}`)}
          hint={name === 'deadlineOn' ? t('core.time.notMoved') : undefined}
          value={errors.value(name) ?? values[name]}
          error={errors.of(name)}
        />
      ))}
      <TextField
        name="priceDkk"
        label={t('certification.field.priceDkk')}
        hint={t('certification.newRound.priceHint')}
        inputmode="numeric"
        size={8}
        value={errors.value('priceDkk') ?? String(values.priceDkk)}
        error={errors.of('priceDkk')}
      />
    </>
  );
}
