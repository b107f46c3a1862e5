import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { rows } from '../../db/core/columns';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { goodPassword, newestReset, newestSecret } from '../support/invitations';

inBrowser('inviting a colleague to the register', () => {
  let site: Site;
  let marit: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
    marit = await site.signedIn('municipality-admin', { locale: 'nb-NO' });
  });
  afterAll(() => site.close());

  /** Looks at what a page shows now: by axe, and for sideways scrolling on a wide and on the narrowest window. */
  async function look(page: Page, what: string): Promise<void> {
    for (const width of [320, 1280]) if (await scrollsSideways(page, width)) faults.push(`${what}: scrolls sideways at ${width}`);
    faults.push(...(await axeFaults(page)).map((fault) => `${what}: ${fault}`));
  }
  const visitor = async (path: string, options = {}): Promise<Page> => {
    const page = await (await site.visitor({ locale: 'nb-NO', ...options })).newPage();
    await page.goto(path);
    return page;
  };
  async function invite(email: string): Promise<string> {
    await marit.goto('/register/invitations');
    await marit.getByLabel('Navn').fill('Kari Kollega');
    await marit.getByLabel('E-postadresse').fill(email);
    await marit.getByLabel('Telefon på jobb').fill('22 00 00 00');
    await marit.getByRole('button', { name: 'Send invitasjon' }).click();
    await marit.getByText('Invitasjonen er lagt i kø').waitFor();
    const [row] = await rows<{ id: string }>(site.stage.db.raw('select id from invitation order by created_at desc, id desc limit 1'));
    return row!.id;
  }
  const line = (email: string) => marit.getByRole('row').filter({ hasText: email });

  test('she is told what is missing, and nothing typed is lost', async () => {
    await marit.goto('/register/invitations');
    await marit.getByLabel('Navn').fill('Kari Kollega');
    await marit.getByRole('button', { name: 'Send invitasjon' }).click();
    await marit.getByRole('alert').waitFor();
    expect(await marit.getByLabel('Navn').inputValue()).toBe('Kari Kollega');
    await look(marit, 'refused form');
  });

  test('the colleague makes her account without any script, and the administrator sees each step by herself', async () => {
    const id = await invite('kari@oslo.kommune.example');
    await line('kari@').getByText('Sendt', { exact: true }).waitFor();
    await line('kari@').getByText('sjekke søppelpost').waitFor();
    await look(marit, 'list');

    const kari = await visitor(`/invitation/${await newestSecret(site.stage.db, id)}`, { javaScriptEnabled: false });
    await kari.getByText('Oslo kommune har invitert deg.').waitFor();
    // Who was invited is nobody's business who merely has the address of the page.
    expect(await kari.content()).not.toMatch(/Kari|kari@/);
    await line('kari@').getByText('Åpnet', { exact: true }).waitFor();
    await kari.getByLabel('Brukernavn').fill('kari.kollega');
    await kari.getByLabel('Passord').fill('for kort');
    await kari.getByRole('button', { name: 'Lag bruker og logg inn' }).click();
    await kari.getByRole('alert').getByText('Passordet er for kort.').waitFor();
    expect(await kari.getByLabel('Brukernavn').inputValue()).toBe('kari.kollega');
    expect(await kari.getByLabel('Passord').inputValue()).toBe('');
    await kari.getByLabel('Passord').fill(goodPassword);
    await kari.getByRole('button', { name: 'Lag bruker og logg inn' }).click();
    await kari.getByText('Du har nå tilgang til Jobbsjanseregisteret for Oslo kommune.').waitFor();
    await line('kari@').getByText('Godtatt', { exact: true }).waitFor();

    // And comes back another day.
    const again = await visitor('/account', { javaScriptEnabled: false });
    await again.getByRole('link', { name: 'Brukernavn og passord' }).click();
    await again.getByLabel('Brukernavn').fill('Kari.Kollega');
    await again.getByLabel('Passord').fill(goodPassword);
    await again.getByRole('button', { name: 'Logg inn' }).click();
    await again.waitForURL('**/account');
  });

  test('a fresh link kills the old one, which says so and whom to ask; taken back it is dead', async () => {
    const id = await invite('ola@oslo.kommune.example');
    const old = await newestSecret(site.stage.db, id);
    await line('ola@').getByRole('link').click();
    await look(marit, 'one invitation');
    await marit.getByRole('button', { name: 'Send ny lenke' }).click();
    await marit.getByText('En ny lenke er på vei.').waitFor();
    const ola = await visitor(`/invitation/${old}`);
    await ola.getByRole('heading', { name: 'Lenken gjelder ikke lenger.' }).waitFor();
    await ola.getByText('jobbsjansen@imdi.example').waitFor();
    await look(ola, 'revoked');
    const fresh = await newestSecret(site.stage.db, id);
    await ola.goto(`/invitation/${fresh}`);
    await ola.getByLabel('Brukernavn').waitFor();
    await look(ola, 'accept');
    await line('ola@').getByRole('link').click();
    await marit.getByText('Trekk tilbake invitasjonen').first().click();
    await marit.getByRole('button', { name: 'Trekk tilbake invitasjonen' }).click();
    await line('ola@').getByText('Trukket tilbake', { exact: true }).waitFor();
    expect((await ola.goto(`/invitation/${fresh}`))?.status()).toBe(410);
  });

  test('a forgotten password is made anew by mail, by whoever has the mailbox', async () => {
    const kari = await visitor('/sign-in/password');
    await look(kari, 'sign in');
    await kari.getByRole('link', { name: 'Glemt passordet?' }).click();
    await look(kari, 'forgot');
    await kari.getByLabel('Brukernavn eller e-postadresse').fill('kari@oslo.kommune.example');
    await kari.getByRole('button', { name: 'Send lenke' }).click();
    await kari.getByRole('heading', { name: 'Se i e-posten din' }).waitFor();
    const [who] = await rows<{ id: string }>(site.stage.db.raw(`select id from person where email = 'kari@oslo.kommune.example'`));
    const secret = await newestReset(site.stage.db, who!.id);
    await kari.goto(`/password/${secret}`);
    await look(kari, 'new password');
    await kari.getByLabel('Passord').fill('havet bak fjellet synger');
    await kari.getByRole('button', { name: 'Lagre passordet' }).click();
    await kari.getByLabel('Brukernavn').fill('kari.kollega');
    await kari.getByLabel('Passord').fill('havet bak fjellet synger');
    await kari.getByRole('button', { name: 'Logg inn' }).click();
    await kari.waitForURL((url) => url.pathname === '/');
    expect((await kari.goto(`/password/${secret}`))?.status()).toBe(410);
    await look(kari, 'expired');
    await kari.goto('/register/contact');
    await kari.getByText('Marit Myhre').waitFor();
    await look(kari, 'whom to ask');
  });

  test('and none of these pages does anything wrong by WCAG', () => expect(faults).toEqual([]));
});
