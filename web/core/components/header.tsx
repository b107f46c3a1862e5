import type { JSX } from 'preact';

import type { Locale } from '../locale';
import { LanguageSwitch } from './language-switch';
import type { LinkItem } from './link';

/** Who is signed in. `detail` is the role or organisation under which they work now, `productLine` the system that they work in when it is not the first. */
export type SignedIn = Readonly<{ name: string; detail?: string | undefined; productLine?: string | undefined }>;

export type HeaderProps = Readonly<{
  locale: Locale;
  path: string;
  menu: readonly LinkItem[];
  user?: SignedIn | undefined;
  signInHref?: string | undefined;
}>;

export function Header({ locale, path, menu, user, signInHref }: HeaderProps): JSX.Element {
  const { t } = locale;
  return (
    <header class="frist-header">
      <div class="frist-header-top">
        <a class="frist-product" href="/">
          <span class="frist-mark" aria-hidden="true" />
          <span>
            {t('core.product')}
            <span class="frist-product-line">{user?.productLine ?? t('core.productLine')}</span>
          </span>
        </a>
        <div class="frist-header-tools">
          <LanguageSwitch locale={locale} path={path} />
          {user && <SignOut locale={locale} user={user} />}
          {!user && signInHref && (
            <a class="ds-button" data-variant="secondary" data-size="sm" href={signInHref}>
              {t('core.signIn.title')}
            </a>
          )}
        </div>
      </div>
      {menu.length > 0 && <MainMenu label={t('core.mainMenu')} items={menu} />}
    </header>
  );
}

function MainMenu({ label, items }: Readonly<{ label: string; items: readonly LinkItem[] }>): JSX.Element {
  return (
    <nav class="frist-main-menu" aria-label={label}>
      <ul>
        {items.map((item) => (
          <li key={item.href}>
            <a href={item.href} aria-current={item.current ? 'page' : undefined}>
              {item.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Signing out changes something, so it is a form and not a link that a browser might follow by itself. */
function SignOut({ locale: { t }, user }: Readonly<{ locale: Locale; user: SignedIn }>): JSX.Element {
  return (
    <form class="frist-sign-out" method="post" action="/sign-out" data-forget-kept>
      <span>
        <span class="ds-sr-only">{t('core.signedInAs')} </span>
        <strong>{user.name}</strong>
        {user.detail && <span class="frist-sign-out-detail">{user.detail}</span>}
      </span>
      <button class="ds-button" data-variant="secondary" type="submit">
        {t('core.signOut')}
      </button>
    </form>
  );
}
