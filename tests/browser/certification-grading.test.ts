import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { languages } from '../../letters/core/catalogue';
import { setRule } from '../../api/core/rule-commands';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { firstAct, opening, sceneBegins, secondAct, type Scene } from '../support/certification-scene';
import { as, somebody } from '../support/people';

const [coordinator, second, grader] = ['karen@wsp.example', 'sune@wsp.example', 'bent@wsp.example'];

inBrowser('grading, and correcting what went wrong', () => {
  let site: Site;
  let scene: Scene;
  const faults: string[] = [];
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: sceneBegins });
    const { db } = site.stage;
    await somebody(db, second, 'coordinator');
    const agency = await somebody(db, 'alma@star.example', 'agency');
    await setRule(await as(db, agency), 'jar.blindGrading', { value: 'on', reason: 'a trial' });
    scene = await opening(site.stage);
    await firstAct(site.stage, scene);
    await secondAct(site.stage, scene);
  }, 240_000);
  afterAll(() => site.close());

  const enrolment = (name: keyof Scene['enrolments']) => `/certification/enrolments/${scene.enrolments[name]}`;

  /** Looks at what a page shows now: by axe, and for sideways scrolling on a wide and on the narrowest window. */
  async function look(page: Page, what: string): Promise<void> {
    for (const width of [320, 1280]) if (await scrollsSideways(page, width)) faults.push(`${what}: scrolls sideways at ${width}`);
    faults.push(...(await axeFaults(page)).map((fault) => `${what}: ${fault}`));
  }
  async function lookInEveryLanguage(page: Page, paths: readonly string[]): Promise<void> {
    for (const language of languages) {
      await page.goto(`/?lang=${language}`);
      for (const path of paths) {
        expect((await page.goto(path))?.status()).toBe(200);
        await look(page, `${language} ${path}`);
      }
    }
    await page.goto('/?lang=da');
  }

  test('a grader sees what waits and against which target, but not whose it is, and holds it against the criteria', async () => {
    const page = await site.signedIn(grader);
    await page.goto('/certification/grading');
    const code = scene.enrolments.freja.slice(-6).toUpperCase();
    await page.getByRole('columnheader', { name: 'Mål' }).waitFor();
    expect(await page.locator('main').textContent()).not.toContain('Freja');
    await lookInEveryLanguage(page, ['/certification/grading', `${enrolment('freja')}/grade`, `${enrolment('erik')}/grade`]);

    await page.goto('/certification/grading');
    await page.getByRole('link', { name: `Besvarelse ${code}` }).click();
    expect(await page.locator('main').textContent()).not.toMatch(/Freja|freja@|Jord & Vand|Situationsplan/);
    await page.getByRole('link', { name: 'Bilag 1.pdf' }).waitFor();
    await page.getByLabel('Kortlægningsniveauet er valgt rigtigt og begrundet.').check();
    await page.getByLabel('Ikke godkendt').check();
    await page.getByRole('button', { name: 'Gem resultatet' }).click();
    // Refused without a word on what is missing, and everything that was chosen is still chosen.
    await page.locator('.ds-error-summary').waitFor();
    expect(await page.getByLabel('Kortlægningsniveauet er valgt rigtigt og begrundet.').isChecked()).toBe(true);
    await page.getByLabel(/Væsentlige mangler/).fill('Kilder mangler.');
    await page.getByRole('button', { name: 'Gem resultatet' }).click();
    await page.getByText('Besvarelsen er ikke godkendt, og deltageren får besked.').waitFor();
    await page.goto(`${enrolment('freja')}/grade`);
    await page.locator('#verdict-history').getByText('1 af 4').waitFor();
    await page.context().close();
  }, 120_000);

  test('verdicts are seen beside each other: a grader sees oneself beside all, a coordinator everybody', async () => {
    const mine = await site.signedIn(grader);
    await lookInEveryLanguage(mine, ['/certification/grading/drift']);
    await mine.goto('/certification/grading/drift');
    expect(await mine.locator('#drift tbody th').allTextContents()).toEqual(['Alle bedømmere', 'Dig']);
    const all = await site.signedIn(coordinator);
    await all.goto('/certification/grading/drift');
    expect(await all.locator('#drift tbody th').allTextContents()).toEqual(['Alle bedømmere', 'bent']);
    await mine.context().close();
    await all.context().close();
  }, 120_000);

  test('a coordinator corrects a verdict without script: chooses, sees what follows, and it is done', async () => {
    const page = await site.signedIn(coordinator, { javaScriptEnabled: false });
    await page.goto(enrolment('dorte'));
    await page.getByRole('link', { name: 'Ret en fejl' }).click();
    await page.getByRole('button', { name: 'Se følgerne' }).click();
    await page.locator('.ds-error-summary').waitFor();
    await page.getByLabel('Bedømmelsen').check();
    await page.getByLabel('Begrundelse').fill('Der er set på en forkert fil.');
    await page.getByRole('button', { name: 'Se følgerne' }).click();
    await page.getByText('Sendt retur til rettelse → Under bedømmelse').waitFor();
    await page.getByRole('button', { name: 'Ret fejlen' }).click();
    await page.getByText('Fejlen er rettet.').waitFor();
    expect(await page.locator('main').textContent()).toContain('Der er set på en forkert fil.');
    await page.context().close();
  }, 120_000);

  test('once the certificate is out a second person confirms', async () => {
    const page = await site.signedIn(coordinator);
    await lookInEveryLanguage(page, [`${enrolment('anna')}/correct`, '/certification/corrections']);
    await page.goto(`${enrolment('anna')}/correct`);
    await page.getByRole('button', { name: 'Se følgerne' }).click();
    await page.locator('.ds-error-summary').waitFor();
    await look(page, 'refused');
    await page.getByLabel('Personen', { exact: true }).check();
    await page.getByLabel('Begrundelse').fill('Forkert person.');
    await page.getByRole('button', { name: 'Se følgerne' }).click();
    await page
      .locator('.ds-error-summary')
      .getByText(/den rette persons e-mail/)
      .waitFor();
    await page.getByLabel(/Den rette persons navn/).fill('Ny Person');
    await page.getByLabel(/Den rette persons e-mail/).fill('ny.person@firma.example');
    await page.getByRole('button', { name: 'Se følgerne' }).click();
    await page.getByText('Gyldigt → Tilbagekaldt', { exact: false }).waitFor();
    await look(page, 'preview');
    await page.getByRole('button', { name: 'Bed en anden om at bekræfte' }).click();
    await page.getByText('Rettelsen venter på, at en anden bekræfter den.').waitFor();
    await page.getByText('Du har selv bedt om rettelsen.', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Bekræft rettelsen' }).count()).toBe(0);
    await page.context().close();

    const other = await site.signedIn(second);
    await other.getByRole('link', { name: 'Bekræft en rettelse' }).click();
    const here = new URL(other.url()).pathname;
    await lookInEveryLanguage(other, [here, '/certification/corrections']);
    await other.goto(here);
    await other.getByRole('button', { name: 'Bekræft rettelsen' }).click();
    await other.getByText('Rettelsen er bekræftet, og fejlen er rettet.').waitFor();
    await other.getByRole('heading', { level: 1, name: 'Ny Person' }).waitFor();
    await other.context().close();
  }, 240_000);

  test('and nothing of it is hard to use', () => {
    expect(faults).toEqual([]);
  });
});
