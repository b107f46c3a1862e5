import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createParticipation } from '../../api/register/participation-commands';
import { demoIdentities } from '../../api/core/demo';
import { personByEmail } from '../../db/core/people';
import { languages } from '../../letters/core/catalogue';
import { axeFaults } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { womanNumber } from '../support/norwegian-numbers';
import { as } from '../support/people';

jest.setTimeout(180_000);

inBrowser('the directorate sees people only with a reason', () => {
  let site: Site;
  let id: string;
  const number = womanNumber(21, 2, 79);
  beforeAll(async () => {
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
    const nina = (await personByEmail(site.stage.db, demoIdentities['municipality-user']))!.personId;
    const wanted = { nationalId: number, startOn: '2026-02-02', municipality: '0301', financing: 'municipal_funds' };
    id = (await createParticipation(await as(site.stage.db, nina), wanted)).participation.participationId;
  });
  afterAll(() => site.close());

  test('a list and one record, read-only and without script, each after its own reason', async () => {
    const page = await site.signedIn(demoIdentities.directorate, { locale: 'nb-NO', javaScriptEnabled: false });
    await page.goto('/');
    await page.getByRole('link', { name: 'Innsyn i deltakelser' }).first().click();
    await page.selectOption('[name=municipality]', '0301');
    await page.getByRole('button', { name: 'Vis deltakere' }).click();
    expect(await page.locator('[name=reason][aria-invalid=true]').count()).toBe(1);
    expect(await page.locator('main table').count()).toBe(0);
    await page.fill('[name=reason]', 'Tilsyn');
    await page.fill('[name=q]', number);
    await page.getByRole('button', { name: 'Vis deltakere' }).click();
    expect(await page.locator('main tbody tr').count()).toBe(1);
    expect(page.url()).not.toContain(number);

    await page.locator('main tbody a').click();
    expect(page.url()).toContain(`/register/oversight/${id}`);
    expect(await page.locator('main').textContent()).not.toContain('Bakgrunn');
    await page.getByRole('button', { name: 'Åpne' }).click();
    expect(await page.locator('[name=reason][aria-invalid=true]').count()).toBe(1);
    await page.fill('[name=reason]', 'Tilsyn');
    await page.getByRole('button', { name: 'Åpne' }).click();
    await page.getByRole('heading', { name: 'Bakgrunn' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('Kommunale midler');
    expect(await page.locator('main input:not([type=hidden]), main select, main textarea, main button').count()).toBe(0);
  });

  test('what is shown after a reason does nothing wrong by WCAG, in every language', async () => {
    const page = await site.signedIn(demoIdentities.directorate);
    const faults: string[] = [];
    for (const language of languages) {
      await page.goto(`/register/oversight?lang=${language}`);
      await page.selectOption('[name=municipality]', '0301');
      await page.fill('[name=reason]', 'Tilsyn');
      await page.locator('main form button').click();
      await page.locator('main tbody a').first().waitFor();
      faults.push(...(await axeFaults(page)).map((fault) => `${language} list: ${fault}`));
      await page.goto(`/register/oversight/${id}`);
      await page.fill('[name=reason]', 'Tilsyn');
      await page.locator('main form button').click();
      await page.locator('#background').waitFor();
      faults.push(...(await axeFaults(page)).map((fault) => `${language} record: ${fault}`));
    }
    expect(faults).toEqual([]);
  });

  test('the directorate chooses the codes that are offered, by the names that the register has for them', async () => {
    const page = await site.signedIn(demoIdentities.directorate, { locale: 'nb-NO' });
    await page.goto('/rules/register.endingReasons');
    await page.getByLabel('Omsorg').uncheck();
    await page.getByLabel('Graviditet eller fødsel').uncheck();
    await page.fill('[name=reason]', 'Ny instruks');
    await page.getByRole('button', { name: 'Sett verdien' }).click();
    expect(await page.getByRole('alert').count()).toBe(1);
    await page.getByLabel('Graviditet eller fødsel').check();
    await page.getByRole('button', { name: 'Sett verdien' }).click();
    expect(await axeFaults(page)).toEqual([]);
    await page.goto('/rules/register.requiredForStart');
    expect(await page.getByLabel('Deltakergruppe').isChecked()).toBe(true);

    const nina = await site.signedIn(demoIdentities['municipality-user'], { locale: 'nb-NO' });
    await nina.goto(`/register/participations/${id}/ending`);
    await nina.selectOption('[name=mainReason]', 'interrupted');
    await nina.locator('[name=subReason] option', { hasText: 'Flyttet' }).waitFor({ state: 'attached' });
    const offered = await nina.locator('[name=subReason] option').allTextContents();
    expect(offered).toEqual(expect.arrayContaining(['Graviditet eller fødsel', 'Flyttet']));
    expect(offered).not.toContain('Omsorg');
  });

  test('nobody of a municipality comes in', async () => {
    const page = await site.signedIn(demoIdentities['municipality-user']);
    for (const path of ['/register/oversight', `/register/oversight/${id}`]) expect((await page.goto(path))?.status()).toBe(403);
  });
});
