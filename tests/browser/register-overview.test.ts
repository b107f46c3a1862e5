import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { PopulationRegister } from '../../activities/register/population-register';
import { createParticipation, saveFields } from '../../api/register/participation-commands';
import { rows } from '../../db/core/columns';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { womanNumber } from '../support/norwegian-numbers';
import { as, somebody } from '../support/people';
import { allowSynthetic } from '../support/register-people';

inBrowser('the overview of a municipality', () => {
  let site: Site;
  const numbers = [womanNumber(3, 4, 85), womanNumber(4, 4, 85), womanNumber(5, 4, 85)];
  /** Knows the first of them; what it knows of the others it does not say today. */
  const register: PopulationRegister = {
    personOf: async (number) =>
      Promise.resolve(
        number === numbers[0]
          ? { kind: 'person', status: 200, name: 'Kari Nordmann', sex: 'woman', bornOn: null, standing: 'living' }
          : { kind: 'later', status: 503, retryAfterMs: null },
      ),
  };
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: '2026-03-02T09:00:00.000Z', register });
    const { db } = site.stage;
    const nina = await somebody(db, 'nina@oslo.example', 'municipality_user', '0301');
    await somebody(db, 'bjorn@bergen.example', 'municipality_user', '4601');
    await db.raw(`update person set language = 'nb'`);
    await allowSynthetic(db, 'on', nina);
    for (const [at, nationalId] of numbers.entries()) {
      const context = await as(db, nina);
      const one = { nationalId, startOn: '2026-01-15', municipality: '0301', financing: at === 0 ? 'other' : 'social_assistance' };
      const { participation } = await createParticipation(context, one);
      if (at === 1) await saveFields(context, participation.participationId, participation.version, { endOn: '2026-02-01' });
    }
    const named = 'select 1 from person where name = ?';
    await site.stage.until('the name is known', async () => (await rows(db.raw(named, ['Kari Nordmann']))).length > 0);
  });
  afterAll(() => site.close());

  const fine = async (page: Page): Promise<void> => expect([await axeFaults(page), await scrollsSideways(page, 320)]).toEqual([[], false]);
  const rowsOf = (page: Page) => page.locator('#participants tbody tr').count();

  test.each([true, false])(
    'is filtered by chips, searched without a trace in the address, and kept as a view (scripts: %p)',
    async (javaScriptEnabled) => {
      const page = await site.signedIn('nina@oslo.example', { locale: 'nb-NO', javaScriptEnabled });
      // The start page leads on to what she works with.
      await page.locator('main').getByRole('link', { name: 'Deltakere', exact: true }).click();
      await page.waitForURL('/register');
      if (javaScriptEnabled) await fine(page);
      expect(await page.textContent('header .frist-product')).toContain('Jobbsjanseregisteret');
      expect(await rowsOf(page)).toBe(3);
      expect(await page.textContent('#participants')).toContain('Kari Nordmann');
      expect(await page.textContent('#participants')).toContain('Hentes automatisk');
      expect(await page.content()).not.toContain(numbers[0]);

      await page.goto('/register?financing=other&status=registering');
      if (javaScriptEnabled) await fine(page);
      expect(await rowsOf(page)).toBe(1);
      await page.fill('[name=name]', `Mine ${javaScriptEnabled}`);
      await page.click('form[action="/register/views"] button[type=submit]');
      await page.waitForSelector('text=Visningen er lagret.');
      await page.click('a.ds-chip:has-text("Finansiering: Annet")');
      await page.waitForURL((url) => !url.search.includes('financing'));
      expect(await rowsOf(page)).toBe(2);

      await page.goto('/register');
      await page.fill('[name=q]', numbers[2]!);
      await page.click('form[action="/register/search"] button[type=submit]');
      await page.waitForURL(/found/);
      expect(page.url()).not.toContain(numbers[2]);
      expect(await rowsOf(page)).toBe(1);
    },
  );

  test('a view without a name is asked for one, above the list that it is to keep', async () => {
    const page = await site.signedIn('nina@oslo.example', { locale: 'nb-NO' });
    await page.goto('/register?financing=other&status=registering');
    await page.click('form[action="/register/views"] button[type=submit]');
    await page.waitForSelector('[aria-invalid=true][name=name]');
    await fine(page);
    expect(await rowsOf(page)).toBe(1);
    await page.fill('[name=name]', 'Med navn');
    await page.click('form[action="/register/views"] button[type=submit]');
    await page.waitForSelector('text=Visningen er lagret.');
    expect(page.url()).toContain('financing=other');
  });

  test('a municipality without participants is told what to do', async () => {
    const page = await site.signedIn('bjorn@bergen.example', { locale: 'nb-NO' });
    await page.goto('/register');
    await fine(page);
    expect(await page.textContent('main')).toContain('Ingen deltakere er registrert ennå.');
  });

  test('a file needs a reason for whole numbers, and comes by a link', async () => {
    const page = await site.signedIn('nina@oslo.example', { locale: 'nb-NO' });
    await page.goto('/register/download');
    await fine(page);
    await page.check('[name=format][value=csv]');
    await page.check('[name=fullNumbers]');
    await page.click('main form button[type=submit]');
    await page.waitForSelector('[aria-invalid=true][name=reason]');
    await page.fill('[name=reason]', 'Samordning med NAV');
    await page.click('main form button[type=submit]');
    await page.waitForSelector('text=Filen er klar');
    await fine(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Last ned filen')]);
    expect(download.suggestedFilename()).toBe('jobbsjansen-participants.csv');
  });

  test.each([true, false])('a file is previewed before anything is stored (scripts: %p)', async (javaScriptEnabled) => {
    const page = await site.signedIn('nina@oslo.example', { locale: 'nb-NO', javaScriptEnabled });
    await page.goto('/register/import');
    if (javaScriptEnabled) await fine(page);
    const number = womanNumber(6, 4, 85, javaScriptEnabled ? 0 : 1);
    const text = `Fødselsnummer;Startdato;Finansiering\n${number};15.01.2026;Sosialhjelp\n12345;15.01.2026;Lotto`;
    await page.setInputFiles('[name=file]', { name: 'deltakere.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.click('main form button[type=submit]');
    await page.waitForSelector('#refused');
    if (javaScriptEnabled) await fine(page);
    expect(await page.textContent('#refused')).toContain('Nummeret har ikke elleve sifre.');
    await page.click('main form button[type=submit]');
    await page.waitForSelector('text=Én deltaker er lagret');
  });
});
