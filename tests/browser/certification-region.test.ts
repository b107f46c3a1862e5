import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { registerProof } from '../../api/certification/certificate-commands';
import { languages } from '../../letters/core/catalogue';
import { lookups } from '../../db/core/lookups';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { as, somebody } from '../support/people';

const south = 'signe@syd.example';
const home = '/certification/regions/syddanmark';

inBrowser('the pages of a region', () => {
  let site: Site;
  let person: Record<'ulla' | 'viggo', string>;
  let certificateId: string;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: '2026-03-01T09:00:00.000Z' });
    const { db } = site.stage;
    const agency = await somebody(db, 'aksel@styrelsen.example', 'agency');
    await somebody(db, 'karen@wsp.example', 'coordinator');
    await somebody(db, 'nanna@nord.example', 'region');
    await somebody(db, south, 'region', 'syddanmark');
    person = { ulla: await somebody(db, 'ulla@firma.example'), viggo: await somebody(db, 'viggo@firma.example') };
    const by = await as(db, agency);
    ({ certificateId } = await registerProof(by, { consultant: person.ulla, courseOn: '2025-06-01' }));
    await registerProof(by, { consultant: person.viggo, courseOn: '2020-01-01' });
  });
  afterAll(() => site.close());

  const said = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).filter({ visible: true }).first().waitFor();
  const names = (page: Page): Promise<string[]> => page.locator('#consultants tbody th').allInnerTexts();

  test('without script: from the start page to the consultants, by right and by name, and home as a file', async () => {
    const page = await site.signedIn(south, { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Rådgivere i syddanmark' }).click();
    expect(await names(page)).toEqual(['ulla', 'viggo']);
    await page.getByRole('link', { name: 'Må ikke skrive', exact: true }).click();
    expect(await names(page)).toEqual(['viggo']);
    await page.getByRole('link', { name: 'Alle', exact: true }).click();
    await page.getByRole('textbox', { name: 'Navn eller arbejdsgiver' }).fill('ull');
    await page.getByRole('button', { name: 'Søg' }).click();
    expect(await names(page)).toEqual(['ulla']);
    // What was searched for stands in no address.
    expect(page.url()).not.toContain('ull');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Hent listen (CSV)' }).click()]);
    const file = readFileSync(await download.path(), 'utf8');
    expect(file).toMatch(/^\ufeffNavn;Arbejdsgiver;Må skrive i dag;Grundlag;Til og med\r\nulla;;"?Ja, med gyldigt certifikat"?;JAR-2025-/);
    expect(file.trim().split('\r\n')).toHaveLength(2);
    await page.context().close();
  });

  test('the question is answered row by row, for any day and assignment', async () => {
    const page = await site.signedIn(south, { javaScriptEnabled: false });
    await page.goto(`${home}/consultants/${person.ulla}`);
    await page.getByRole('button', { name: 'Vis svaret' }).click();
    await said(page, 'Ja, med gyldigt certifikat');
    expect(await page.locator('#access ol li').allInnerTexts()).toEqual([
      'Regionen er med i ordningen fra 1. januar 2019.',
      expect.stringMatching(/^Certifikatet JAR-2025-\w{10} gælder på den dato\. Som det ser ud nu, gælder det til og med 1\. juni 2027\.$/),
    ]);
    await page.getByLabel(/^Dato/).fill('2028-01-01');
    await page.getByRole('button', { name: 'Vis svaret' }).click();
    await said(page, 'Nej, certifikatet er udløbet');
    await said(page, 'Rådgiveren kan tilmelde sig en recertificering.');
    expect(await page.locator('#access ol li').count()).toBe(5);
    const looked = await lookups(site.stage.db, { personId: person.ulla }, 20);
    expect(looked.map((one) => one.what).filter((what) => what === 'access')).toHaveLength(2);
    await page.context().close();
  });

  test('existing write access is registered and ended, the consequence said before', async () => {
    const page = await site.signedIn(south, { javaScriptEnabled: false });
    await page.goto(`${home}/legacy`);
    const fill = async (evidenceOn: string): Promise<void> => {
      await page.getByLabel('Navn', { exact: true }).fill('Lise Legat');
      await page.getByLabel(/^E-mail/).fill('lise@firma.example');
      await page.getByLabel('Dokumentationens dato').fill(evidenceOn);
      await page.getByLabel('Dokumentation', { exact: true }).fill('Brugerliste fra 2018');
      await page.getByRole('button', { name: 'Registrér' }).click();
    };
    await fill('2019-01-01');
    await page.getByRole('alert').getByText('Dokumentationen er ikke fra før ordningens start.').waitFor();
    expect(await page.getByLabel('Navn', { exact: true }).inputValue()).toBe('Lise Legat');
    await fill('2018-12-31');
    await said(page, 'Skriveadgangen er registreret.');
    await fill('2018-12-31');
    await page.getByRole('alert').getByText('Personen har allerede eksisterende skriveadgang i denne region.').waitFor();
    await page.getByRole('link', { name: 'Afslut skriveadgang for Lise Legat' }).click();
    await said(page, /Fra den valgte dato giver adgangen ikke længere ret/);
    await page.getByRole('button', { name: 'Afslut skriveadgangen' }).click();
    await page.getByRole('alert').getByText('Skriv kort, hvorfor du gør det.').or(page.getByRole('alert').getByText(/begrundelse/i)).first().waitFor(); // prettier-ignore
    await page.getByLabel('Begrundelse').fill('Er stoppet');
    await page.getByRole('button', { name: 'Afslut skriveadgangen' }).click();
    await said(page, 'Skriveadgangen er afsluttet.');
    await page.context().close();
  });

  test('a demand is set with a reason that stays readable; membership is the agency’s', async () => {
    const page = await site.signedIn(south, { javaScriptEnabled: false });
    await page.goto(`${home}/demand`);
    await page.getByLabel(/^Kræver certifikat/).fill('2026-09-01');
    await page.getByLabel('Begrundelse').fill('Besluttet i styregruppen');
    await page.getByRole('button', { name: 'Gem kravet' }).click();
    await said(page, 'Kravet er gemt.');
    await said(page, 'Certifikat kræves til nye opgaver fra 1. september 2026.');
    await said(page, 'Besluttet i styregruppen');
    expect((await page.goto(`${home}/membership`))!.status()).toBe(403);
    expect((await page.goto('/certification/regions/nordjylland'))!.status()).toBe(404);
    await page.context().close();
    const agency = await site.signedIn('aksel@styrelsen.example', { javaScriptEnabled: false });
    await agency.goto(`${home}/membership`);
    await agency.getByLabel(/^Sidste dag i ordningen/).fill('2018-01-01');
    await agency.getByLabel('Begrundelse').fill('Prøve');
    await agency.getByRole('button', { name: 'Gem medlemskabet' }).click();
    await agency.getByRole('alert').waitFor();
    await agency.getByLabel(/^Sidste dag i ordningen/).fill('2030-12-31');
    await agency.getByRole('button', { name: 'Gem medlemskabet' }).click();
    await said(agency, 'Medlemskabet er gemt.');
    await agency.context().close();
  });

  test('a proof is registered by Region Syddanmark and no other', async () => {
    const page = await site.signedIn(south, { javaScriptEnabled: false });
    await page.goto('/certification/regions');
    await page.getByRole('link', { name: 'Registrér kursusbevis fra Region Syddanmark' }).click();
    await page.getByLabel('Navn', { exact: true }).fill('Rasmus Rsd');
    await page.getByLabel(/^E-mail/).fill('rasmus@firma.example');
    await page.getByLabel('Kursets dato').fill('2030-01-01');
    await page.getByRole('button', { name: 'Registrér beviset' }).click();
    await page.getByRole('alert').getByText('Datoen ligger i fremtiden.').waitFor();
    await page.getByLabel('Kursets dato').fill('2025-02-01');
    await page.getByRole('button', { name: 'Registrér beviset' }).click();
    await said(page, 'Kursusbeviset er registreret.');
    await page.context().close();
    const north = await site.signedIn('nanna@nord.example');
    expect((await north.goto('/certification/proofs/new'))!.status()).toBe(403);
    await north.context().close();
  });

  test('to everybody who may see them, in every language, and refused', async () => {
    const faults: string[] = [];
    const look = async (page: Page, what: string): Promise<void> => {
      for (const width of [320, 1280]) if (await scrollsSideways(page, width)) faults.push(`${what}: scrolls sideways at ${width}`);
      faults.push(...(await axeFaults(page)).map((fault) => `${what}: ${fault}`));
    };
    const page = await site.signedIn('aksel@styrelsen.example');
    for (const language of languages) {
      await page.goto(`/?lang=${language}`);
      for (const path of [
        '/certification/regions',
        home,
        `${home}?right=legacy_other_region`,
        `${home}/consultants/${person.viggo}`,
        `${home}/consultants/${person.viggo}?ask=&on=2026-03-01&assignmentStart=2026-10-01`,
        `${home}/consultants/${person.viggo}?ask=&on=someday`,
        `${home}/legacy`,
        `${home}/demand`,
        `${home}/membership`,
        '/certification/proofs/new',
        `/certification/certificates/${certificateId}/revoke`,
      ]) {
        await page.goto(path);
        await look(page, `${language} ${path}`);
      }
      for (const [path, action] of [
        [`${home}/legacy`, 'legacy'],
        [`${home}/demand`, 'demand'],
        ['/certification/proofs/new', 'new'],
        [`/certification/certificates/${certificateId}/revoke`, 'revoke'],
      ] as const) {
        await page.goto(path);
        await page.locator(`form[action$="/${action}"] button`).click();
        await page.locator('.ds-error-summary').waitFor();
        await look(page, `${language} ${path} refused`);
      }
    }
    await page.context().close();
    expect(faults).toEqual([]);
  }, 240_000);

  test('a certificate is taken back by a coordinator, the consequence said before, and the holder reads why', async () => {
    const page = await site.signedIn('karen@wsp.example', { javaScriptEnabled: false });
    await page.goto(`/certification/certificates/${certificateId}`);
    await page.getByRole('link', { name: 'Tilbagekald certifikatet' }).click();
    await said(page, /Certifikatet gælder ikke fra og med i dag, heller ikke hvis der senere meldes brug/);
    await page.getByLabel('Begrundelse').fill('Udlånt til en kollega');
    await page.getByRole('button', { name: 'Tilbagekald certifikatet' }).click();
    await said(page, 'Certifikatet er tilbagekaldt.');
    expect(await page.getByRole('link', { name: 'Tilbagekald certifikatet' }).count()).toBe(0);
    await page.context().close();
    const holder = await site.signedIn('ulla@firma.example');
    await holder.goto(`/certification/certificates/${certificateId}`);
    await said(holder, 'Udlånt til en kollega');
    await holder.context().close();
    const north = await site.signedIn('nanna@nord.example');
    await north.goto(`/certification/certificates/${certificateId}`);
    expect(await north.getByRole('link', { name: 'Tilbagekald certifikatet' }).count()).toBe(0);
    expect((await north.goto(`/certification/certificates/${certificateId}/revoke`))!.status()).toBe(403);
    await north.context().close();
  });
});
