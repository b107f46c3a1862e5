import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { somebody } from '../support/people';

inBrowser('projects of a municipality', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: '2026-03-02T09:00:00.000Z' });
    await somebody(site.stage.db, 'marit@oslo.example', 'municipality_admin', '0301');
    await somebody(site.stage.db, 'nina@oslo.example', 'municipality_user', '0301');
  });
  afterAll(() => site.close());

  const fine = async (page: Page): Promise<void> => expect([await axeFaults(page), await scrollsSideways(page, 320)]).toEqual([[], false]);

  test.each([true, false])('are added and changed by the administrator (scripts: %p)', async (javaScriptEnabled) => {
    const page = await site.signedIn('marit@oslo.example', { javaScriptEnabled });
    const name = `Jobbsjansen ${javaScriptEnabled ? 'Grorud' : 'Alna'}`;
    await page.goto('/register/projects');
    if (javaScriptEnabled) await fine(page);
    await page.fill('[name=name]', name);
    await page.fill('[name=startsOn]', '2026-01-01');
    await page.fill('[name=endsOn]', '2025-12-31');
    await page.click('main form[action="/register/projects"] button[type=submit]');
    expect(await page.textContent('main')).toContain('Slutdatoen er før startdatoen.');
    expect(await page.inputValue('[name=name]')).toBe(name);
    await page.fill('[name=endsOn]', '');
    await page.click('main form[action="/register/projects"] button[type=submit]');
    await page.waitForSelector(`main td a:has-text("${name}"), main th a:has-text("${name}")`);

    await page.click(`main a:has-text("${name}")`);
    if (javaScriptEnabled) await fine(page);
    await page.check('[name=offers][value=no]');
    await page.click('main form button[type=submit]');
    await page.waitForSelector('text=Projektet er gemt.');
    expect(await page.textContent(`tr:has-text("${name}")`)).toContain('Kører ikke');
  });

  test('are seen by who registers, who changes nothing', async () => {
    const page = await site.signedIn('nina@oslo.example');
    await page.goto('/register/projects');
    expect(await page.textContent('main')).toContain('Jobbsjansen Grorud');
    expect(await page.locator('main form').count()).toBe(0);
  });
});
