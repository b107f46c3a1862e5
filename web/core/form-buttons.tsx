import type { ComponentChildren, JSX } from 'preact';
import { Button, ButtonLink, ButtonRow } from './components';
import type { Locale } from './locale';

/** The end of a form: a button that sends it, and the way back without sending. */
export function FormButtons({
  locale,
  back,
  danger,
  children,
}: Readonly<{ locale: Locale; back: string; danger?: boolean; children: ComponentChildren }>): JSX.Element {
  return (
    <ButtonRow>
      <Button danger={danger}>{children}</Button>
      <ButtonLink href={back} variant="tertiary">
        {locale.t('core.action.cancel')}
      </ButtonLink>
    </ButtonRow>
  );
}
