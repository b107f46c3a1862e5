import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { saveFields } from '../../api/register/participation-commands';
import { rows } from '../../db/core/columns';
import { axeFaults } from '../support/axe';
import { inBrowser } from '../support/browser';
import { frame, loseAnswer, ParticipationPages, pathOf, says, stateOf, type, type Stored } from '../support/participation-pages';
import { as } from '../support/people';

jest.setTimeout(180_000);

inBrowser('the pages of a participation, field by field', () => {
  let pages: ParticipationPages;
  beforeAll(async () => {
    pages = await ParticipationPages.open();
  });
  afterAll(() => pages.close());

  test('every field saves itself, and an invalid one stays as typed while the others are stored', async () => {
    const id = await pages.participant();
    const page = await pages.page();
    await page.goto(pathOf(id, '/background'));
    await page.getByLabel('Landbakgrunn').selectOption('ER');
    await pages.arrives(id, 'country_background', 'ER');
    await stateOf(page, 'countryBackground').filter({ hasText: 'Lagret' }).waitFor();
    await type(page.getByLabel('Antall barn'), 'mange');
    await type(page.getByLabel('År i Norge'), '7');
    await page.getByLabel('Norsknivå').selectOption('a2');
    await pages.arrives(id, 'years_in_norway', 7);
    await pages.arrives(id, 'norwegian_level', 'a2');
    await frame(page, 'children').locator('.ds-validation-message').waitFor();
    await says(page, 'Ikke lagret: Antall barn');
    expect(await page.getByLabel('Antall barn').inputValue()).toBe('mange');
    expect(await axeFaults(page)).toEqual([]);
    await page.reload();
    await frame(page, 'children').locator('.ds-validation-message').waitFor();
    expect(await page.getByLabel('Antall barn').inputValue()).toBe('mange');
    await type(page.getByLabel('Antall barn'), '3');
    await pages.arrives(id, 'children', 3);
    await says(page, /^Lagret kl\./);
    await page.context().close();
  });

  test('a text is saved when typing pauses, before it is left, and what is typed on goes after it', async () => {
    const id = await pages.participant();
    const page = await pages.page();
    await page.goto(pathOf(id, '/background'));
    const years = page.locator('[name="yearsInNorway"]');
    await years.pressSequentially('1');
    expect(await stateOf(page, 'yearsInNorway').textContent()).toBe('');
    await stateOf(page, 'yearsInNorway').filter({ hasText: 'Lagret' }).waitFor();
    expect((await pages.stored(id))['years_in_norway']).toBe(1);
    expect(await years.evaluate((field) => document.activeElement === field)).toBe(true);
    await years.pressSequentially('2');
    await years.blur();
    await stateOf(page, 'yearsInNorway').filter({ hasText: 'Lagret' }).waitFor();
    await pages.site.stage.until('both digits are stored', async () => (await pages.stored(id))['years_in_norway'] === 12);
    // A number that is not whole yet says nothing: nobody is told off in the middle of it.
    await page.clock.install();
    await page.goto(pathOf(id));
    let sent = 0;
    page.on('request', (request) => (sent += request.method() === 'POST' ? 1 : 0));
    await page.locator('[name="nationalId"]').pressSequentially('1284');
    await page.clock.fastForward(60_000);
    expect([sent, await page.locator('[name="nationalId"][aria-invalid=true]').count()]).toEqual([0, 0]);
  });

  test('of two who change the same field the second is shown both values, and chooses', async () => {
    const id = await pages.participant({ education: 'none', literacy: 'none' });
    const [first, second] = [await pages.page(), await pages.page()];
    for (const page of [first, second]) await page.goto(pathOf(id, '/background'));
    await first.getByLabel('Utdanning').selectOption('higher');
    await pages.arrives(id, 'education', 'higher');
    // Another field is no conflict.
    await type(second.getByLabel('Antall barn'), '2');
    await second.getByLabel('Utdanning').selectOption('primary');
    const box = frame(second, 'education').locator('[data-conflict]');
    await box.getByText('Du skrev: Grunnskole. Den andre lagret: Høyere utdanning.').waitFor();
    await pages.arrives(id, 'children', 2);
    await says(second, 'Ikke lagret: Utdanning');
    expect(await axeFaults(second)).toEqual([]);
    await box.getByRole('button', { name: 'Behold min' }).click();
    await pages.arrives(id, 'education', 'primary');
    await says(second, /^Lagret kl\./);

    await first.getByLabel('Utdanning').selectOption('vocational');
    await frame(first, 'education').getByRole('button', { name: 'Bruk den andres' }).click();
    expect(await first.getByLabel('Utdanning').inputValue()).toBe('primary');
    await says(first, /^Lagret kl\./);
    expect((await pages.stored(id))['education']).toBe('primary');
    await Promise.all([first.context().close(), second.context().close()]);
  });

  test('a lost line is said, what is typed is kept across a reload, and it is sent when the line is back', async () => {
    const id = await pages.participant();
    const page = await pages.page();
    await page.goto(pathOf(id, '/background'));
    await page.context().setOffline(true);
    await type(page.getByLabel('Antall barn'), '4');
    await page.getByLabel('Utdanning').selectOption('primary');
    await says(page, /^Ingen forbindelse – det du skriver, er tatt vare på her\. Ikke lagret ennå: .*Antall barn/);
    expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).toContain('Antall barn');
    expect((await pages.stored(id))['children']).toBeNull();
    await page.context().setOffline(false);
    await pages.arrives(id, 'children', 4);
    await pages.arrives(id, 'education', 'primary');
    await says(page, /^Lagret kl\./);
    expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).toBe('{}');

    // The server cannot be reached for fields, and the page is opened anew meanwhile.
    await page.route('**/save', (route) => route.abort());
    await type(page.getByLabel('År i Norge'), '9');
    await says(page, 'Ingen forbindelse');
    await page.reload();
    expect(await page.getByLabel('År i Norge').inputValue()).toBe('9');
    await says(page, 'Ingen forbindelse');
    await page.unroute('**/save');
    await pages.arrives(id, 'years_in_norway', 9);
    await says(page, /^Lagret kl\./);
    await page.context().close();
  });

  test('a save whose answer was lost is no conflict with oneself', async () => {
    const id = await pages.participant();
    const page = await pages.page();
    await loseAnswer(page, `answer.status === 200 && String(asked[0]).endsWith('/save')`);
    await page.goto(pathOf(id, '/background'));
    await type(page.getByLabel('Antall barn'), '5');
    await pages.arrives(id, 'children', 5);
    await type(page.getByLabel('Antall barn'), '6');
    await pages.arrives(id, 'children', 6);
    await says(page, /^Lagret kl\./);
    expect(await page.evaluate<boolean>('window.lost')).toBe(true);
    await page.context().close();
  });

  test('on a slow line what is typed while a save is on its way goes after it', async () => {
    const id = await pages.participant();
    const page = await pages.page();
    await page.goto(pathOf(id, '/background'));
    const sent: string[] = [];
    await page.route('**/save', async (route) => {
      sent.push(route.request().postData() ?? '');
      if (sent.length === 1) {
        await type(page.getByLabel('Antall barn'), '8');
        await page.getByLabel('Utdanning').selectOption('higher');
      }
      await route.continue();
    });
    await type(page.getByLabel('Antall barn'), '7');
    await pages.arrives(id, 'children', 8);
    await pages.arrives(id, 'education', 'higher');
    await says(page, /^Lagret kl\./);
    expect(sent[0]).toBe('_seen=1&children=7');
    await page.context().close();
  });

  test('activities save themselves field by field, and can be taken away', async () => {
    const id = await pages.participant();
    const page = await pages.page();
    await page.goto(pathOf(id, '/programme'));
    await page.getByRole('button', { name: 'Legg til aktivitet' }).click();
    await page.getByText('Aktiviteten er lagt til.').waitFor();
    const entry = async (): Promise<Stored> =>
      (
        await rows<Stored>(
          pages.site.stage.db.raw('select *, hours_per_week::float8 as hours from programme_entry where participation_id = ?', [id]),
        )
      )[0]!;
    const activity = page.locator('.frist-entry').first();
    await activity.getByLabel('Type').selectOption('norwegian');
    await activity.getByLabel('Fra').fill('2026-03-02');
    await type(activity.getByLabel('Timer per uke'), '12,5');
    await pages.site.stage.until(
      'the activity is whole',
      async () => (await entry())['hours'] === 12.5 && (await entry())['from_on'] !== null,
    );
    await type(activity.getByLabel('Til'), '2026-03-01');
    await activity.locator('.ds-validation-message').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await type(activity.getByLabel('Til'), '2026-09-01');
    await says(page, /^Lagret kl\./);
    await activity.getByRole('button', { name: 'Fjern aktivitet 1' }).click();
    await page.getByText('Det er fjernet.').waitFor();
    expect((await entry())['removed_at']).not.toBeNull();
    await page.context().close();
  });

  test('without script a button saves the page, shows what is wrong beside its field, and loses nothing', async () => {
    const page = await pages.page({ javaScriptEnabled: false });
    await page.goto('/register/new');
    await page.getByLabel('Fødselsnummer').fill('12838520021');
    await page.getByLabel('Finansiering').selectOption('other');
    await page.getByRole('button', { name: 'Registrer deltakeren' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Fødselsnummer').inputValue()).toBe('12838520021');
    expect(await page.getByLabel('Finansiering').inputValue()).toBe('other');
    await page.getByLabel('Fødselsnummer').fill(pages.number());
    await page.getByLabel('Startdato').fill('2026-03-02');
    await page.getByRole('button', { name: 'Registrer deltakeren' }).click();
    await page.waitForURL(/\/register\/participations\/[0-9a-f-]{36}$/);
    const id = page.url().split('/').at(-1)!;
    await page.goto(pathOf(id, '/background'));
    await page.getByLabel('Antall barn').fill('mange');
    await page.getByLabel('Utdanning').selectOption('primary');
    await page.getByRole('button', { name: 'Lagre' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Antall barn').inputValue()).toBe('mange');
    expect(await page.getByLabel('Utdanning').inputValue()).toBe('primary');
    expect(await pages.stored(id)).toMatchObject({ education: 'primary', children: null });

    // Meanwhile somebody else changes the same field.
    await saveFields(await as(pages.site.stage.db, pages.nina), id, Number((await pages.stored(id))['version']), { education: 'higher' });
    await page.getByLabel('Antall barn').fill('2');
    await page.getByLabel('Utdanning').selectOption('vocational');
    await page.getByRole('button', { name: 'Lagre' }).click();
    await page.getByText('Du skrev: Yrkesutdanning. Den andre lagret: Høyere utdanning.').waitFor();
    await page.getByRole('button', { name: 'Bruk den andres' }).click();
    await says(page, /^Lagret kl\./);
    expect(await page.getByLabel('Utdanning').inputValue()).toBe('higher');

    await page.goto(pathOf(id, '/programme'));
    await page.getByRole('button', { name: 'Legg til fravær' }).click();
    await page.getByLabel('Fra').fill('2026-04-01');
    await page.getByLabel('Timer per uke').fill('for mange');
    await page.getByRole('button', { name: 'Lagre' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Timer per uke').inputValue()).toBe('for mange');
    expect(await page.getByLabel('Fra').inputValue()).toBe('2026-04-01');
    await page.context().close();
  });
});
