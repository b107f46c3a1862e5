import type { ComponentChildren, JSX } from 'preact';
import { localDay, type Instant } from '../../domain/core/calendar';
import { zone } from '../../domain/register/zone';
import { formatTime } from '../../letters/core/format';
import { Button } from '../core/components';
import type { Locale } from '../core/locale';

export type SaveFrameProps = Readonly<{
  /** The name of the field, as it is sent. */
  name: string;
  /** What it is called where several are listed. */
  label: string;
  /** As it is stored, and the version of the record that it was read from. */
  value: string;
  seen: number;
  /** How many characters it has when it is whole: then it is looked at without being left. */
  complete?: number | undefined;
  /** Not left standing in the page once it is stored. */
  clear?: boolean | undefined;
  children: ComponentChildren;
}>;

/** The frame of a field that saves itself: beside the field how far it has come, below it the choice when somebody else changed it too. */
export function SaveFrame({ name, label, value, seen, complete, clear, children }: SaveFrameProps): JSX.Element {
  return (
    <div
      data-autosave-field={name}
      data-label={label}
      data-value={value}
      data-seen={seen}
      data-complete={complete}
      data-clear={clear || undefined}
    >
      {children}
      <p class="frist-save-state" data-save-state />
      <div class="frist-conflict" data-conflict role="group" hidden />
    </div>
  );
}

/** Whether everything is stored, in words; always to be seen. What is settled is read out from a place of its own, so that typing is not talked over. */
export function SaveLine({ text, attention }: Readonly<{ text: string; attention?: boolean }>): JSX.Element {
  return (
    <>
      <p class="frist-save-line" data-save-line data-saved={text} data-state={attention ? 'attention' : undefined}>
        {text}
      </p>
      <p class="ds-sr-only" role="status" data-save-said />
    </>
  );
}

/** The button that saves the fields of a form where no script does. */
export function SaveButton({ children }: Readonly<{ children: ComponentChildren }>): JSX.Element {
  return (
    <noscript>
      <Button>{children}</Button>
    </noscript>
  );
}

/** "Lagret kl. 10:42"; with the day when it was another. */
export function savedLine({ t, day }: Locale, savedAt: Instant, at: Instant): string {
  const [time, on] = [formatTime(savedAt, zone), localDay(savedAt, zone)];
  return on === localDay(at, zone) ? t('register.saving.saved', { time }) : t('register.saving.savedOn', { time, day: day(on) });
}

/** What the script says, in the reader's language; it fills in fields and values by itself. */
export function savingWords({ t }: Locale): string {
  const fields = '{fields}';
  return JSON.stringify({
    saving: t('register.saving.saving'),
    saved: t('register.saving.fieldSaved'),
    refused: t('register.saving.fieldRefused'),
    waiting: t('register.saving.fieldWaiting'),
    notSaved: t('register.saving.notSaved', { fields }),
    lost: t('register.saving.lost', { fields }),
    lostNew: t('register.saving.lostNew'),
    stopped: t('register.saving.stopped', { fields, why: '{why}' }),
    signedOut: t('register.saving.signedOut'),
    conflict: t('register.saving.conflict', { mine: '{mine}', theirs: '{theirs}' }),
    keepMine: t('register.saving.keepMine'),
    useTheirs: t('register.saving.useTheirs'),
    nothing: t('register.saving.nothing'),
  });
}
