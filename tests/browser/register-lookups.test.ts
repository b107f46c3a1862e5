import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { populationRegister } from '../../activities/register/population-register';
import { createParticipation } from '../../api/register/participation-commands';
import { demoIdentities } from '../../api/core/demo';
import { personByEmail } from '../../db/core/people';
import { lookupOf } from '../../db/register/lookups';
import { languages } from '../../letters/core/catalogue';
import { specialNumbers, syntheticPerson } from '../../workers/population-register-people';
import { startPopulationRegister, type PopulationRegisterServer } from '../../workers/population-register-server';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { womanNumber } from '../support/norwegian-numbers';
import { as } from '../support/people';

jest.setTimeout(180_000);

inBrowser('names from the population register', () => {
  let register: PopulationRegisterServer;
  let site: Site;
  beforeAll(async () => {
    register = await startPopulationRegister(0);
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z', register: populationRegister(register.url) });
  });
  afterAll(async () => {
    await site.close();
    await register.close();
  });

  const nb = { locale: 'nb-NO' } as const;
  const participant = async (nationalId: string): Promise<string> => {
    const nina = (await personByEmail(site.stage.db, demoIdentities['municipality-user']))!.personId;
    const wanted = { nationalId, startOn: '2026-02-02', municipality: '0301', financing: 'municipal_funds' };
    return (await createParticipation(await as(site.stage.db, nina), wanted)).participation.participationId;
  };
  const becomes = (id: string, state: string): Promise<void> =>
    site.stage.until(`it is ${state}`, async () => (await lookupOf(site.stage.db, id))?.state === state);

  test('an open page says that the name is fetched by itself, and then shows it, without being loaded anew', async () => {
    register.behave({ mode: 'down' });
    const number = womanNumber(20, 2, 79);
    const id = await participant(number);
    await becomes(id, 'delayed');
    const page = await site.signedIn(demoIdentities['municipality-user'], nb);
    await page.goto(`/register/participations/${id}`);
    const status = page.locator('#lookup-status');
    await status.getByText('Navnet hentes automatisk.').waitFor();
    expect(await axeFaults(page)).toEqual([]);

    register.behave({ mode: 'normal' });
    await site.stage.passTo('2026-04-20T08:01:00.000Z');
    const { firstName, lastName } = syntheticPerson(number)!;
    await status.getByText(`Navn: ${firstName} ${lastName}`).waitFor();
  });

  test('what does not fit is said, and the name is asked for anew and trouble reported without script', async () => {
    const id = await participant(specialNumbers.dead);
    await becomes(id, 'mismatch');
    const page = await site.signedIn(demoIdentities['municipality-user'], { ...nb, javaScriptEnabled: false });
    await page.goto(`/register/participations/${id}`);
    await page.getByText('Folkeregisteret sier at personen er død.').waitFor();
    await page.getByRole('button', { name: 'Hent navn på nytt' }).click();
    await page.getByText('Navnet hentes på nytt.').waitFor();
    await page.getByRole('button', { name: 'Meld fra om problem' }).click();
    await page.getByText('Meldingen er sendt til IMDi.').waitFor();
  });

  test('the directorate sees numbers, not people, and settles what was reported', async () => {
    const page = await site.signedIn(demoIdentities.directorate, nb);
    const faults: string[] = [];
    for (const language of languages) {
      expect((await page.goto(`/register/lookups?lang=${language}`))?.status()).toBe(200);
      for (const width of [320, 1280]) if (await scrollsSideways(page, width)) faults.push(`${language}: scrolls sideways at ${width}`);
      faults.push(...(await axeFaults(page)).map((fault) => `${language}: ${fault}`));
    }
    expect(faults).toEqual([]);
    await page.goto('/register/lookups?lang=nb');
    expect(await page.locator('main').textContent()).toContain('Oslo kommune');
    expect(await page.locator('main').textContent()).not.toContain(syntheticPerson(specialNumbers.dead)!.lastName);
    await page.getByRole('button', { name: 'Sett på' }).click();
    await page.getByText('Ingen kommune har meldt fra').waitFor();
  });
});
