import type { ComponentChildren, JSX } from 'preact';

import { assetUrl, type AssetName } from '../assets';
import type { Locale } from '../locale';
import { Footer, type FooterView } from './footer';
import { Header, type SignedIn } from './header';
import { LeftMenu, type LeftMenuView } from './left-menu';
import type { LinkItem } from './link';
import { LiveStream } from './live-region';
import { RehearsalBar, type RehearsalView } from './rehearsal-bar';
import { SkipLinks } from './skip-links';

export type LayoutProps = Readonly<{
  locale: Locale;
  /** What the page is about; the product's name is added. */
  title: string;
  /** The path with its query, for the language links. */
  path: string;
  /** The main menu of the reader's roles. */
  menu: readonly LinkItem[];
  leftMenu?: LeftMenuView | undefined;
  user?: SignedIn | undefined;
  /** Where to sign in, when nobody is. */
  signInHref?: string | undefined;
  /** The site notice: one message for everybody. */
  siteNotice?: string | undefined;
  rehearsal?: RehearsalView | undefined;
  /** Names of what the page's live regions follow, from `caseTopic`. */
  live?: readonly string[] | undefined;
  /** Scripts of this page alone, after those of every page. */
  scripts?: readonly AssetName[] | undefined;
  /** The form on the page was refused; said first in the title, which is read out first. */
  refused?: boolean | undefined;
  footer: FooterView;
  children: ComponentChildren;
}>;

/** What htmx must not do: add style or script of its own (both are refused by our CSP), show errors as content, or close what a reader opened. */
const htmxConfig = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  noSwap: [204, 304, '4xx', '5xx'],
  morphIgnore: ['data-htmx-powered', 'open'],
});

// Ours first: its reset must be the lowest layer. Its other rules stand in no layer and win from any place.
const styles = ['frist.css', 'designsystemet-theme.css', 'designsystemet.css'] as const;
const everyScript = ['htmx.js', 'htmx-sse.js', 'frist.js'] as const;

/** The whole document around a page. */
export function Layout(props: LayoutProps): JSX.Element {
  const {
    locale,
    title,
    path,
    menu,
    leftMenu,
    user,
    signInHref,
    siteNotice,
    rehearsal,
    live = [],
    scripts = [],
    refused,
    footer,
    children,
  } = props;
  const { t } = locale;
  return (
    <html lang={locale.language} data-color-scheme="auto" data-size="sm">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content={htmxConfig} />
        <title>{`${refused ? `${t('core.errors.prefix')} ` : ''}${title} – ${t('core.product')}`}</title>
        <link rel="icon" href={assetUrl('frist.svg')} type="image/svg+xml" />
        {styles.map((name) => (
          <link key={name} rel="stylesheet" href={assetUrl(name)} />
        ))}
        {[...everyScript, ...scripts].map((name) => (
          <script key={name} src={assetUrl(name)} defer />
        ))}
        {rehearsal?.running && (
          // With script the page looks for itself, and never takes away what somebody is typing.
          <noscript>
            <meta http-equiv="refresh" content="2" />
          </noscript>
        )}
      </head>
      <body>
        <SkipLinks locale={locale} leftMenu={leftMenu !== undefined} />
        {rehearsal && <RehearsalBar locale={locale} rehearsal={rehearsal} />}
        <Header locale={locale} path={path} menu={menu} user={user} signInHref={signInHref} />
        {siteNotice && (
          <aside class="frist-site-notice" aria-label={t('core.siteNotice')}>
            <p>{siteNotice}</p>
          </aside>
        )}
        <p
          class="frist-connection"
          role="status"
          data-connection
          data-lost={t('core.live.lost')}
          data-back={t('core.live.back')}
          data-sending={t('core.live.sending')}
        />
        <div class={leftMenu ? 'frist-body frist-with-menu' : 'frist-body'}>
          {leftMenu && <LeftMenu {...leftMenu} />}
          <main id="main" tabIndex={-1}>
            {children}
          </main>
        </div>
        {live.length > 0 && <LiveStream topics={live} />}
        <Footer locale={locale} footer={footer} />
      </body>
    </html>
  );
}
