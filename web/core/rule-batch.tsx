import type { JSX } from 'preact';
import type { Batch } from '../../domain/core/batch';
import { caseTopic, LiveRegion, ProgressBar, Section } from './components';
import type { Locale } from './locale';

/** How far a newly set value has been carried into the running cases; keeps itself up to date. */
export function RuleBatch({ locale, batch }: Readonly<{ locale: Locale; batch: Batch }>): JSX.Element {
  const { t } = locale;
  const { done, total } = batch;
  return (
    <Section title={t('core.ruleBatch.title')} id="running-cases">
      <LiveRegion id="batch" href={`/rules/${batch.ruleKey}`} topics={[caseTopic(batch.batchId)]} announce>
        <p>{stateText(locale, batch)}</p>
        <ProgressBar
          id="batch-progress"
          label={t('core.ruleBatch.label')}
          value={batch.finishedAt ? Math.max(done, 1) : done}
          max={total}
          text={t('core.ruleBatch.progress', { done, total })}
        />
      </LiveRegion>
    </Section>
  );
}

function stateText({ t, instant }: Locale, { finishedAt, startedAt, dueAt, kind }: Batch): string {
  if (finishedAt) return t('core.ruleBatch.finished', { at: instant(finishedAt) });
  if (startedAt || kind === 'idle_years') return t('core.ruleBatch.running');
  return t('core.ruleBatch.waits', { at: instant(dueAt) });
}
