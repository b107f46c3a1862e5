import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { createParticipation, saveFields } from '../../api/register/participation-commands';
import { personByEmail } from '../../db/core/people';
import { rows } from '../../db/core/columns';
import { demoIdentities } from '../../api/core/demo';
import { languages } from '../../letters/core/catalogue';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { as } from '../support/people';
import { womanNumber } from '../support/norwegian-numbers';

jest.setTimeout(180_000);

type Stored = Readonly<Record<string, string | number | null>>;

inBrowser('the four pages of a participation', () => {
  let site: Site;
  let nina: string;
  let made = 0;
  beforeAll(async () => {
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
    nina = (await personByEmail(site.stage.db, demoIdentities['municipality-user']))!.personId;
  });
  afterAll(() => site.close());

  const nb = { locale: 'nb-NO' } as const;
  const open = (options: object = {}): Promise<Page> => site.signedIn(demoIdentities['municipality-user'], { ...nb, ...options });
  const line = (page: Page): Locator => page.locator('[data-save-line]');
  const says = (page: Page, text: string | RegExp): Promise<void> => line(page).filter({ hasText: text }).waitFor();
  const frame = (page: Page, field: string): Locator => page.locator(`[data-autosave-field="${field}"]`);
  const stateOf = (page: Page, field: string): Locator => frame(page, field).locator('[data-save-state]');
  const number = (): string => womanNumber(12, 3, 85, (made += 1));
  const stored = async (id: string): Promise<Stored> =>
    (await rows<Stored>(site.stage.db.raw('select * from participation where id = ?', [id])))[0]!;
  /** A participation with the mandatory fields and nothing else. */
  const participant = async (more: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const context = await as(site.stage.db, nina);
    const wanted = { nationalId: number(), startOn: '2026-02-02', municipality: '0301', financing: 'municipal_funds' };
    const { participationId } = (await createParticipation(context, wanted)).participation;
    if (Object.keys(more).length > 0) await saveFields(context, participationId, 1, more);
    return participationId;
  };
  /** Types into a field and leaves it, as one does. */
  const type = async (field: Locator, value: string): Promise<void> => {
    await field.fill(value);
    await field.blur();
  };
  /** Lets a page lose the first answer that is like this, on its way back: the server has carried out what was asked. */
  const loseAnswer = (page: Page, like: string): Promise<unknown> =>
    page.addInitScript(`{
      const real = window.fetch;
      window.fetch = async (...asked) => {
        const answer = await real(...asked);
        if (window.lost || !(${like})) return answer;
        window.lost = true;
        throw new TypeError('lost');
      };
    }`);
  const path = (id: string, part = ''): string => `/register/participations/${id}${part}`;
  /** Waits until the server has what was typed. */
  const arrives = async (id: string, column: string, value: unknown): Promise<void> => {
    await site.stage.until(`${column} is ${String(value)}`, async () => (await stored(id))[column] === value);
  };

  test('nothing is stored until the four mandatory fields are valid; then the page is the participant’s', async () => {
    const count = async (): Promise<number> => (await rows(site.stage.db.raw('select 1 from participation'))).length;
    const before = await count();
    const page = await open();
    await page.goto('/register/new');
    await says(page, 'Ikke lagret: mangler fødselsnummer eller D-nummer, startdato, finansiering');
    expect(await page.getByLabel('Kommune').inputValue()).toBe('0301');
    await page.getByLabel('Fødselsnummer').fill('12838520101');
    await frame(page, 'nationalId').locator('.ds-validation-message').waitFor();
    expect(await page.getByLabel('Fødselsnummer').getAttribute('aria-describedby')).toContain('field-nationalId-error');
    await says(page, 'Ikke lagret: mangler startdato, finansiering. Ikke lagret: rett fødselsnummer eller D-nummer');
    const good = number();
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
    const id = await participant();
    const [page, without] = [await open(), await open({ javaScriptEnabled: false })];
    const taken = womanNumber(12, 3, 85, made);
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
      expect(await link.getAttribute('href')).toBe(path(id));
      await one.context().close();
    }
  });

  test('every field saves itself, and an invalid one stays as typed while the others are stored', async () => {
    const id = await participant();
    const page = await open();
    await page.goto(path(id, '/background'));
    await page.getByLabel('Landbakgrunn').selectOption('ER');
    await arrives(id, 'country_background', 'ER');
    await stateOf(page, 'countryBackground').filter({ hasText: 'Lagret' }).waitFor();
    await type(page.getByLabel('Antall barn'), 'mange');
    await type(page.getByLabel('År i Norge'), '7');
    await page.getByLabel('Norsknivå').selectOption('a2');
    await arrives(id, 'years_in_norway', 7);
    await arrives(id, 'norwegian_level', 'a2');
    await frame(page, 'children').locator('.ds-validation-message').waitFor();
    await says(page, 'Ikke lagret: Antall barn');
    expect(await page.getByLabel('Antall barn').inputValue()).toBe('mange');
    expect(await axeFaults(page)).toEqual([]);
    await page.reload();
    await frame(page, 'children').locator('.ds-validation-message').waitFor();
    expect(await page.getByLabel('Antall barn').inputValue()).toBe('mange');
    await type(page.getByLabel('Antall barn'), '3');
    await arrives(id, 'children', 3);
    await says(page, /^Lagret kl\./);
    await page.context().close();
  });

  test('a text is saved when typing pauses, before it is left, and what is typed on goes after it', async () => {
    const id = await participant();
    const page = await open();
    await page.goto(path(id, '/background'));
    const years = page.locator('[name="yearsInNorway"]');
    await years.pressSequentially('1');
    expect(await stateOf(page, 'yearsInNorway').textContent()).toBe('');
    await stateOf(page, 'yearsInNorway').filter({ hasText: 'Lagret' }).waitFor();
    expect((await stored(id))['years_in_norway']).toBe(1);
    expect(await years.evaluate((field) => document.activeElement === field)).toBe(true);
    await years.pressSequentially('2');
    await years.blur();
    await stateOf(page, 'yearsInNorway').filter({ hasText: 'Lagret' }).waitFor();
    await site.stage.until('both digits are stored', async () => (await stored(id))['years_in_norway'] === 12);
    // A number that is not whole yet says nothing: nobody is told off in the middle of it.
    await page.clock.install();
    await page.goto(path(id));
    let sent = 0;
    page.on('request', (request) => (sent += request.method() === 'POST' ? 1 : 0));
    await page.locator('[name="nationalId"]').pressSequentially('1284');
    await page.clock.fastForward(60_000);
    expect([sent, await page.locator('[name="nationalId"][aria-invalid=true]').count()]).toEqual([0, 0]);
  });

  test('of two who change the same field the second is shown both values, and chooses', async () => {
    const id = await participant({ education: 'none', literacy: 'none' });
    const [first, second] = [await open(), await open()];
    for (const page of [first, second]) await page.goto(path(id, '/background'));
    await first.getByLabel('Utdanning').selectOption('higher');
    await arrives(id, 'education', 'higher');
    // Another field is no conflict.
    await type(second.getByLabel('Antall barn'), '2');
    await second.getByLabel('Utdanning').selectOption('primary');
    const box = frame(second, 'education').locator('[data-conflict]');
    await box.getByText('Du skrev: Grunnskole. Den andre lagret: Høyere utdanning.').waitFor();
    await arrives(id, 'children', 2);
    await says(second, 'Ikke lagret: Utdanning');
    expect(await axeFaults(second)).toEqual([]);
    await box.getByRole('button', { name: 'Behold min' }).click();
    await arrives(id, 'education', 'primary');
    await says(second, /^Lagret kl\./);

    await first.getByLabel('Utdanning').selectOption('vocational');
    await frame(first, 'education').getByRole('button', { name: 'Bruk den andres' }).click();
    expect(await first.getByLabel('Utdanning').inputValue()).toBe('primary');
    await says(first, /^Lagret kl\./);
    expect((await stored(id))['education']).toBe('primary');
    await Promise.all([first.context().close(), second.context().close()]);
  });

  test('a lost line is said, what is typed is kept across a reload, and it is sent when the line is back', async () => {
    const id = await participant();
    const page = await open();
    await page.goto(path(id, '/background'));
    await page.context().setOffline(true);
    await type(page.getByLabel('Antall barn'), '4');
    await page.getByLabel('Utdanning').selectOption('primary');
    await says(page, /^Ingen forbindelse – det du skriver, er tatt vare på her\. Ikke lagret ennå: .*Antall barn/);
    expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).toContain('Antall barn');
    expect((await stored(id))['children']).toBeNull();
    await page.context().setOffline(false);
    await arrives(id, 'children', 4);
    await arrives(id, 'education', 'primary');
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
    await arrives(id, 'years_in_norway', 9);
    await says(page, /^Lagret kl\./);
    await page.context().close();
  });

  test('a form waits for the line, and believes the server rather than a browser that takes itself for offline', async () => {
    const id = await participant();
    const page = await open();
    await page.goto(path(id, '/ending'));
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Avslutt i dag' }).click();
    await says(page, /^Ingen forbindelse/);
    expect((await stored(id))['end_on']).toBeNull();
    await page.context().setOffline(false);
    await line(page).filter({ hasNotText: 'Ingen forbindelse' }).waitFor();
    await page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })");
    await page.getByRole('button', { name: 'Avslutt i dag' }).click();
    await page.getByText('Deltakelsen er avsluttet.').waitFor();
    await page.context().close();
  });

  test('a save whose answer was lost is no conflict with oneself', async () => {
    const id = await participant();
    const page = await open();
    await loseAnswer(page, `answer.status === 200 && String(asked[0]).endsWith('/save')`);
    await page.goto(path(id, '/background'));
    await type(page.getByLabel('Antall barn'), '5');
    await arrives(id, 'children', 5);
    await type(page.getByLabel('Antall barn'), '6');
    await arrives(id, 'children', 6);
    await says(page, /^Lagret kl\./);
    expect(await page.evaluate<boolean>('window.lost')).toBe(true);
    await page.context().close();
  });

  test('on a slow line what is typed while a save is on its way goes after it', async () => {
    const id = await participant();
    const page = await open();
    await page.goto(path(id, '/background'));
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
    await arrives(id, 'children', 8);
    await arrives(id, 'education', 'higher');
    await says(page, /^Lagret kl\./);
    expect(sent[0]).toBe('_seen=1&children=7');
    await page.context().close();
  });

  test('a participant is registered once, also when the answer is lost on a slow line', async () => {
    const page = await open();
    await loseAnswer(page, 'answer.status === 201');
    await page.goto('/register/new');
    const good = number();
    await page.getByLabel('Fødselsnummer').fill(good);
    await page.getByLabel('Startdato').fill('2026-03-02');
    await page.getByLabel('Finansiering').selectOption('other');
    await says(page, 'Ingen forbindelse');
    await page.getByLabel('Finansiering').selectOption('municipal_funds');
    await page.waitForURL(/\/register\/participations\/[0-9a-f-]{36}$/);
    const id = page.url().split('/').at(-1)!;
    await arrives(id, 'financing', 'municipal_funds');
    expect(await site.stage.db('participation').where({ start_on: '2026-03-02', financing: 'other' })).toHaveLength(0);
    await page.context().close();
  });

  test('activities save themselves field by field, and can be taken away', async () => {
    const id = await participant();
    const page = await open();
    await page.goto(path(id, '/programme'));
    await page.getByRole('button', { name: 'Legg til aktivitet' }).click();
    await page.getByText('Aktiviteten er lagt til.').waitFor();
    const entry = async (): Promise<Stored> =>
      (
        await rows<Stored>(
          site.stage.db.raw('select *, hours_per_week::float8 as hours from programme_entry where participation_id = ?', [id]),
        )
      )[0]!;
    const activity = page.locator('.frist-entry').first();
    await activity.getByLabel('Type').selectOption('norwegian');
    await activity.getByLabel('Fra').fill('2026-03-02');
    await type(activity.getByLabel('Timer per uke'), '12,5');
    await site.stage.until('the activity is whole', async () => (await entry())['hours'] === 12.5 && (await entry())['from_on'] !== null);
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

  test('sub-reasons follow the main reason; ending, discharging with the list of what is missing, reopening and returning', async () => {
    const page = await open();
    const filled = {
      countryBackground: 'SO',
      yearsInNorway: 6,
      education: 'primary',
      norwegianLevel: 'a2',
      literacy: 'some',
      workExperience: 'none',
      incomeBefore: 'none',
    };
    const id = await participant({ ...filled, participantClass: 'home_parent' });
    await page.goto(path(id));
    await page.getByLabel('Prosjekt').selectOption({ index: 1 });
    await page.goto(path(id, '/programme'));
    await page.getByRole('button', { name: 'Legg til aktivitet' }).click();
    await page.getByLabel('Type').selectOption('course');
    await page.getByLabel('Fra').fill('2026-02-03');
    await type(page.getByLabel('Timer per uke'), '10');
    await says(page, /^Lagret kl\./);
    await page.goto(path(id, '/ending'));
    await page.getByRole('button', { name: 'Avslutt i dag' }).click();
    await page.getByText('Deltakelsen er avsluttet.').waitFor();
    const subs = (): Promise<string[]> => page.getByLabel('Underårsak').locator('option').allTextContents();
    expect(await subs()).toEqual(['Velg']);
    await page.getByLabel('Hovedårsak').selectOption('interrupted');
    expect(await subs()).toContain('Graviditet eller fødsel');
    expect(await subs()).not.toContain('Arbeid heltid');
    await page.getByLabel('Underårsak').selectOption({ label: 'Graviditet eller fødsel' });
    await arrives(id, 'sub_reason', 'pregnancy_or_birth');
    await page.getByLabel('Hovedårsak').selectOption('completed');
    await arrives(id, 'main_reason', 'completed');
    await arrives(id, 'sub_reason', null);
    await page.getByLabel('Underårsak').selectOption({ label: 'Utdanning' });
    await page.getByLabel('Situasjon etter').selectOption('education');
    await page.getByLabel('Inntekt etter').selectOption('wage');
    await says(page, /^Lagret kl\./);

    await page.getByRole('button', { name: 'Utskriv og registrer ferdig' }).click();
    await page.getByRole('alert').waitFor();
    await page.locator('#discharge').getByRole('link', { name: 'Antall barn (Bakgrunn)' }).click();
    await page.waitForURL(`**${path(id, '/background')}#field-children`);
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('field-children');
    await page.keyboard.type('0');
    await page.keyboard.press('Tab');
    await arrives(id, 'children', 0);
    await page.goto(path(id, '/ending'));
    await page.getByRole('button', { name: 'Utskriv og registrer ferdig' }).click();
    await page.getByText('Deltakeren er utskrevet.').waitFor();
    await page.locator('#record').getByText('Utskrevet').waitFor();

    await page.getByLabel('Inntekt etter').selectOption('family');
    await arrives(id, 'income_after', 'family');
    await page.locator('#record').getByText('Endret etter utskriving').waitFor();
    await page.getByLabel('Hovedårsak').selectOption('interrupted');
    await frame(page, 'mainReason').locator('.ds-validation-message').waitFor();
    await page.getByLabel('Underårsak').selectOption({ label: 'Flyttet' });
    await arrives(id, 'sub_reason', 'moved');
    expect(await axeFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Gjenåpne' }).click();
    await page.getByRole('alert').getByText('Det mangler en begrunnelse.').waitFor();
    await page.getByLabel('Hvorfor gjenåpnes den?').fill('Feil sluttdato.');
    await page.getByRole('button', { name: 'Gjenåpne' }).click();
    await page.getByText('Deltakelsen er gjenåpnet.').waitFor();
    await page.getByRole('button', { name: 'Utskriv og registrer ferdig' }).click();
    await page.getByText('Deltakeren er utskrevet.').waitFor();

    await page.locator('#return-startOn').fill('2026-05-04');
    await page.locator('#return-financing').selectOption('other');
    await page.locator('#return-projectId').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Registrer tilbakekomst' }).click();
    await page.getByText('Tilbakekomsten er registrert.').waitFor();
    await page.getByRole('link', { name: 'Se den tidligere deltakelsen' }).click();
    await page.waitForURL(`**${path(id)}`);
    await page.getByRole('link', { name: 'Se den nye deltakelsen' }).waitFor();
    await page.context().close();
  });

  test('without script a button saves the page, shows what is wrong beside its field, and loses nothing', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto('/register/new');
    await page.getByLabel('Fødselsnummer').fill('12838520021');
    await page.getByLabel('Finansiering').selectOption('other');
    await page.getByRole('button', { name: 'Registrer deltakeren' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Fødselsnummer').inputValue()).toBe('12838520021');
    expect(await page.getByLabel('Finansiering').inputValue()).toBe('other');
    await page.getByLabel('Fødselsnummer').fill(number());
    await page.getByLabel('Startdato').fill('2026-03-02');
    await page.getByRole('button', { name: 'Registrer deltakeren' }).click();
    await page.waitForURL(/\/register\/participations\/[0-9a-f-]{36}$/);
    const id = page.url().split('/').at(-1)!;
    await page.goto(path(id, '/background'));
    await page.getByLabel('Antall barn').fill('mange');
    await page.getByLabel('Utdanning').selectOption('primary');
    await page.getByRole('button', { name: 'Lagre' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Antall barn').inputValue()).toBe('mange');
    expect(await page.getByLabel('Utdanning').inputValue()).toBe('primary');
    expect(await stored(id)).toMatchObject({ education: 'primary', children: null });

    // Meanwhile somebody else changes the same field.
    await saveFields(await as(site.stage.db, nina), id, Number((await stored(id))['version']), { education: 'higher' });
    await page.getByLabel('Antall barn').fill('2');
    await page.getByLabel('Utdanning').selectOption('vocational');
    await page.getByRole('button', { name: 'Lagre' }).click();
    await page.getByText('Du skrev: Yrkesutdanning. Den andre lagret: Høyere utdanning.').waitFor();
    await page.getByRole('button', { name: 'Bruk den andres' }).click();
    await says(page, /^Lagret kl\./);
    expect(await page.getByLabel('Utdanning').inputValue()).toBe('higher');

    await page.goto(path(id, '/programme'));
    await page.getByRole('button', { name: 'Legg til fravær' }).click();
    await page.getByLabel('Fra').fill('2026-04-01');
    await page.getByLabel('Timer per uke').fill('for mange');
    await page.getByRole('button', { name: 'Lagre' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Timer per uke').inputValue()).toBe('for mange');
    expect(await page.getByLabel('Fra').inputValue()).toBe('2026-04-01');
    await page.context().close();
  });

  test('a participant is registered by keyboard alone', async () => {
    const page = await open();
    await page.goto('/register/new');
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.name || ""');
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; (await focused()) !== name; presses += 1) {
        expect(presses).toBeLessThan(60);
        await page.keyboard.press('Tab');
      }
    };
    await tabTo('nationalId');
    await page.keyboard.type(number());
    await tabTo('startOn');
    await page.locator('[name=startOn]').fill('2026-03-02');
    await tabTo('financing');
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/\/register\/participations\/[0-9a-f-]{36}$/);
    const id = page.url().split('/').at(-1)!;
    await tabTo('participantClass');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await arrives(id, 'participant_class', 'home_parent');
    await page.context().close();
  });

  test('of another municipality there is nothing', async () => {
    const id = await participant();
    const page = await site.signedIn(demoIdentities['municipality-user-2'], nb);
    for (const part of ['', '/background', '/programme', '/ending']) expect((await page.goto(path(id, part)))?.status()).toBe(404);
    const answer = page.evaluate<number>(
      `fetch('${path(id, '/save')}', { method: 'POST', body: new URLSearchParams({ _seen: '1', children: '1' }) }).then(({ status }) => status)`,
    );
    expect(await answer).toBe(404);
    await page.context().close();
  });

  test.each(languages)('in %s the pages do nothing wrong by WCAG, and never scroll sideways', async (language) => {
    const page = await open();
    const id = await participant();
    await page.goto(`/help?lang=${language}`);
    const faults: string[] = [];
    for (const address of ['/register/new', path(id), path(id, '/background'), path(id, '/programme'), path(id, '/ending')]) {
      await page.goto(address);
      for (const width of [320, 1280]) {
        if (await scrollsSideways(page, width)) faults.push(`${address} scrolls sideways at ${width}`);
        faults.push(...(await axeFaults(page)).map((fault) => `${address} at ${width}: ${fault}`));
      }
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
