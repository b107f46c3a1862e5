import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { enrolment } from '../../db/certification/enrolments';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { firstAct, opening, sceneBegins, secondAct, type Scene } from '../support/certification-scene';
import { somebody } from '../support/people';

inBrowser('many cases at once', () => {
  let site: Site;
  let scene: Scene;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: sceneBegins });
    scene = await opening(site.stage);
    await firstAct(site.stage, scene);
    await secondAct(site.stage, scene);
    await somebody(site.stage.db, 'aksel@star.example', 'agency');
  }, 120_000);
  afterAll(() => site.close());

  const said = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).filter({ visible: true }).first().waitFor();
  const payment = async (name: keyof Scene['enrolments']): Promise<unknown> =>
    (await enrolment(site.stage.db, scene.enrolments[name]))?.payment;
  async function sound(page: Page): Promise<void> {
    expect(await axeFaults(page)).toEqual([]);
    expect(await scrollsSideways(page, 320)).toBe(false);
  }

  test('a coordinator records payment for those who are marked, and for nobody else, without script', async () => {
    const page = await site.signedIn('karen@wsp.example', { javaScriptEnabled: false });
    await page.goto(`/certification/rounds/${scene.roundId}`);
    await page.getByRole('link', { name: 'Betaling' }).click();
    await page.getByRole('button', { name: 'Registrér betaling' }).click();
    await said(page, 'Markér mindst én deltager.');
    await page.getByRole('checkbox', { name: /^Anna/ }).check();
    await page.getByRole('checkbox', { name: /^Dorte/ }).check();
    await page.getByRole('radio', { name: 'Faktureret', exact: true }).check();
    await page.getByRole('button', { name: 'Registrér betaling' }).click();
    await said(page, 'Betaling registreret for 2 deltagere.');
    expect(await Promise.all((['anna', 'dorte', 'erik', 'tove'] as const).map(payment))).toEqual([
      'invoiced',
      'invoiced',
      'not_invoiced',
      'paid',
    ]);
    await page.context().close();
  });

  test('payment, figures, log and what cases wait for can be read by everybody', async () => {
    const coordinator = await site.signedIn('karen@wsp.example');
    for (const path of [`/certification/rounds/${scene.roundId}/payments`, '/certification/figures']) {
      await coordinator.goto(path);
      await sound(coordinator);
    }
    const agency = await site.signedIn('aksel@star.example');
    for (const path of ['/log', '/log?what=admitted', '/log?from=3', '/operations/cases', '/operations/cases?kind=certificate']) {
      await agency.goto(path);
      await sound(agency);
    }
    await Promise.all([coordinator.context().close(), agency.context().close()]);
  });

  test('the figures tell how a round went', async () => {
    const page = await site.signedIn('karen@wsp.example');
    await page.goto('/certification/rounds');
    await page.getByRole('link', { name: 'Runderne i tal' }).click();
    const row = page.getByRole('row', { name: /Runde 2, 2026/ });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['9', '1', '2', '1', '1', '2', '2', '2', '50 %', '7']);
    await page.context().close();
  });

  test('the agency finds who did what, and comes to the case', async () => {
    const page = await site.signedIn('aksel@star.example');
    await page.goto('/');
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByLabel(/^Hændelse/).selectOption({ label: 'Tilmeldingen blev trukket tilbage.' });
    await page.getByRole('button', { name: 'Vis' }).click();
    await said(page, '1 hændelse, nyeste først');
    await page.getByRole('row', { name: /Hanne/ }).getByRole('link', { name: 'Tilmelding' }).click();
    await page.waitForURL(`**/certification/enrolments/${scene.enrolments.hanne}`);
    await page.goto('/operations');
    await page.getByRole('term').filter({ hasText: /sager/i }).first().waitFor();
    await page.goto('/operations/cases?kind=certificate');
    await said(page, /Varsel|varsel/);
    await page.context().close();
  });

  test('a coordinator sees neither the log nor what all cases wait for', async () => {
    const page = await site.signedIn('karen@wsp.example');
    for (const path of ['/log', '/operations/cases']) expect((await page.goto(path))?.status()).toBe(403);
    await page.context().close();
  });
});
