import type { JSX } from 'preact';
import type { NameLookup } from '../../domain/register/name-lookup';
import { newId } from '../../db/core/ids';
import { Button, caseTopic, LiveRegion, Notice, SubmitForm, type Tone } from '../core/components';
import type { Locale } from '../core/locale';

export type LookupStatusProps = Readonly<{
  locale: Locale;
  participationId: string;
  /** The page that shows it, which the region fetches again. */
  href: string;
  name: string | null;
  lookup: NameLookup | null;
}>;

/**
 * How far the name has come: a spinner, then "hentes automatisk", then the name. Keeps itself up to date and is read out when it changes; the page it stands on
 * names `caseTopic(participationId)` in its `live`.
 */
export function LookupStatus({ locale, participationId, href, name, lookup }: LookupStatusProps): JSX.Element {
  const { t } = locale;
  return (
    <section class="frist-section" aria-labelledby="lookup-title">
      <h2 class="ds-heading" data-size="xs" id="lookup-title">
        {t('register.lookup.title')}
      </h2>
      <LiveRegion id="lookup-status" href={href} topics={[caseTopic(participationId)]} announce>
        {lookup ? <Told locale={locale} name={name} lookup={lookup} /> : <p>{t('register.lookup.none')}</p>}
      </LiveRegion>
      <LookupForms locale={locale} participationId={participationId} />
    </section>
  );
}

/** Asking again, and reporting trouble by one click. Outside the region, so that a button is never swapped away from under a finger. */
function LookupForms({ locale: { t }, participationId }: Pick<LookupStatusProps, 'locale' | 'participationId'>): JSX.Element {
  const own = `/register/participations/${participationId}`;
  return (
    <>
      <SubmitForm action={`${own}/name-lookup`} idempotencyKey={newId()} inline>
        <Button variant="secondary">{t('register.lookup.again')}</Button>
      </SubmitForm>
      <SubmitForm action={`${own}/trouble`} idempotencyKey={newId()} inline>
        <input type="hidden" name="field" value="name" />
        <Button variant="tertiary">{t('register.lookup.report')}</Button>
        <p class="frist-subtle">{t('register.lookup.reportText')}</p>
      </SubmitForm>
    </>
  );
}

type ToldProps = Readonly<{ locale: Locale; name: string | null; lookup: NameLookup }>;

function Told({ locale, name, lookup }: ToldProps): JSX.Element {
  const { t } = locale;
  const { state, mismatch, nextTryAt, attempts, answeredAt } = lookup;
  switch (state) {
    case 'pending':
      return (
        <div class="frist-fetching" aria-busy="true">
          <Spinner />
          <div>
            <p>{t('register.lookup.pending')}</p>
            <p class="frist-subtle">{t('register.lookup.pendingText')}</p>
          </div>
        </div>
      );
    case 'delayed':
      return (
        <Said tone="info" what={t('register.lookup.delayed')} more={t('register.lookup.delayedText')}>
          {nextTryAt && <p class="frist-subtle">{t('register.lookup.nextTry', { at: locale.instant(nextTryAt), attempts })}</p>}
        </Said>
      );
    case 'found':
      return (
        <>
          <p>{name === null ? t('register.lookup.foundNameless') : t('register.lookup.found', { name })}</p>
          {answeredAt && <p class="frist-subtle">{t('register.lookup.foundAt', { at: locale.instant(answeredAt) })}</p>}
        </>
      );
    case 'mismatch':
      return <Said tone="danger" what={t(`register.lookup.mismatch.${mismatch ?? 'ceased'}`)} more={t('register.lookup.mismatchText')} />;
    case 'not_found':
    case 'failed':
    case 'cancelled':
      return <Said tone="warning" what={t(`register.lookup.${state}`)} more={t(`register.lookup.${state}Text`)} />;
  }
}

type SaidProps = Readonly<{
  tone: Tone & ('info' | 'warning' | 'danger');
  what: string;
  more: string;
  children?: JSX.Element | null | false | '';
}>;

function Said({ tone, what, more, children }: SaidProps): JSX.Element {
  return (
    <Notice tone={tone}>
      <p>
        <strong>{what}</strong>
      </p>
      <p>{more}</p>
      {children}
    </Notice>
  );
}

/** Only to look at: the words beside it say the same. It stands still for who wants less motion. */
function Spinner(): JSX.Element {
  return (
    <svg class="ds-spinner" data-size="sm" viewBox="0 0 50 50" aria-hidden="true">
      <circle class="ds-spinner__background" cx="25" cy="25" r="20" fill="none" stroke-width="5" />
      <circle class="ds-spinner__circle" cx="25" cy="25" r="20" fill="none" stroke-width="5" />
    </svg>
  );
}
