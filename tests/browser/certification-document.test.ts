import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PDF } from '@libpdf/core';
import type { Page } from 'playwright-core';
import { clock } from '../../db/core/clock';
import { newId } from '../../db/core/ids';
import { ruleBook } from '../../db/core/rules';
import { transaction } from '../../db/core/transaction';
import { insertCertificate } from '../../db/certification/certificates';
import { certificationRules } from '../../domain/certification/rules';
import { axeFaults, scrollsSideways } from '../support/axe';
import { badgeVerifier } from '../support/badge-verifier';
import { inBrowser, Site } from '../support/browser';
import { aCertificate } from '../support/cases';
import { somebody } from '../support/people';

const number = 'JAR-2026-7K2M9Q4T8X';

inBrowser('a certificate to take along', () => {
  let site: Site;
  let certificateId: string;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: '2026-06-01T09:00:00.000Z' });
    const { db } = site.stage;
    certificateId = newId();
    const one = aCertificate({ certificateId, number, personId: await somebody(db, 'anna@firma.example'), issuedOn: '2026-05-24' });
    await transaction(db, async (trx) => {
      const rules = certificationRules(await ruleBook(trx), { version: 0, on: one.issuedOn, today: one.issuedOn }, true);
      await insertCertificate(trx, one, rules, await clock(trx));
    });
    await somebody(db, 'karen@wsp.example', 'coordinator');
  });
  afterAll(() => site.close());

  test.each([
    ['its holder', 'anna@firma.example', true],
    ['its holder without scripts', 'anna@firma.example', false],
    ['a coordinator', 'karen@wsp.example', true],
  ])('is saved as PDF and as badge by %s', async (_who, email, javaScriptEnabled) => {
    const page = await site.signedIn(email, { javaScriptEnabled });
    await page.goto(`/certification/certificates/${certificateId}`);
    // axe is itself a script.
    if (javaScriptEnabled) expect([await axeFaults(page), await scrollsSideways(page, 320)]).toEqual([[], false]);

    const [pdfName, pdf] = await saved(page, 'Hent som PDF');
    expect(pdfName).toBe(`${number}.pdf`);
    expect((await PDF.load(pdf)).getPages()[0]!.extractText().text).toContain(number);

    const [badgeName, badge] = await saved(page, 'Hent som digitalt bevis (Open Badge)');
    expect(badgeName).toBe(`${number}.json`);
    const verifier = badgeVerifier('http://frist.test', site.server.url);
    expect((await verifier.check(JSON.parse(badge.toString()) as object, '2026-06-01T10:00:00Z')).verified).toBe(true);
  });

  test('is nobody else’s to save', async () => {
    await somebody(site.stage.db, 'palle@firma.example');
    const page = await site.signedIn('palle@firma.example');
    for (const what of ['pdf', 'badge'])
      expect((await page.goto(`/certification/certificates/${certificateId}/${what}`))?.status()).toBe(404);
    await page.context().clearCookies();
    await page.goto(`/certification/certificates/${certificateId}/pdf`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  /** What a link saves: the file's name and content. */
  async function saved(page: Page, link: string): Promise<[string, Buffer]> {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
    return [file.suggestedFilename(), await readFile(await file.path())];
  }
});
