import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { askForecast, endForecast, takeForecast } from '../../db/core/forecasts';
import { rows } from '../../db/core/columns';
import { languages } from '../../letters/core/catalogue';
import { checkEvidence } from '../../tools/evidence/check';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';

jest.setTimeout(120_000);

inBrowser('what is kept and what is foreseen', () => {
  let site: Site;
  let own: { enrolmentId: string; personId: string };
  beforeAll(async () => {
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
    await site.stage.passTo('2026-04-20T12:00:00+02:00');
    own = (
      await rows<typeof own>(
        site.stage.db.raw(
          `select e.id as "enrolmentId", e.person_id as "personId" from enrolment e join person p on p.id = e.person_id where p.email = 'palle@firma.example' limit 1`,
        ),
      )
    )[0]!;
    const forecast = await askForecast(site.stage.db, 730, null);
    await takeForecast(site.stage.db, forecast!.forecastId, '2026-04-20T10:00:00.000Z');
    const week = { deadlines: 1, letters: 12, gradings: 3, lapses: 0 };
    await endForecast(site.stage.db, forecast!.forecastId, { weeks: [{ weekOn: '2026-05-11', ...week }] });
  });
  afterAll(() => site.close());

  async function faults(page: Page, paths: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const language of languages) {
      await page.goto(`/help?lang=${language}`);
      for (const path of paths) {
        expect((await page.goto(path))?.status()).toBe(200);
        for (const width of [320, 1280])
          if (await scrollsSideways(page, width)) found.push(`${language} ${path}: scrolls sideways at ${width}`);
        found.push(...(await axeFaults(page)).map((fault) => `${language} ${path}: ${fault}`));
      }
    }
    return found;
  }

  /** A file as the browser is given it. */
  const saved = async (page: Page, path: string): Promise<{ status: number; text: string; disposition: string | null }> =>
    page.evaluate(async (address) => {
      const answer = await fetch(address);
      return { status: answer.status, text: await answer.text(), disposition: answer.headers.get('content-disposition') };
    }, path);

  test('a participant reads the evidence and everything held, and saves both', async () => {
    const page = await site.signedIn('palle@firma.example');
    const evidence = `/certification/enrolments/${own.enrolmentId}/evidence`;
    expect(await faults(page, [evidence, `/people/${own.personId}/held`])).toEqual([]);
    await page.goto(`/certification/enrolments/${own.enrolmentId}?lang=da`);
    await page.click(`a[href="${evidence}"]`);
    expect(await page.textContent('h1')).toBe('Dokumentation for fristen');
    const file = await saved(page, `${evidence}.json`);
    expect(file.disposition).toMatch(/^attachment/);
    expect(checkEvidence(JSON.parse(file.text)).disagreements).toEqual([]);
    await page.goto('/account');
    await page.click(`a[href="/people/${own.personId}/held"]`);
    expect(await page.textContent('main')).toContain('palle@firma.example');
    expect(JSON.parse((await saved(page, `/people/${own.personId}/held.json`)).text)).toMatchObject({ format: 'frist-held/1' });
  });

  test('the agency must say why before it sees everything about somebody; nobody else may', async () => {
    const agency = await site.signedIn('agency');
    await agency.goto(`/people/${own.personId}/held`);
    await agency.locator('main form button').click();
    await agency.locator('.ds-error-summary').waitFor();
    expect(await axeFaults(agency)).toEqual([]);
    await agency.fill('textarea[name=reason]', 'Anmodning om indsigt');
    await agency.locator('main form button').click();
    await agency.locator('#held-letters').waitFor();
    expect(await axeFaults(agency)).toEqual([]);
    const [logged] = await rows(site.stage.db.raw(`select 1 from lookup_log where what = 'export' and person_id = ?`, [own.personId]));
    expect(logged).toBeDefined();
    const stranger = await site.signedIn('coordinator');
    expect((await stranger.goto(`/people/${own.personId}/held`))?.status()).toBe(404);
    expect((await saved(agency, `/people/${own.personId}/held.json`)).status).toBe(404);
  });

  test('the forecast is a picture, a table and a file; a new one can be asked for, without script', async () => {
    const page = await site.signedIn('coordinator', { javaScriptEnabled: false });
    await page.goto('/forecast?lang=da');
    expect(await page.locator('svg[role=img] rect').count()).toBe(3);
    expect(await page.textContent('#forecast-weeks tbody')).toContain('12');
    await page.locator('main form button').click();
    expect(await page.textContent('main')).toContain('En fremskrivning venter på at begynde.');
    const scripted = await site.signedIn('coordinator');
    const csv = await saved(scripted, '/forecast.csv');
    expect(csv.text).toBe('week;deadlines;letters;gradings;lapses\n2026-05-11;1;12;3;0\n');
    expect(await faults(scripted, ['/forecast'])).toEqual([]);
    const participant = await site.signedIn('palle@firma.example');
    expect((await participant.goto('/forecast'))?.status()).toBe(403);
  });

  test('a rehearsal is kept under a name and gone back to', async () => {
    const page = await site.signedIn('coordinator');
    await page.goto('/rehearsal/snapshots?lang=da');
    await page.fill('main input[name=name]', 'Ikke et navn');
    await page.locator('main form button').first().click();
    await page.locator('.ds-error-summary').waitFor();
    await page.fill('main input[name=name]', 'april');
    await page.locator('main form button').first().click();
    await page.locator('#snapshots table').waitFor();
    expect(await faults(page, ['/rehearsal/snapshots'])).toEqual([]);
    await site.stage.passTo('2026-05-20T12:00:00+02:00');
    await page.goto('/rehearsal/snapshots?lang=da');
    await page.locator('#snapshots summary').click();
    await page.locator('#snapshots form button').click();
    await page.getByText('Prøvekørslen er tilbage, hvor den var.').waitFor();
    expect(await page.textContent('aside.frist-rehearsal')).toContain('20. april 2026');
  });
});
