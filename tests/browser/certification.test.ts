import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inBrowser, Site } from '../support/browser';
import { somebody } from '../support/people';

const people = `navn;e-mail;arbejdsgiver;type
Rikke Rådgiver;rikke@firma.example;Jord & Vand;fuld
Palle Prøve;palle@firma.example;;fuld
Uden Adresse;ikke-en-adresse;;fuld`;

inBrowser('a course as its people live it', () => {
  let site: Site;
  let coordinator: Page;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: '2026-03-01T09:00:00.000Z' });
    await somebody(site.stage.db, 'karen@wsp.example', 'coordinator');
    await somebody(site.stage.db, 'bent@wsp.example', 'grader');
    coordinator = await site.signedIn('karen@wsp.example');
  });
  afterAll(() => site.close());

  test('a coordinator makes and publishes a round, reads in a list, admits, and uploads the material', async () => {
    await coordinator.goto('/certification/rounds');
    await coordinator.getByRole('link', { name: 'Opret runde' }).click();
    await coordinator.getByRole('button', { name: 'Opret som kladde' }).click();
    await coordinator.getByText('Runden er oprettet som kladde.').waitFor();
    expect(await coordinator.getByRole('heading', { level: 1 }).textContent()).toBe('Runde 2, 2026');
    await coordinator.getByRole('button', { name: 'Offentliggør' }).click();
    await coordinator.getByText('Runden er offentliggjort.').waitFor();

    await coordinator.getByRole('link', { name: 'Indlæs en liste' }).click();
    await coordinator
      .getByLabel('Fil med tilmeldinger')
      .setInputFiles({ name: 'liste.csv', mimeType: 'text/csv', buffer: Buffer.from(people) });
    await coordinator.getByRole('button', { name: 'Læs filen' }).click();
    await coordinator.getByText('3 linjer: 2 kan tilmeldes, 1 kan ikke.').waitFor();
    await coordinator.getByText('E-mailadressen er ikke gyldig.').waitFor();
    await coordinator.getByRole('button', { name: 'Tilmeld 2 personer' }).click();
    await coordinator.getByText('2 personer er tilmeldt. 1 linje blev sprunget over.').waitFor();

    await coordinator.getByRole('button', { name: 'Optag alle 2, der venter' }).click();
    await coordinator.getByText('2 deltagere er optaget.').waitFor();
    await coordinator.getByLabel('Filer').setInputFiles({ name: 'materiale.txt', mimeType: 'text/plain', buffer: Buffer.from('læs') });
    await coordinator.getByRole('button', { name: 'Læg op' }).click();
    await coordinator.getByText('Materialet er lagt op.').waitFor();
    await coordinator.getByRole('link', { name: 'materiale.txt' }).waitFor();
  });

  test('a participant reads the material, reports self-study done, and hands in', async () => {
    await site.stage.passTo('2026-04-10T10:00:00+02:00');
    const participant = await site.signedIn('rikke@firma.example');
    await participant.getByRole('link', { name: 'Runde 2, 2026' }).click();
    await participant.getByText('Hent materialet, gennemfør selvstudiet').waitFor();
    const [material] = await Promise.all([
      participant.waitForEvent('download'),
      participant.getByRole('link', { name: 'materiale.txt' }).click(),
    ]);
    expect(material.suggestedFilename()).toBe('materiale.txt');
    await participant.getByRole('button', { name: 'Jeg er færdig med selvstudiet' }).click();
    await participant.getByText('Opgaven er åben.', { exact: false }).first().waitFor();

    await participant.getByLabel(/^Besvarelse/).fill('Grunden er kortlagt på vidensniveau 2.');
    await participant
      .getByLabel(/^Filer/)
      .setInputFiles({ name: 'kort.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 kort') });
    await participant.getByRole('button', { name: 'Aflever', exact: true }).click();
    await participant.getByText(/Din besvarelse er modtaget. Kvittering R-/).waitFor();
    expect(await participant.locator('#receipts code').textContent()).toMatch(/^[0-9a-f]{64}$/);
    await participant.getByRole('heading', { name: 'Erstat din aflevering' }).waitFor();
    await participant.context().close();
  });

  test('a grader reads the answer and approves it, and the open page of the participant tells of the certificate by itself', async () => {
    await site.stage.passTo('2026-05-16T10:00:00+02:00');
    const participant = await site.signedIn('rikke@firma.example');
    await participant.getByRole('link', { name: 'Runde 2, 2026' }).click();
    await participant.locator('#case-state').getByText('Under bedømmelse').first().waitFor();

    const grader = await site.signedIn('bent@wsp.example');
    await grader.getByRole('link', { name: 'Til bedømmelse' }).click();
    await grader.getByRole('link', { name: 'Bedøm den næste' }).click();
    await grader.getByText('Grunden er kortlagt på vidensniveau 2.').waitFor();
    await grader.getByLabel('Godkendt', { exact: true }).check();
    await grader.getByRole('button', { name: 'Gem resultatet' }).click();
    await grader.getByText('Besvarelsen er godkendt.').waitFor();
    await grader.getByText('Der er ikke noget at bedømme lige nu.', { exact: false }).waitFor();
    await grader.context().close();

    await participant.getByRole('link', { name: /^Se certifikat JAR-2026-/ }).click();
    await participant.getByText('Gyldigt til og med 16. maj 2028.').waitFor();
    expect(await participant.getByRole('heading', { name: 'Sker det næste, hvis ingen gør noget' }).count()).toBe(1);
    await participant.context().close();
  });

  test('anyone may verify the certificate, and two years later it has expired', async () => {
    const participant = await site.signedIn('rikke@firma.example');
    const number = (await participant.getByRole('link', { name: /^JAR-/ }).textContent())!;
    await participant.context().close();
    const anyone = await (await site.visitor()).newPage();
    await anyone.goto('/verify');
    await anyone.getByLabel('Certifikatnummer').fill(` ${number.toLowerCase()} `);
    await anyone.getByRole('button', { name: 'Kontrollér' }).click();
    await anyone.getByText('Certifikatet er gyldigt i dag.').waitFor();

    await site.stage.passTo('2028-05-17T10:00:00+02:00');
    await anyone.goto(`/verify/${number}`);
    await anyone.getByText('Certifikatet er ikke gyldigt i dag.').waitFor();
    expect(await anyone.locator('.frist-summary .ds-tag').textContent()).toBe('Udløbet');
    await anyone.context().close();
  });
});
