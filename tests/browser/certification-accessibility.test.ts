import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { languages } from '../../letters/core/catalogue';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { firstAct, opening, sceneBegins, secondAct, type Scene } from '../support/certification-scene';
import { somebody } from '../support/people';

const coordinator = 'karen@wsp.example';
const grader = 'bent@wsp.example';

inBrowser('the pages of certification can be read and used by everybody', () => {
  let site: Site;
  let scene: Scene;
  const faults: string[] = [];
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: sceneBegins });
    await somebody(site.stage.db, coordinator, 'coordinator');
    await somebody(site.stage.db, grader, 'grader');
    await somebody(site.stage.db, 'rikke@firma.example');
  });
  afterAll(() => site.close());

  /** Looks at what a page shows now: for sideways scrolling on the narrowest window; where it is looked at whole, on a wide one too, and by axe. */
  async function look(page: Page, what: string, whole: boolean): Promise<void> {
    for (const width of whole ? [320, 1280] : [320])
      if (await scrollsSideways(page, width)) faults.push(`${what}: scrolls sideways at ${width}`);
    if (whole) faults.push(...(await axeFaults(page)).map((fault) => `${what}: ${fault}`));
  }

  /** Visits pages in every language; with a selector the form's button is pressed first, so that the refusal is looked at. */
  async function sweep(who: string | null, visits: readonly (string | readonly [path: string, button: string])[]): Promise<void> {
    const page = who ? await site.signedIn(who) : await (await site.visitor()).newPage();
    for (const language of languages) {
      await page.goto(`/?lang=${language}`);
      for (const visit of visits) {
        const [path, button] = typeof visit === 'string' ? [visit] : visit;
        await page.goto(path);
        if (button) {
          await page.locator(button).click();
          await page.locator('.ds-error-summary').waitFor();
        }
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        // What a page is made of is the same in every language; how long its words are is not.
        await look(page, `${language} ${path}${button ? ' refused' : ''}`, language === 'da');
      }
    }
    await page.context().close();
  }

  const round = () => `/certification/rounds/${scene.roundId}`;
  const enrolment = (name: keyof Scene['enrolments']) => `/certification/enrolments/${scene.enrolments[name]}`;

  test('when there is nothing yet', async () => {
    await Promise.all([
      sweep(coordinator, ['/certification/rounds', '/certification/rounds/new']),
      sweep(grader, ['/certification/grading']),
      sweep('rikke@firma.example', ['/certification/rounds']),
      sweep(null, ['/verify', '/verify/JAR-2026-0000000000']),
    ]);
    expect(faults).toEqual([]);
  }, 240_000);

  test('while sign-up is open, and what is refused then', async () => {
    scene = await opening(site.stage);
    await Promise.all([
      sweep(coordinator, [
        '/certification/rounds',
        round(),
        `/certification/rounds/${scene.draftId}`,
        `/certification/rounds/${scene.draftId}/change`,
        `${round()}/import/${scene.importId}`,
        [`${round()}/sign-up`, 'form[action$="/sign-up"] button'],
        [`${round()}/import`, 'form[action$="/import"] button'],
        [`${round()}/deadline`, 'form[action$="/deadline"] button'],
        [round(), 'form[action$="/material"] button'],
      ]),
      sweep('rikke@firma.example', ['/certification/rounds', round(), enrolment('rikke')]),
    ]);
    expect(faults).toEqual([]);
  }, 240_000);

  test('before the deadline', async () => {
    await firstAct(site.stage, scene);
    await Promise.all([
      sweep(coordinator, ['/', `${round()}?state=missing`, enrolment('anna')]),
      sweep('palle@firma.example', ['/', enrolment('palle')]),
      sweep('tove@firma.example', [[enrolment('tove'), 'form[action$="/hand-in"] button']]),
      sweep('anna@firma.example', [enrolment('anna')]),
    ]);
    expect(faults).toEqual([]);
  }, 240_000);

  test('after the deadline', async () => {
    const { certificateId, number } = await secondAct(site.stage, scene);
    await Promise.all([
      sweep(coordinator, [round(), enrolment('erik'), `/certification/certificates/${certificateId}`]),
      sweep(grader, [
        '/',
        '/certification/grading',
        round(),
        [`${enrolment('freja')}/grade`, 'form[action$="/grade"] button'],
        `${enrolment('gorm')}/grade`,
        `${enrolment('anna')}/grade`,
      ]),
      sweep('anna@firma.example', ['/', enrolment('anna'), `/certification/certificates/${certificateId}`]),
      sweep('dorte@firma.example', [enrolment('dorte')]),
      sweep('palle@firma.example', [enrolment('palle')]),
      sweep(null, [`/verify/${number}`]),
    ]);
    expect(faults).toEqual([]);
  }, 240_000);
});
