import type { JSX } from 'preact';
import type { Criterion } from '../../domain/certification/rules';
import type { ReadVerdict } from '../../db/certification/verdicts';
import { Checkbox, DataTable, Tag, type Column } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';

/** The name of a criterion's box begins with this, and goes on with its code. */
export const criterionPrefix = 'criterion.';

/** What a grader holds an answer against, to be ticked as met; kept with the verdict. */
export function Rubric({
  locale,
  rubric,
  errors,
}: Readonly<{ locale: Locale; rubric: readonly Criterion[]; errors: FormErrors }>): JSX.Element | null {
  const { t, language } = locale;
  if (rubric.length === 0) return null;
  return (
    <fieldset class="ds-fieldset frist-field">
      <legend class="ds-label">{t('certification.grade.rubric')}</legend>
      <p data-field="description">{t('certification.grade.rubricHint')}</p>
      {rubric.map((one) => {
        const name = `${criterionPrefix}${one.code}`;
        return <Checkbox key={one.code} name={name} label={one[language]} checked={errors.value(name) !== undefined} />;
      })}
    </fieldset>
  );
}

type HistoryProps = Readonly<{ locale: Locale; history: readonly ReadVerdict[]; rubric: readonly Criterion[] }>;

/** Every verdict on the answers of an enrolment that the reader may know, oldest first. */
export function VerdictHistory({ locale, history, rubric }: HistoryProps): JSX.Element {
  const { t, instant, language } = locale;
  const textOf = new Map(rubric.map((one) => [one.code, one[language]]));
  const columns: Column<ReadVerdict>[] = [
    { key: 'at', heading: t('certification.grade.at'), rowHeader: true, cell: (one) => instant(one.at) },
    { key: 'by', heading: t('certification.grade.by'), cell: (one) => one.graderName ?? t('certification.erased') },
    {
      key: 'verdict',
      heading: t('certification.grade.verdict'),
      cell: (one) => (
        <>
          {t(`certification.verdict.${one.verdict}`)} {one.takenBackAt && <Tag tone="warning">{t('certification.grade.takenBack')}</Tag>}
        </>
      ),
    },
    {
      key: 'criteria',
      heading: t('certification.grade.met'),
      cell: (one) => (
        <>
          {t('certification.grade.metOf', { met: one.criteria.length, all: rubric.length })}
          <ul class="frist-plain">
            {one.criteria.map((code) => (
              <li key={code}>{textOf.get(code) ?? code}</li>
            ))}
          </ul>
        </>
      ),
    },
    {
      key: 'shortcomings',
      heading: t('certification.grade.shortcomings'),
      cell: (one) => (one.shortcomings ? <span class="frist-written">{one.shortcomings}</span> : t('core.none')),
    },
  ];
  return (
    <section class="frist-section">
      <DataTable
        id="verdict-history"
        caption={t('certification.grade.history')}
        columns={columns}
        rows={history}
        rowKey={(one) => one.verdictId}
        empty={t('core.none')}
      />
    </section>
  );
}
