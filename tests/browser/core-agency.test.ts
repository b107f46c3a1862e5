import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { setRehearsalClock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { lookups } from '../../db/core/lookups';
import { inBrowser, Site } from '../support/browser';

inBrowser('the agency', () => {
  let site: Site;
  let agency: Page;
  beforeAll(async () => {
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
    agency = await site.signedIn('agency');
  });
  afterAll(() => site.close());

  const idOf = async (email: string): Promise<string> =>
    (await rows<{ id: string }>(site.stage.db.raw('select id from person where email = ?', [email])))[0]!.id;
  const said = (text: string | RegExp): Promise<void> => agency.getByText(text).first().waitFor();

  test('finds people without their names standing in any address, and adds one', async () => {
    await agency.goto('/people');
    await agency.getByRole('textbox', { name: 'Søg på begyndelsen' }).fill('tove');
    await agency.getByRole('button', { name: 'Søg' }).click();
    await said('1 person fundet');
    expect(agency.url()).not.toContain('tove');
    await agency.getByRole('link', { name: 'Tove Test' }).click();
    await agency.getByRole('heading', { name: 'Tove Test' }).waitFor();
    await agency.goBack();
    await said('1 person fundet');
    await agency.getByRole('link', { name: 'Ryd filter' }).click();
    await said('13 personer med roller');

    await agency.getByRole('button', { name: 'Opret' }).click();
    expect(await agency.getByRole('alert').getByRole('listitem').allTextContents()).toEqual(['Udfyld „navn“.', 'Udfyld „e-mailadresse“.']);
    await agency.getByLabel('Navn', { exact: true }).fill('Ny Bedømmer');
    await agency.getByLabel('E-mailadresse', { exact: true }).fill('ny@wsp.example');
    await agency.getByRole('button', { name: 'Opret' }).click();
    await said('Personen er oprettet.');
  });

  test('grants a role and takes it away, and the person is signed out at once', async () => {
    const who = await idOf('ny@wsp.example');
    await agency.goto(`/people/${who}`);
    await agency.getByRole('button', { name: 'Giv rollen' }).click();
    await agency.getByRole('alert').getByText('Udfyld „rolle“.').waitFor();
    await agency.getByLabel('Rolle').selectOption({ label: 'Bedømmer, WSP Kursus' });
    await agency.getByRole('button', { name: 'Giv rollen' }).click();
    await said('Rollen er givet.');
    await said('Rollen Bedømmer blev givet (wsp).');
    const grader = await site.signedIn('ny@wsp.example');
    expect((await grader.goto('/certification/grading'))!.status()).toBe(200);

    await agency.getByRole('button', { name: 'Tag rollen fra (Bedømmer, WSP Kursus)' }).click();
    await said('Rollen er taget fra personen');
    await grader.reload();
    expect(new URL(grader.url()).pathname).toBe('/sign-in');
    await grader.context().close();

    await agency.goto(`/people/${await idOf('agency@styrelsen.example')}`);
    await agency.getByRole('button', { name: /^Tag rollen fra/ }).click();
    await agency.getByRole('heading', { name: /kan ikke gøres/ }).waitFor();
  });

  test('sets a rule from a day on, with a reason; what its schema refuses is said at the field', async () => {
    await agency.goto('/rules');
    await agency.getByRole('link', { name: 'Pris for fuldt forløb, kr. uden moms' }).click();
    await agency.getByLabel('Værdi').fill('1000001');
    await agency.getByLabel('Begrundelse').fill('Ny aftale');
    await agency.getByRole('button', { name: 'Sæt værdien' }).click();
    await agency.getByRole('alert').getByText('Tallet må ikke være større end 1.000.000.').waitFor();
    expect(await agency.getByLabel('Begrundelse').inputValue()).toBe('Ny aftale');
    await agency.getByLabel('Værdi').fill('4200');
    await agency.getByLabel('Gælder fra').fill('2026-06-01');
    await agency.getByRole('button', { name: 'Sæt værdien' }).click();
    await said('Regelværdien er sat.');
    expect(await agency.locator('#history tbody tr').innerText()).toMatch(
      /1\. juni 2026\s+4\.200\s+Aksel Agentur\s+20\. april 2026 kl\. 10:00\s+Ny aftale/,
    );
    await agency.goto('/rules');
    await said('Fra start. Ændres 1. juni 2026');

    await agency.goto('/rules/jar.countedKinds');
    await agency.getByLabel('Anmodning om godkendelse').uncheck();
    await agency.getByRole('button', { name: 'Sæt værdien' }).click();
    await agency.getByRole('alert').getByText('Begrundelse').or(agency.getByRole('alert').getByText('begrundelse')).first().waitFor();
    expect(await agency.getByLabel('Anmodning om godkendelse').isChecked()).toBe(false);
    await agency.getByLabel('Gælder fra').fill('2026-04-19');
    await agency.getByLabel('Begrundelse').fill('Prøve');
    await agency.getByRole('button', { name: 'Sæt værdien' }).click();
    await agency.getByRole('alert').getByText('Værdien kan ikke bruges.').waitFor();
    expect((await agency.goto('/rules/jar.unknown'))!.status()).toBe(404);

    await agency.goto('/rules/shared.siteNotice');
    await agency.getByLabel('På dansk').fill('Lukket <b>i dag</b>.');
    await agency.getByLabel('Begrundelse').fill('Vedligehold');
    await agency.getByRole('button', { name: 'Sæt værdien' }).click();
    await agency.getByRole('complementary', { name: 'Meddelelse til alle brugere' }).getByText('Lukket <b>i dag</b>.').waitFor();
  });

  test('erases a person with a reason, and nobody can be found or signed in by that name again', async () => {
    const who = await idOf('tove@firma.example');
    const tove = await site.signedIn('tove@firma.example');
    await agency.goto(`/people/${who}`);
    await agency.getByText('Slet alle oplysninger om personen').click();
    await agency.getByRole('button', { name: 'Slet for altid' }).click();
    await agency.getByRole('alert').getByText('Der mangler en begrundelse.').waitFor();
    await agency.getByLabel('Begrundelse').fill('Efter eget ønske');
    await agency.getByRole('button', { name: 'Slet for altid' }).click();
    await said('Personen er slettet.');
    await agency.getByRole('heading', { name: 'Slettet person', level: 1 }).waitFor();
    expect(await agency.content()).not.toMatch(/Tove|tove@/);
    await tove.reload();
    await tove.getByRole('heading', { name: 'Velkommen til JAR-certificering' }).waitFor();
    await tove.context().close();
    // The reason is with who gave it: the key of the erased is gone.
    await agency.goto(`/people/${await idOf('agency@styrelsen.example')}`);
    await said('Begrundelse: Efter eget ønske');
    expect(await agency.getByText('Slet alle oplysninger').count()).toBe(0);
  });

  test('every look was logged once, those at oneself were not, and a page that asks by itself logs nothing', async () => {
    const { db } = site.stage;
    const [palle, me] = [await idOf('palle@firma.example'), await idOf('agency@styrelsen.example')];
    await agency.goto(`/people/${palle}`);
    await agency.goto('/operations');
    const count = async (): Promise<number> => (await lookups(db, { actorId: me }, 500)).length;
    const before = await count();
    const expiry = async (): Promise<unknown> => rows(db.raw(`select expire from session where sess ->> 'personId' = ?`, [me]));
    const expires = await expiry();
    await agency.waitForTimeout(1_100);
    await agency.evaluate(() => fetch('/operations', { headers: { 'hx-request': 'true' } }));
    expect(await count()).toBe(before);
    // Nor does it keep anybody signed in.
    expect(await expiry()).toEqual(expires);
    await agency.reload();
    expect(await expiry()).not.toEqual(expires);
    expect(await lookups(db, { personId: me }, 10)).toEqual([]);
    await agency.goto(`/lookups?person=${palle}`);
    await said('1 opslag passer til filteret');
    await agency.getByRole('cell', { name: 'Personens side' }).waitFor();
    expect((await agency.goto('/lookups?person=palle'))!.status()).toBe(400);
    await agency.getByRole('alert').getByText('Ret „personens id“.').waitFor();
  });

  test('time moves by the bar: the page comes anew by itself, and never back', async () => {
    await agency.goto('/help#deadlines');
    await agency.getByRole('button', { name: '1 dag' }).click();
    await agency.getByText('Klokken står på 21. april 2026 kl. 10:00.').waitFor();
    expect(agency.url()).toBe('http://frist.test/help');
    await agency.getByLabel('Til dato').fill('2026-05-01');
    // The Enter key presses the first button of a form; the day goes first all the same.
    await agency.getByLabel('Til dato').press('Enter');
    await agency.getByText('Klokken står på 1. maj 2026 kl. 10:00.').waitFor();
    await agency.getByRole('button', { name: '1 måned' }).click();
    await agency.getByText('Klokken står på 1. juni 2026 kl. 10:00.').waitFor();
    await agency.getByLabel('Til dato').fill('2026-05-01');
    await agency.getByRole('button', { name: 'Gå til datoen' }).click();
    await agency.getByRole('heading', { name: 'Tiden kan kun flyttes fremad.' }).waitFor();

    const plain = await site.signedIn('consultant', { javaScriptEnabled: false });
    await plain.getByRole('button', { name: 'Til næste hændelse' }).click();
    await plain.getByText(/Klokken står på (?!1\. juni 2026 kl\. 10:00)/).waitFor();
    await plain.context().close();
  });

  test('sees what is overdue, wakes it, and finds its story', async () => {
    const { db } = site.stage;
    await site.stage.stopWorker();
    await setRehearsalClock(db, '2026-11-20T10:00:00.000Z');
    await agency.goto('/operations');
    await said('Noget kræver opmærksomhed: se nedenfor.');
    expect(await agency.locator('#overdue a[href*="/workflows/"]').first().getAttribute('href')).toMatch(
      /^http:\/\/temporal\.test\/namespaces\/default\/workflows\/[a-z-]+%2F[0-9a-f-]{36}$/,
    );
    await agency.getByRole('button', { name: 'Prøv igen' }).click();
    await said(/^\d+ sag(er)? er vækket\.$/);
    await site.stage.startWorker();
    await site.stage.until('nothing is overdue', async () => {
      await agency.goto('/operations');
      return (await agency.getByText('Ingen sager er forsinkede.').count()) === 1;
    });
  });
});
