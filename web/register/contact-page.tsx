import type { JSX } from 'preact';
import { whomToAsk, type WhomToAsk } from '../../api/register/invitation-queries';
import { Page, Section } from '../core/components';
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { invitationPaths } from './invitation-words';

/** Whom to ask for access: one's administrators, and the directorate for who does not know them (`domain.md` 6.1). For anybody. */
export function contactPage(router: PageRouter): void {
  router.get(invitationPaths.contact, 'anyone', show);
}

async function show({ context, locale }: PageRequest): Promise<View> {
  const title = locale.t('register.contact.title');
  const asked = await whomToAsk(context);
  const body = (
    <Page locale={locale} title={title}>
      <WhomToAskText locale={locale} asked={asked} />
      {asked.municipalities.map(({ name, people }) => (
        <Section key={name} title={locale.t('register.contact.administrators', { municipality: name })}>
          {people.length === 0 ? (
            <p>{locale.t('register.contact.noAdministrators', { municipality: name })}</p>
          ) : (
            <ul>
              {people.map((one) => (
                <li key={one.personId}>
                  {one.name}, <a href={`mailto:${one.email ?? ''}`}>{one.email}</a>
                </li>
              ))}
            </ul>
          )}
        </Section>
      ))}
    </Page>
  );
  return { title, body };
}

/** The same in three sentences, for pages that have something else to say first. */
export function WhomToAskText({ locale: { t }, asked }: Readonly<{ locale: Locale; asked: WhomToAsk }>): JSX.Element {
  return (
    <>
      <p>{t('register.contact.lead')}</p>
      <p>{t('register.contact.spam')}</p>
      <p>{t('register.contact.unknown', { contact: asked.contact })}</p>
    </>
  );
}
