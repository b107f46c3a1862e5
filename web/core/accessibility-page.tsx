import { certificationContact } from '../../api/core/contact';
import { Page, Section } from './components';
import { Paragraphs } from './help-page';
import type { PageRouter } from './page-router';

const parts = {
  status: ['p1', 'p2'],
  known: ['p1', 'p2'],
  contact: ['p1', 'p2'],
  authority: ['p1'],
} as const;

/** The accessibility statement that the law asks for: how well the product does, what is known not to, whom to tell. */
export function accessibilityPage(router: PageRouter): void {
  router.get('/accessibility', 'anyone', async ({ context, locale }) => {
    const { t } = locale;
    const contact = await certificationContact(context.db, context.receivedAt);
    const body = (
      <Page locale={locale} title={t('core.footer.accessibility')} lead={t('core.accessibility.lead')}>
        {(Object.keys(parts) as (keyof typeof parts)[]).map((part) => (
          <Section key={part} title={t(`core.accessibility.${part}.title`)}>
            <Paragraphs locale={locale} of={`core.accessibility.${part}`} names={parts[part]} values={{ contact }} />
          </Section>
        ))}
      </Page>
    );
    return { title: t('core.footer.accessibility'), body };
  });
}
