import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createParticipation, saveEntry, saveFields } from '../../api/register/participation-commands';
import { addProject } from '../../api/register/project-commands';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { womanNumber } from '../support/norwegian-numbers';
import { as, somebody } from '../support/people';
import { filledFields } from '../support/register-cases';
import { allowSynthetic } from '../support/register-people';

inBrowser('the yearly report', () => {
  let site: Site;
  let marit: string;
  let participationId: string;
  let projectId: string;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: '2027-01-15T09:00:00.000Z' });
    const { db } = site.stage;
    marit = await somebody(db, 'marit@oslo.example', 'municipality_admin', '0301');
    await allowSynthetic(db, 'on', await somebody(db, 'dag@imdi.example', 'directorate', 'imdi'));
    const by = await as(db, marit);
    ({ projectId } = (await addProject(by, { municipality: '0301', name: 'P', startsOn: '2020-01-01', offersProgramme: true })).project);
    const wanted = { nationalId: womanNumber(3, 5, 85, 5), startOn: '2026-11-01', municipality: '0301', financing: 'jobbsjansen_grant' };
    ({ participationId } = (await createParticipation(by, wanted)).participation);
  });
  afterAll(() => site.close());

  const report = '/register/reports/2026';
  const fine = async (page: Page): Promise<void> => expect([await axeFaults(page), await scrollsSideways(page, 320)]).toEqual([[], false]);

  test('says what is missing, is submitted once nothing is, returned with a reason and approved', async () => {
    const page = await site.signedIn('marit@oslo.example');
    await page.goto(report);
    await fine(page);
    expect(await page.locator(`main a[href^="/register/participations/${participationId}"]`).count()).toBeGreaterThan(3);
    expect(await page.locator(`main form[action="${report}/submit"]`).count()).toBe(0);

    const by = await as(site.stage.db, marit);
    await saveFields(by, participationId, 1, { ...filledFields, projectId });
    await saveEntry(by, participationId, { kind: 'activity', type: 'norwegian', fromOn: '2026-11-05', hoursPerWeek: 20 });
    await page.goto(report);
    await page.click(`main form[action="${report}/submit"] button[type=submit]`);
    await page.waitForSelector('text=Årsrapporten er sendt ind.');

    const directorate = await site.signedIn('dag@imdi.example', { javaScriptEnabled: false });
    await directorate.goto(report);
    await directorate.click('main th a, main td a');
    await directorate.click(`main form[action="${report}/return"] button[type=submit]`);
    expect(await directorate.locator('[name=reason][aria-invalid=true]').count()).toBe(1);
    await directorate.fill('[name=reason]', 'Se på finansieringen');
    await directorate.click(`main form[action="${report}/return"] button[type=submit]`);
    expect(await directorate.textContent('main')).toContain('Årsrapporten er sendt tilbage.');

    await page.goto(report);
    expect(await page.textContent('main')).toContain('Se på finansieringen');
    await page.click(`main form[action="${report}/submit"] button[type=submit]`);
    await page.waitForSelector('text=Årsrapporten er sendt ind.');
    const again = await site.signedIn('dag@imdi.example');
    await again.goto(report);
    await fine(again);
    await again.goto(`${report}?municipality=0301`);
    await fine(again);
    await again.click(`main form[action="${report}/approve"] button[type=submit]`);
    await again.waitForSelector('text=Årsrapporten er godkendt.');
  });
});
