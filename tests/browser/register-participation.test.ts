import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { demoIdentities } from '../../api/core/demo';
import { languages } from '../../letters/core/catalogue';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser } from '../support/browser';
import { frame, line, ParticipationPages, pathOf, says, type } from '../support/participation-pages';

jest.setTimeout(180_000);

inBrowser('the four pages of a participation', () => {
  let pages: ParticipationPages;
  beforeAll(async () => {
    pages = await ParticipationPages.open();
  });
  afterAll(() => pages.close());

  test('a form waits for the line, and believes the server rather than a browser that takes itself for offline', async () => {
    const id = await pages.participant();
    const page = await pages.page();
    await page.goto(pathOf(id, '/ending'));
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Avslutt i dag' }).click();
    await says(page, /^Ingen forbindelse/);
    expect((await pages.stored(id))['end_on']).toBeNull();
    await page.context().setOffline(false);
    await line(page).filter({ hasNotText: 'Ingen forbindelse' }).waitFor();
    await page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })");
    await page.getByRole('button', { name: 'Avslutt i dag' }).click();
    await page.getByText('Deltakelsen er avsluttet.').waitFor();
    await page.context().close();
  });

  test('sub-reasons follow the main reason; ending, discharging with the list of what is missing, reopening and returning', async () => {
    const page = await pages.page();
    const filled = {
      countryBackground: 'SO',
      yearsInNorway: 6,
      education: 'primary',
      norwegianLevel: 'a2',
      literacy: 'some',
      workExperience: 'none',
      incomeBefore: 'none',
    };
    const id = await pages.participant({ ...filled, participantClass: 'home_parent' });
    await page.goto(pathOf(id));
    await page.getByLabel('Prosjekt').selectOption({ index: 1 });
    await page.goto(pathOf(id, '/programme'));
    await page.getByRole('button', { name: 'Legg til aktivitet' }).click();
    await page.getByLabel('Type').selectOption('course');
    await page.getByLabel('Fra').fill('2026-02-03');
    await type(page.getByLabel('Timer per uke'), '10');
    await says(page, /^Lagret kl\./);
    await page.goto(pathOf(id, '/ending'));
    await page.getByRole('button', { name: 'Avslutt i dag' }).click();
    await page.getByText('Deltakelsen er avsluttet.').waitFor();
    const subs = (): Promise<string[]> => page.getByLabel('Underårsak').locator('option').allTextContents();
    expect(await subs()).toEqual(['Velg']);
    await page.getByLabel('Hovedårsak').selectOption('interrupted');
    expect(await subs()).toContain('Graviditet eller fødsel');
    expect(await subs()).not.toContain('Arbeid heltid');
    await page.getByLabel('Underårsak').selectOption({ label: 'Graviditet eller fødsel' });
    await pages.arrives(id, 'sub_reason', 'pregnancy_or_birth');
    await page.getByLabel('Hovedårsak').selectOption('completed');
    await pages.arrives(id, 'main_reason', 'completed');
    await pages.arrives(id, 'sub_reason', null);
    await page.getByLabel('Underårsak').selectOption({ label: 'Utdanning' });
    await page.getByLabel('Situasjon etter').selectOption('education');
    await page.getByLabel('Inntekt etter').selectOption('wage');
    await says(page, /^Lagret kl\./);

    await page.getByRole('button', { name: 'Utskriv og registrer ferdig' }).click();
    await page.getByRole('alert').waitFor();
    await page.locator('#discharge').getByRole('link', { name: 'Antall barn (Bakgrunn)' }).click();
    await page.waitForURL(`**${pathOf(id, '/background')}#field-children`);
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('field-children');
    await page.keyboard.type('0');
    await page.keyboard.press('Tab');
    await pages.arrives(id, 'children', 0);
    await page.goto(pathOf(id, '/ending'));
    await page.getByRole('button', { name: 'Utskriv og registrer ferdig' }).click();
    await page.getByText('Deltakeren er utskrevet.').waitFor();
    await page.locator('#record').getByText('Utskrevet').waitFor();

    await page.getByLabel('Inntekt etter').selectOption('family');
    await pages.arrives(id, 'income_after', 'family');
    await page.locator('#record').getByText('Endret etter utskriving').waitFor();
    await page.getByLabel('Hovedårsak').selectOption('interrupted');
    await frame(page, 'mainReason').locator('.ds-validation-message').waitFor();
    await page.getByLabel('Underårsak').selectOption({ label: 'Flyttet' });
    await pages.arrives(id, 'sub_reason', 'moved');
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
    await page.waitForURL(`**${pathOf(id)}`);
    await page.getByRole('link', { name: 'Se den nye deltakelsen' }).waitFor();
    await page.context().close();
  });

  test('of another municipality there is nothing', async () => {
    const id = await pages.participant();
    const page = await pages.site.signedIn(demoIdentities['municipality-user-2'], { locale: 'nb-NO' });
    for (const part of ['', '/background', '/programme', '/ending']) expect((await page.goto(pathOf(id, part)))?.status()).toBe(404);
    const answer = page.evaluate<number>(
      `fetch('${pathOf(id, '/save')}', { method: 'POST', body: new URLSearchParams({ _seen: '1', children: '1' }) }).then(({ status }) => status)`,
    );
    expect(await answer).toBe(404);
    await page.context().close();
  });

  test.each(languages)('in %s the pages do nothing wrong by WCAG, and never scroll sideways', async (language) => {
    const page = await pages.page();
    const id = await pages.participant();
    await page.goto(`/help?lang=${language}`);
    const faults: string[] = [];
    for (const address of ['/register/new', pathOf(id), pathOf(id, '/background'), pathOf(id, '/programme'), pathOf(id, '/ending')]) {
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
