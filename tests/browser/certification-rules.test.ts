import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { rows } from '../../db/core/columns';
import { transaction } from '../../db/core/transaction';
import { newId } from '../../db/core/ids';
import { insertCertificate } from '../../db/certification/certificates';
import { rulesNow } from '../../db/certification/rounds';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { aCertificate } from '../support/cases';
import { somebody } from '../support/people';

inBrowser('rules that move', () => {
  let site: Site;
  let agency: Page;
  beforeAll(async () => {
    const now = '2026-04-20T08:00:00.000Z';
    site = await Site.open({ now });
    const { db } = site.stage;
    const holder = await somebody(db, 'holder@firma.example');
    await transaction(db, async (trx) => {
      const one = aCertificate({ certificateId: newId(), number: 'JAR-2025-RULESMOVED', personId: holder, issuedOn: '2025-01-10' });
      await insertCertificate(trx, one, await rulesNow(trx, now), now);
    });
    agency = await site.signedIn('agency');
  });
  afterAll(() => site.close());

  const said = (text: string | RegExp): Promise<void> => agency.getByText(text).first().waitFor();
  const faultless = async (): Promise<void> => {
    expect(await axeFaults(agency)).toEqual([]);
    expect([await scrollsSideways(agency, 320), await scrollsSideways(agency, 1280)]).toEqual([false, false]);
  };

  test('the agency sees what fewer idle years would change before it decides, and takes all of it home as a file', async () => {
    await agency.goto('/rules/jar.idleYears');
    await agency.getByLabel('Værdi').fill('0');
    await agency.getByRole('button', { name: 'Se, hvad det ændrer' }).click();
    await agency.getByRole('alert').getByText('Tallet må ikke være mindre end 1.').waitFor();
    await agency.getByLabel('Værdi').fill('1');
    await agency.getByLabel('Begrundelse').fill('Hører til beslutningen');
    await agency.getByRole('button', { name: 'Se, hvad det ændrer' }).click();
    await agency.getByRole('heading', { name: 'Hvad en ny værdi ændrer', level: 1 }).waitFor();
    expect(agency.url()).not.toContain('H%C3%B8rer');
    const row = agency.locator('#changed tr', { hasText: 'JAR-2025-RULESMOVED' });
    expect(await row.innerText()).toMatch(/Får mindre\s+Dato passeret/);
    await row.getByText('Gyldigt til og med: fra 10. januar 2027 til 19. april 2026').waitFor();
    await said('Denne regel gælder altid for alle sager');
    expect(await agency.getByRole('radio').count()).toBe(0);
    await faultless();

    const [download] = await Promise.all([agency.waitForEvent('download'), agency.getByRole('link', { name: 'Hent alle ændringer som CSV' }).click()]); // prettier-ignore
    expect(download.suggestedFilename()).toBe('jar.idleYears.csv');
    expect(await rows(site.stage.db.raw(`select 1 from rule_setting where key = 'jar.idleYears'`))).toEqual([]);
  });

  test('deciding needs a reason; then the rule tells how far the cases have come', async () => {
    await agency.goto('/rules/jar.idleYears/what-if?value=3&validFrom=2026-05-01');
    await agency.getByRole('button', { name: 'Sæt værdien' }).click();
    await agency.getByRole('alert').getByText(/begrundelse/).first().waitFor(); // prettier-ignore
    await faultless();
    await agency.getByLabel('Begrundelse').fill('Ny bekendtgørelse');
    await agency.getByRole('button', { name: 'Sæt værdien' }).click();
    await said('Regelværdien er sat.');
    // The page learns by itself when the work is done.
    await agency
      .locator('#batch')
      .getByText(/^Alle sager er gennemgået/)
      .waitFor();
    const progress = await agency.locator('#batch-progress-text').innerText();
    expect(progress).toMatch(/^(\d+) af \1$/);
    await faultless();
    await agency.goto('/operations');
    expect(await agency.locator('#overdue tbody tr').count()).toBe(0);
  });

  test('running cases keep other rules unless it is decided that they move, also without script', async () => {
    const plain = await site.signedIn('agency', { javaScriptEnabled: false });
    await plain.goto('/rules/jar.deadlineReminders');
    await plain.getByLabel('Værdi').fill('20, 5');
    await plain.getByLabel('Gælder fra').fill('2026-04-22');
    await plain.getByRole('button', { name: 'Se, hvad det ændrer' }).click();
    await plain.getByText('(ny)').first().waitFor();
    expect(await plain.getByLabel('Beholder de værdier, de begyndte med').isChecked()).toBe(true);
    await plain.getByLabel('Går over til den nye værdi den 22. april 2026').check();
    await plain.getByLabel('Begrundelse').fill('Bedre påmindelser');
    await plain.getByRole('button', { name: 'Sæt værdien' }).click();
    await plain.getByText('Sagerne går over til de nye regler 22. april 2026 kl. 00:00.').waitFor();
    await site.stage.passTo('2026-04-22T06:00:00+02:00');
    await plain.reload();
    await plain.getByText('Alle sager er gennemgået 22. april 2026 kl. 00:00.').waitFor();
    await plain.context().close();
  });

  test('more rounds a year are more places, which wait for a deadline', async () => {
    await agency.goto('/rules/jar.roundsPerYear/what-if?value=6');
    expect(await agency.locator('#places tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/Runde 2027\/5\s+Ingen runde\s+Uden frist: den skal vælges/),
      expect.stringMatching(/Runde 2027\/6\s+Ingen runde\s+Uden frist: den skal vælges/),
    ]);
    await faultless();
    expect((await agency.goto('/rules/jar.contact/what-if?value="a@b.example"'))!.status()).toBe(404);
  });

  test('a day is made a day off, and sign-up closes a working day earlier', async () => {
    await agency.goto('/rules');
    await agency.getByRole('link', { name: 'Helligdage og lukkedage' }).click();
    await agency.getByRole('heading', { name: 'Helligdage og lukkedage', level: 1 }).waitFor();
    await agency.getByRole('button', { name: 'Sæt dagen' }).click();
    await agency.getByRole('alert').getByText('Udfyld „dag“.').waitFor();
    await faultless();
    await agency.getByLabel('Dag', { exact: true }).fill('2026-05-08');
    await agency.getByLabel('Navn', { exact: true }).fill('Lukkedag efter aftale');
    await agency.getByLabel('Begrundelse').fill('Aftale');
    await agency.getByRole('button', { name: 'Sæt dagen' }).click();
    await said(/^Dagen er sat\. \d+ runder? fik en anden sidste dag for tilmelding\.$/);
    await agency.getByRole('row', { name: /Lukkedag efter aftale/ }).waitFor();
    await faultless();
  });
});
