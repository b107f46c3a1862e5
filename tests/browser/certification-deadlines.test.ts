import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { languages } from '../../letters/core/catalogue';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { opening, sceneBegins, type Scene } from '../support/certification-scene';
import { somebody } from '../support/people';

inBrowser('deadlines on the pages', () => {
  let site: Site;
  let scene: Scene;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: sceneBegins });
    scene = await opening(site.stage);
    await somebody(site.stage.db, 'signe@styrelsen.example', 'agency');
  });
  afterAll(() => site.close());
  /** Somebody who reads English. */
  async function english(email: string, options: Parameters<Site['signedIn']>[1] = {}): Promise<Page> {
    const page = await site.signedIn(email, options);
    await page.goto('/?lang=en');
    return page;
  }
  const round = (): string => `/certification/rounds/${scene.roundId}`;

  test('can be read and used by everybody, in every language, also what is refused', async () => {
    const faults: string[] = [];
    const look = async (page: Page, what: string): Promise<void> => {
      for (const width of [320, 1280]) if (await scrollsSideways(page, width)) faults.push(`${what}: scrolls sideways at ${width}`);
      faults.push(...(await axeFaults(page)).map((fault) => `${what}: ${fault}`));
    };
    const agency = await site.signedIn('signe@styrelsen.example');
    const span = 'fromOn=2026-05-15&fromTime=10:00&toOn=2026-05-15&toTime=12:30';
    for (const language of languages) {
      await agency.goto(`/?lang=${language}`);
      for (const path of [
        '/certification/calendar',
        '/certification/outages',
        '/certification/outages/new',
        `/certification/outages/new?${span}`,
        '/certification/outages/new?fromOn=&fromTime=25:00&toOn=x&toTime=',
        '/certification/outages/new?fromOn=2026-05-15&fromTime=10:00&toOn=2026-05-14&toTime=10:00',
        `${round()}/cancel`,
        `/certification/enrolments/${scene.enrolments.palle}/extend`,
      ]) {
        expect([path, (await agency.goto(path))?.status()]).toEqual([path, 200]);
        await look(agency, `${language} ${path}`);
      }
      for (const [path, form] of [
        [`${round()}/cancel`, '/cancel'],
        [`/certification/enrolments/${scene.enrolments.palle}/extend`, '/extend'],
        [`/certification/outages/new?${span}`, '/new'],
      ] as const) {
        await agency.goto(path);
        await agency.locator(`form[method=post][action$="${form}"] button`).click();
        await agency.locator('.ds-error-summary').waitFor();
        await look(agency, `${language} ${path} refused`);
      }
    }
    await agency.context().close();
    expect(faults).toEqual([]);
  }, 240_000);

  test('the calendar shows the rounds of this year and the next as a drawing and, the same, as a table', async () => {
    const page = await english('karen@wsp.example');
    await page.goto('/certification/calendar');
    const text = await page.locator('main').innerText();
    for (const word of ['Rounds of 2026', 'There are no rounds in 2027', '15 May 2026', '15 August 2026 (weekend)'])
      expect(text).toContain(word);
    expect(await page.locator('svg.frist-calendar').count()).toBe(1);
    expect(await page.locator('svg .frist-calendar-deadline').count()).toBeGreaterThanOrEqual(2);
    await page.context().close();
  });

  test('the coordinator gives somebody a later deadline, without script', async () => {
    const page = await english('karen@wsp.example', { javaScriptEnabled: false });
    await page.goto(`/certification/enrolments/${scene.enrolments.palle}`);
    await page.getByRole('link', { name: 'Give a later deadline' }).click();
    await page.getByLabel('New deadline for this participant').fill('2026-06-01');
    await page.getByLabel('Reason').fill('Illness.');
    await page.getByRole('button', { name: 'Give the new deadline' }).click();
    const text = await page.locator('main').innerText();
    expect(text).toContain('1 June 2026');
    expect(text).toContain('The participant was given a later deadline. From 15 May 2026 to 1 June 2026.');
    await page.context().close();
  });

  test('the agency sees what an outage would move, declares it, and everybody is told why', async () => {
    const page = await english('signe@styrelsen.example', { javaScriptEnabled: false });
    await page.goto('/certification/outages');
    await page.getByRole('link', { name: 'Declare an outage' }).click();
    await page.getByLabel('From day').fill('2026-05-15');
    await page.getByLabel('From time').fill('10:00');
    await page.getByLabel('To day').fill('2026-05-15');
    await page.getByLabel('To time').fill('12:30');
    await page.getByRole('button', { name: 'See what it moves' }).click();
    expect(await page.locator('#preview').innerText()).toContain('from 15 May 2026 to 16 May 2026');
    await page.getByLabel('Reason').fill('The power failed.');
    await page.getByRole('button', { name: 'Declare it and move the deadlines' }).click();
    expect(await page.locator('main').innerText()).toContain('The power failed.');
    await page.context().close();

    const participant = await english('tove@firma.example');
    for (const path of [round(), `/certification/enrolments/${scene.enrolments.tove}`]) {
      await participant.goto(path);
      const text = await participant.locator('main').innerText();
      expect(text).toContain('16 May 2026');
      expect(text).toContain('The power failed.');
    }
    await participant.context().close();
  });

  test('the coordinator cancels the round, after being told how many it concerns', async () => {
    const page = await english('karen@wsp.example', { javaScriptEnabled: false });
    await page.goto(round());
    await page.getByRole('link', { name: 'Cancel the round' }).click();
    expect(await page.locator('main').innerText()).toContain('8 enrolments, which end');
    await page.getByLabel('Reason').fill('Too few.');
    await page.getByRole('button', { name: 'Cancel the round' }).click();
    const text = await page.locator('main').innerText();
    expect(text).toContain('Too few.');
    expect((await page.goto(`${round()}/cancel`))?.status()).toBe(409);
    await page.context().close();
  });
});
