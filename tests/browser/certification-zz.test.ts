import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { setPayment } from '../../api/certification/enrolment-commands';
import { lookups } from '../../db/core/lookups';
import { inBrowser, Site } from '../support/browser';
import { firstAct, opening, sceneBegins, secondAct, type Scene } from '../support/certification-scene';
import { as } from '../support/people';

inBrowser('the forms of certification', () => {
  let site: Site;
  let scene: Scene;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: sceneBegins });
    scene = await opening(site.stage);
    await firstAct(site.stage, scene);
  }, 120_000);
  afterAll(() => site.close());

  const enrolment = (name: keyof Scene['enrolments']): string => `/certification/enrolments/${scene.enrolments[name]}`;
  const said = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).filter({ visible: true }).first().waitFor();

  test('a file that is too large is refused, and the text is still there', async () => {
    const participant = await site.signedIn('tove@firma.example', { javaScriptEnabled: false });
    await participant.goto(enrolment('tove'));
    await participant.getByLabel(/^Besvarelse/).fill('Det tog mig en dag at skrive.');
    await participant
      .getByLabel(/^Filer/)
      .setInputFiles({ name: 'stor.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(10 * 1024 * 1024 + 1) });
    await participant.getByRole('button', { name: 'Aflever', exact: true }).click();
    await said(participant, /Det er for stort til at blive sendt/);
    expect(await participant.getByLabel(/^Besvarelse/).inputValue()).toBe('Det tog mig en dag at skrive.');
    await participant.context().close();
  });

  test('the hand-in is reached and sent by keyboard alone', async () => {
    const participant = await site.signedIn('tove@firma.example');
    await participant.goto(enrolment('tove'));
    const focused = (): Promise<string> =>
      participant.evaluate<string>('document.activeElement.name || document.activeElement.textContent');
    const tabTo = async (name: string): Promise<void> => {
      for (let presses = 0; (await focused()) !== name; presses += 1) {
        expect(presses).toBeLessThan(60);
        await participant.keyboard.press('Tab');
      }
    };
    await tabTo('text');
    await participant.keyboard.type('Skrevet uden mus.');
    await tabTo('Aflever');
    await participant.keyboard.press('Enter');
    await said(participant, /Din besvarelse er modtaget. Kvittering R-/);
    await participant.context().close();
  });

  test('what was typed comes back after a lost page, and is forgotten once it has arrived', async () => {
    const participant = await site.signedIn('tove@firma.example');
    await participant.goto(enrolment('tove'));
    expect(await participant.getByLabel(/^Besvarelse/).inputValue()).toBe('Skrevet uden mus.');
    const kept = `frist-kept:answer-${scene.enrolments.tove}`;
    await participant.getByLabel(/^Besvarelse/).fill('En bedre udgave.');
    expect(await participant.evaluate<string>(`sessionStorage.getItem('${kept}')`)).toContain('En bedre udgave.');
    await participant.getByRole('button', { name: 'Aflever igen' }).click();
    await said(participant, /Din besvarelse er modtaget/);
    expect(await participant.evaluate<string | null>(`sessionStorage.getItem('${kept}')`)).toBeNull();
    expect(await participant.locator('#receipts article').count()).toBe(2);
    await participant.context().close();
  });

  test('of two coordinators who move the deadline the second is shown both dates', async () => {
    const [first, second] = await Promise.all([site.signedIn('karen@wsp.example'), site.signedIn('karen@wsp.example')]);
    for (const page of [first, second]) await page.goto(`/certification/rounds/${scene.roundId}/deadline`);
    await first.getByLabel('Ny afleveringsfrist').fill('2026-05-18');
    await first.getByRole('button', { name: 'Flyt fristen' }).click();
    await said(first, 'Fristen er flyttet. Deltagerne får besked.').catch(async (e) => {
      console.log(first.url(), (await first.locator('body').innerText()).slice(0, 2500));
      await first.screenshot({ path: '/tmp/scratch/shots/flake.png' });
      throw e;
    });
    await said(first, 'Afleveringsfristen blev flyttet.');

    await second.getByLabel('Ny afleveringsfrist').fill('2026-05-22');
    await second.getByRole('button', { name: 'Flyt fristen' }).click();
    await said(second, 'Runden er ændret, siden du åbnede siden');
    const both = await second.locator('.ds-alert dl').innerText();
    expect(both).toContain('18. maj 2026');
    expect(both).toContain('22. maj 2026');
    expect(await second.getByLabel('Ny afleveringsfrist').inputValue()).toBe('2026-05-22');
    await second.getByRole('button', { name: 'Flyt fristen' }).click();
    await said(second, 'Fristen er flyttet. Deltagerne får besked.');
    await second.goto(`/certification/rounds/${scene.roundId}/deadline`);
    await second.getByLabel('Ny afleveringsfrist').fill('2026-05-20');
    await second.getByRole('button', { name: 'Flyt fristen' }).click();
    await second.getByRole('alert').getByText('Den nye frist skal ligge senere end den nuværende.').waitFor();
    await Promise.all([first.context().close(), second.context().close()]);
  });

  test('an open page tells of what others do, and is one look-up however long it stays open', async () => {
    const { db } = site.stage;
    const coordinator = await site.signedIn('karen@wsp.example');
    await coordinator.goto(enrolment('palle'));
    const looked = async () => (await lookups(db, { personId: scene.people.palle, actorId: scene.coordinator }, 100)).length;
    const before = await looked();
    await setPayment(await as(db, scene.coordinator), scene.enrolments.palle, 'invoiced');
    await said(coordinator, 'Betalingen blev registreret. Status: Faktureret.');
    expect(await looked()).toBe(before);
    await coordinator.context().close();
  });

  test('without script an answer is handed in and graded, and the next one waits on the page that follows', async () => {
    const participant = await site.signedIn('anna@firma.example', { javaScriptEnabled: false });
    await participant.goto(enrolment('anna'));
    await participant.getByLabel(/^Besvarelse/).fill('Sendt uden script.');
    await participant.getByRole('button', { name: 'Aflever igen' }).click();
    await said(participant, /Din besvarelse er modtaget/);
    await participant.context().close();

    await secondAct(site.stage, scene);
    const grader = await site.signedIn('bent@wsp.example', { javaScriptEnabled: false });
    await grader.goto('/certification/grading');
    await grader.getByRole('link', { name: 'Bedøm den næste' }).click();
    const name = await grader.getByRole('heading', { level: 1 }).textContent();
    await grader.getByLabel('Ikke godkendt').check();
    await grader.getByRole('button', { name: 'Gem resultatet' }).click();
    await grader.getByRole('alert').getByText('Skriv, hvilke mangler besvarelsen har.').waitFor();
    expect(await grader.getByLabel('Ikke godkendt').isChecked()).toBe(true);
    await grader.getByLabel(/^Væsentlige mangler/).fill('Kortet mangler.');
    await grader.getByRole('button', { name: 'Gem resultatet' }).click();
    await said(grader, 'Besvarelsen er ikke godkendt, og deltageren får besked.');
    expect(await grader.getByRole('heading', { level: 1 }).textContent()).not.toBe(name);
    await grader.context().close();
  });

  test('what is not theirs is not there for a participant, and what is not theirs to do is refused', async () => {
    const participant = await site.signedIn('palle@firma.example');
    const round = `/certification/rounds/${scene.roundId}`;
    const statuses: Record<string, number> = {};
    for (const path of [
      enrolment('tove'),
      `/certification/rounds/${scene.draftId}`,
      `${round}/import/${scene.importId}`,
      `${round}/sign-up`,
      '/certification/grading',
      `${enrolment('palle')}/grade`,
      `${round}/material/9`,
      `${round}/material/x`,
      `${enrolment('palle')}/files/x`,
    ])
      statuses[path.replace(round, 'round').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'id')] = (await participant.goto(path))!.status();
    expect(statuses).toEqual({
      '/certification/enrolments/id': 404,
      '/certification/rounds/id': 404,
      'round/import/id': 403,
      'round/sign-up': 403,
      '/certification/grading': 403,
      '/certification/enrolments/id/grade': 403,
      'round/material/9': 404,
      'round/material/x': 404,
      '/certification/enrolments/id/files/x': 404,
    });
    const published = await participant.evaluate(
      (path) => fetch(path, { method: 'POST', body: new URLSearchParams() }).then((answer) => answer.status),
      `${round}/publish`,
    );
    expect(published).toBe(403);
    await participant.context().close();
  });
});
