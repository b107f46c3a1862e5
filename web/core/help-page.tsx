import type { MessageKey } from '../../letters/core/catalogue';
import { Page, Section } from './components';
import type { Locale } from './locale';
import type { PageRouter } from './page-router';

const parts = {
  participant: ['p1', 'p2', 'p3', 'p4'],
  coordinator: ['p1', 'p2', 'p3'],
  grader: ['p1', 'p2'],
  region: ['p1', 'p2', 'p3'],
  agency: ['p1', 'p2'],
  deadlines: ['p1', 'p2', 'p3', 'p4', 'p5'],
  letters: ['p1', 'p2'],
} as const;

/** A short guide: what each role does, and the rules of the deadlines. */
export function helpPage(router: PageRouter): void {
  router.get('/help', 'anyone', async ({ locale }) => {
    const { t } = locale;
    const body = (
      <Page locale={locale} title={t('core.help.title')} lead={t('core.help.lead')}>
        {(Object.keys(parts) as (keyof typeof parts)[]).map((part) => (
          <Section key={part} title={t(`core.help.${part}.title`)} id={part}>
            <Paragraphs locale={locale} of={`core.help.${part}`} names={parts[part]} />
          </Section>
        ))}
      </Page>
    );
    return { title: t('core.help.title'), body };
  });
}

/** Running text of the catalogue, one message a paragraph. */
export function Paragraphs({ locale: { t }, of, names, values }: ParagraphsProps) {
  return (
    <>
      {names.map((name) => (
        <p key={name}>{t(`${of}.${name}` as MessageKey, values)}</p>
      ))}
    </>
  );
}

type ParagraphsProps = Readonly<{ locale: Locale; of: string; names: readonly string[]; values?: Readonly<Record<string, string>> }>;
