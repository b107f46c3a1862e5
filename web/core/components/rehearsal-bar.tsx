import type { JSX } from 'preact';

import type { Locale } from '../locale';

export type RehearsalView = Readonly<{
  /** Where the rehearsal's clock stands. */
  now: string;
  /** For who may move it: posts `by` (`next`, `P1D`, `P7D`, `P1M`, `P1Y`) or `to` (a day, `YYYY-MM-DD`) to `/rehearsal/advance`. */
  advance?: Readonly<{ idempotencyKey: string; returnTo: string }> | undefined;
  /** An advance on its way. */
  running?: Readonly<{ target: string }> | undefined;
}>;

const leaps = ['next', 'P1D', 'P7D', 'P1M', 'P1Y'] as const;

/** Says on every page that this is a rehearsal and which day it plays, so that nobody takes it for the real thing. */
export function RehearsalBar({
  locale,
  rehearsal: { now, advance, running },
}: Readonly<{ locale: Locale; rehearsal: RehearsalView }>): JSX.Element {
  const { t } = locale;
  return (
    <aside class="frist-rehearsal" data-color="brand2" aria-label={t('core.rehearsal.title')}>
      <p>
        <strong>{t('core.rehearsal.title')}</strong>
        <span> {t('core.rehearsal.now', { at: locale.instant(now) })}</span>
      </p>
      {running && (
        <p role="status" data-advance-running data-advanced={t('core.rehearsal.advanced')}>
          {t('core.rehearsal.running', { at: locale.instant(running.target) })}
        </p>
      )}
      {advance && !running && (
        <form method="post" action="/rehearsal/advance" noValidate>
          <input type="hidden" name="_key" value={advance.idempotencyKey} />
          <input type="hidden" name="returnTo" value={advance.returnTo} />
          <span class="frist-rehearsal-label" id="rehearsal-label">
            {t('core.rehearsal.advance')}
          </span>
          <span class="frist-leaps" role="group" aria-labelledby="rehearsal-label">
            {leaps.map((leap) => (
              <button key={leap} class="ds-button" data-variant="secondary" type="submit" name="by" value={leap}>
                {t(`core.rehearsal.by.${leap}`)}
              </button>
            ))}
          </span>
          <span class="frist-leaps">
            <a href="/rehearsal/snapshots">{t('records.snapshot.title')}</a>
            <label for="rehearsal-to">{t('core.rehearsal.to')}</label>
            <input class="ds-input" type="date" id="rehearsal-to" name="to" />
            <button class="ds-button" data-variant="secondary" type="submit">
              {t('core.rehearsal.go')}
            </button>
          </span>
        </form>
      )}
    </aside>
  );
}
