import type { JSX } from 'preact';
import { Tabs } from './components';
import type { Locale } from './locale';

/** The ways to sign in, each a page of its own; `next` is where to go on to. */
export function SignInTabs({
  locale: { t },
  current,
  next,
}: Readonly<{ locale: Locale; current: 'mail' | 'password'; next: string | undefined }>): JSX.Element {
  const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <Tabs
      label={t('register.password.tabs')}
      items={[
        { href: `/sign-in${query}`, text: t('register.password.mailTab'), current: current === 'mail' },
        { href: `/sign-in/password${query}`, text: t('register.password.tab'), current: current === 'password' },
      ]}
    />
  );
}
