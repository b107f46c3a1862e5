import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { rows } from '../../db/core/columns';
import { axeFaults } from '../support/axe';
import { inBrowser } from '../support/browser';
import { frame, loseAnswer, ParticipationPages, pathOf, says } from '../support/participation-pages';

jest.setTimeout(180_000);

inBrowser('who registers a participant', () => {
  let pages: ParticipationPages;
  beforeAll(async () => {
    pages = await ParticipationPages.open();
  });
  afterAll(() => pages.close());

  test('nothing is stored until the four mandatory fields are valid; then the page is the participant’s', async () => {
    const count = async (): Promise<number> => (await rows(pages.site.stage.db.raw('select 1 from participation'))).length;
    const before = await count();
    const page = await pages.page();
    await page.goto('/register/new');
    await says(page, 'Ikke lagret: mangler fødselsnummer eller D-nummer, startdato, finansiering');
    expect(await page.getByLabel('Kommune').inputValue()).toBe('0301');
    await page.getByLabel('Fødselsnummer').fill('12838520101');
    await frame(page, 'nationalId').locator('.ds-validation-message').waitFor();
    expect(await page.getByLabel('Fødselsnummer').getAttribute('aria-describedby')).toContain('field-nationalId-error');
    await says(page, 'Ikke lagret: mangler startdato, finansiering. Ikke lagret: rett fødselsnummer eller D-nummer');
    const good = pages.number();
    await page.getByLabel('Fødselsnummer').fill(good);
    await page.getByLabel('Startdato').fill('2026-03-02');
    await says(page, /^Ikke lagret: mangler finansiering$/);
    expect(await count()).toBe(before);
    await page.getByLabel('Finansiering').focus();
    await page.getByLabel('Finansiering').selectOption('jobbsjansen_grant');
    await page.waitForURL(/\/register\/participations\/[0-9a-f-]{36}$/);
    await says(page, /^Lagret kl\. \d\d:\d\d$/);
    expect(await count()).toBe(before + 1);
    expect(page.url()).not.toContain(good);
    expect(await page.content()).not.toContain(good);
    expect(await page.evaluate<string>('JSON.stringify({ ...sessionStorage, ...localStorage })')).toBe('{}');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('field-financing');
    await page.context().close();
  });

  test('who is registered already is a link away, with script and without', async () => {
    const taken = pages.number();
    const id = await pages.participant({}, taken);
    const [page, without] = [await pages.page(), await pages.page({ javaScriptEnabled: false })];
    for (const one of [page, without]) {
      await one.goto('/register/new');
      await one.getByLabel('Fødselsnummer').fill(taken);
      await one.getByLabel('Startdato').fill('2026-03-02');
      await one.getByLabel('Finansiering').selectOption('jobbsjansen_grant');
    }
    await without.getByRole('button', { name: 'Registrer deltakeren' }).click();
    for (const one of [page, without]) {
      const link = one.getByRole('link', { name: 'Åpne deltakelsen hun allerede har' });
      await link.waitFor();
      // The judge is a script itself.
      if (one === page) expect(await axeFaults(one)).toEqual([]);
      expect(await link.getAttribute('href')).toBe(pathOf(id));
      await one.context().close();
    }
  });

  test('a participant is registered once, also when the answer is lost on a slow line', async () => {
    const page = await pages.page();
    await loseAnswer(page, 'answer.status === 201');
    await page.goto('/register/new');
    const good = pages.number();
    await page.getByLabel('Fødselsnummer').fill(good);
    await page.getByLabel('Startdato').fill('2026-03-02');
    await page.getByLabel('Finansiering').selectOption('other');
    await says(page, 'Ingen forbindelse');
    await page.getByLabel('Finansiering').selectOption('municipal_funds');
    await page.waitForURL(/\/register\/participations\/[0-9a-f-]{36}$/);
    const id = page.url().split('/').at(-1)!;
    await pages.arrives(id, 'financing', 'municipal_funds');
    expect(await pages.site.stage.db('participation').where({ start_on: '2026-03-02', financing: 'other' })).toHaveLength(0);
    await page.context().close();
  });

  test('a participant is registered by keyboard alone', async () => {
    const page = await pages.page();
    await page.goto('/register/new');
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.name || ""');
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; (await focused()) !== name; presses += 1) {
        expect(presses).toBeLessThan(60);
        await page.keyboard.press('Tab');
      }
    };
    await tabTo('nationalId');
    await page.keyboard.type(pages.number());
    await tabTo('startOn');
    await page.locator('[name=startOn]').fill('2026-03-02');
    await tabTo('financing');
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/\/register\/participations\/[0-9a-f-]{36}$/);
    const id = page.url().split('/').at(-1)!;
    await tabTo('participantClass');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await pages.arrives(id, 'participant_class', 'home_parent');
    await page.context().close();
  });
});
