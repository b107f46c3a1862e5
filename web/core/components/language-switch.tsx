import type { JSX } from 'preact';

import { languages, type Language } from '../../../letters/core/catalogue';
import type { Locale } from '../locale';

const names: Readonly<Record<Language, string>> = { da: 'Dansk', nb: 'Norsk', en: 'English' };

/** Links to the same page in the other languages, each named in its own. The path may carry a query, which is kept. */
export function LanguageSwitch({ locale, path }: Readonly<{ locale: Locale; path: string }>): JSX.Element {
  return (
    <nav class="frist-languages" aria-label={locale.t('core.languages')}>
      <ul>
        {languages.map((language) => (
          <li key={language}>
            <a
              href={inLanguage(path, language)}
              lang={language}
              hrefLang={language}
              aria-current={language === locale.language ? 'true' : undefined}
            >
              {names[language]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function inLanguage(path: string, language: Language): string {
  const [place = '/', query] = path.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('lang', language);
  return `${place}?${parameters.toString()}`;
}
