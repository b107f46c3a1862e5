import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { gradeAnswer } from '../../api/certification/enrolment-commands';
import { registerLegacyAccess } from '../../api/certification/legacy-commands';
import { correctEnrolment } from '../../api/certification/correction-commands';
import { createRound } from '../../api/certification/round-commands';
import { previewImport as previewRegisterImport } from '../../api/register/import-commands';
import { invite } from '../../api/register/invitation-commands';
import { previewImport } from '../../api/certification/sign-up-commands';
import { rows } from '../../db/core/columns';
import { openTask } from '../../db/core/tasks';
import { transaction } from '../../db/core/transaction';
import { clock } from '../../db/core/clock';
import { addPasswordReset } from '../../db/register/accounts';
import { languages } from '../../letters/core/catalogue';
import { axeFaults, scrollsSideways } from '../support/axe';
import { inBrowser, Site } from '../support/browser';
import { newestSecret } from '../support/invitations';
import { as, somebody } from '../support/people';

// A visit to every page takes its time on a busy machine.
jest.setTimeout(240_000);

/** Somebody with every role sees every page. */
async function everyRole(site: Site): Promise<string> {
  const { db } = site.stage;
  for (const role of ['coordinator', 'grader', 'region', 'agency', 'municipality_admin', 'directorate'] as const)
    await somebody(db, 'alma@alle.example', role);
  return somebody(db, 'alma@alle.example');
}

inBrowser('every page', () => {
  let site: Site;
  let fill: ReadonlyMap<string, string>;
  let page: Page;
  beforeAll(async () => {
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
    fill = await everything(site);
    page = await site.signedIn('alma@alle.example');
  });
  afterAll(() => site.close());

  // The router's own list, so that a new page cannot be forgotten.
  const addresses = (): Visit[] => [...site.pages.map(({ path }): Visit => [addressOf(path, fill), 200]), ...more(fill)];

  // What a page is made of is the same in every language; how long its words are is not.
  test.each(languages)(
    'in %s never scrolls sideways at 400 %%, nor in one of them on a wide window, and there does nothing wrong by WCAG',
    async (language) => {
      await page.goto(`/help?lang=${language}`);
      const faults: string[] = [];
      for (const [address, status] of addresses()) {
        const answer = await page.goto(address);
        if (answer?.status() !== status) faults.push(`${address}: ${answer?.status()}`);
        faults.push(...(await (language === 'da' ? faultsOf(page, address) : sidewaysOf(page, address, [320]))));
      }
      expect(faults).toEqual([]);
    },
  );

  test('and the check would notice', async () => {
    await page.goto('/help');
    await page.evaluate(() => {
      document.querySelector('main')!.innerHTML = '<img src="/favicon.ico"><div></div>';
      Object.assign(document.querySelector<HTMLElement>('main div')!.style, { width: '2000px', height: '1px' });
    });
    expect(await faultsOf(page, 'spoilt')).toEqual([
      'spoilt: scrolls sideways at 320',
      'spoilt: scrolls sideways at 1280',
      expect.stringMatching(/^spoilt: image-alt: /),
    ]);
  });

  test('to a participant, and to nobody in particular', async () => {
    const faults: string[] = [];
    const palle = await site.signedIn('palle@firma.example');
    for (const address of ['/', '/certification/rounds', fill.get('own')!, '/account', '/people', '/nowhere']) {
      await palle.goto(address);
      faults.push(...(await faultsOf(palle, `participant ${address}`)));
    }
    await palle.context().clearCookies();
    for (const { path } of site.pages.filter(({ open }) => open)) {
      await palle.goto(addressOf(path, fill));
      faults.push(...(await faultsOf(palle, `nobody ${path}`)));
    }
    expect(faults).toEqual([]);
  });

  test('shows a refused form as well: each form sent empty', async () => {
    await page.goto('/help?lang=da');
    const faults: string[] = [];
    const sent = new Set<string>();
    let refused = 0;
    // The forms of two rounds, or of two people, are one form.
    const formOf = (action: string): string => action.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id');
    for (const [address] of addresses()) {
      await page.goto(address);
      for (const [nth, action] of (await formsToSend(page)).entries()) {
        if (sent.has(formOf(action))) continue;
        sent.add(formOf(action));
        if (nth > 0) await page.goto(address);
        const [answer] = await Promise.all([page.waitForNavigation(), sendEmpty(page, action)]);
        if (answer && answer.status() >= 400) {
          refused += 1;
          if (answer.status() >= 500) faults.push(`${action}: ${answer.status()}`);
          if ((await page.getByRole('alert').count()) === 0) faults.push(`${action}: says nothing of what is wrong`);
          faults.push(...(await faultsOf(page, `refused ${action}`)));
        }
      }
    }
    expect(faults).toEqual([]);
    expect(refused).toBeGreaterThan(8);
  });
});

inBrowser('every page of a new installation', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open({ demo: false, now: '2026-04-20T08:00:00.000Z' });
    await everyRole(site);
  });
  afterAll(() => site.close());

  test('is there, without anything in it', async () => {
    const page = await site.signedIn('alma@alle.example', { locale: 'en-GB' });
    const faults: string[] = [];
    for (const { path } of site.pages.filter((one) => !one.path.includes(':'))) {
      const answer = await page.goto(path);
      if (answer?.status() !== 200) faults.push(`${path}: ${answer?.status()}`);
      faults.push(...(await faultsOf(page, path)));
    }
    expect(faults).toEqual([]);
  });
});

async function faultsOf(page: Page, where: string): Promise<string[]> {
  return [...(await sidewaysOf(page, where, [320, 1280])), ...(await axeFaults(page)).map((fault) => `${where}: ${fault}`)];
}

async function sidewaysOf(page: Page, where: string, widths: readonly number[]): Promise<string[]> {
  const faults = [];
  for (const width of widths) if (await scrollsSideways(page, width)) faults.push(`${where}: scrolls sideways at ${width}`);
  return faults;
}

/** Where the forms of a page lead that ask for something. */
async function formsToSend(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLFormElement>('main form[method=post]')]
      .filter((form) => form.querySelector('input:not([type=hidden]), textarea, select'))
      .map((form) => form.getAttribute('action')!),
  );
}

/** Sends a form with everything taken out of it. */
async function sendEmpty(page: Page, action: string): Promise<void> {
  await page.evaluate((to) => {
    const form = document.querySelector<HTMLFormElement>(`main form[action="${to}"]`)!;
    for (const field of form.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), textarea, select')) {
      if (['radio', 'checkbox'].includes(field.type)) field.checked = false;
      else field.value = '';
    }
    form.submit();
  }, action);
}

function addressOf(path: string, fill: ReadonlyMap<string, string>): string {
  const found = fill.get(path) ?? (path.includes(':') ? undefined : path);
  if (!found) throw new Error(`There is a new page ${path}: say here what to open it with.`);
  return found;
}

type Visit = readonly [address: string, status: number];

/** The same pages with other things on them. */
function more(fill: ReadonlyMap<string, string>): Visit[] {
  return [
    ['/rules/jar.countedKinds', 200],
    ['/rules/shared.siteNotice', 200],
    ['/letters?state=sent', 200],
    ['/lookups?person=x', 400],
    ['/log?what=signedUp', 200],
    ['/log?from=x', 400],
    ['/operations/cases?kind=certificate', 200],
    ['/sign-in?next=%2Faccount', 200],
    ['/verify?number=JAR-0000', 404],
    [`${fill.get('/certification/regions/:code/consultants/:id')!}?ask=&on=2026-04-01&assignmentStart=2026-05-01`, 200],
    ['/certification/regions/nordjylland?right=certificate_revoked', 200],
    [fill.get('draft')!, 200],
    [fill.get('own')!, 200],
    ['/invitation/none', 404],
    ['/password/none', 410],
    ['/nowhere', 404],
  ];
}

/** A product in the middle of its work, and where each of its pages is. */
async function everything(site: Site): Promise<ReadonlyMap<string, string>> {
  const { stage } = site;
  const { db } = stage;
  const one = async (sql: string): Promise<string> => {
    const [row] = await rows<{ id: string }>(db.raw(sql));
    if (!row) throw new Error(`nothing: ${sql}`);
    return row.id;
  };
  const alma = await everyRole(site);
  await stage.passTo('2026-04-20T12:00:00+02:00');
  const graded = await one(`select id from enrolment where state = 'under_grading' limit 1`);
  await gradeAnswer(await as(db, alma), graded, 'satisfactory', undefined);
  await stage.until('the certificate is out', async () => (await rows(db.raw('select 1 from certificate'))).length > 0);
  const certificate = await one('select id from certificate limit 1');
  const number = await one('select number as id from certificate limit 1');
  const colleague = { name: 'Kari Kollega', email: 'kari@oslo.kommune.example', phone: '22 00 00 00' };
  const { invitationId } = (await invite(await as(db, alma), colleague)).invitation;
  const open = await one(`select id from round where state in ('open', 'running') limit 1`);
  const { roundId: draft } = await createRound(await as(db, alma), { year: 2028, number: 1 });
  const waiting = await one(`select id from enrolment where state = 'under_grading' limit 1`);
  const file = 'navn;e-mail;arbejdsgiver;type\nNy Kursist;ny@firma.example;;fuld\nUden Adresse;ikke-en-adresse;;fuld';
  const { read } = await previewImport(await as(db, alma), open, Buffer.from(file));
  await db.raw(`update letter set state = 'refused', reply_code = 550 where id = (select id from letter where state = 'sent' limit 1)`);
  await transaction(db, async (trx) => {
    await openTask(trx, { kind: 'round', id: open }, 'coordinator', 'material_missing', await clock(trx), { year: 2026, number: 2 });
    await openTask(trx, { kind: 'enrolment', id: graded }, 'coordinator', 'letter_refused', await clock(trx));
  });
  const person = await one(`select person_id as id from enrolment where id = '${graded}'`);
  const legacy = await registerLegacyAccess(await as(db, alma), {
    person: { name: 'Lise Legat', email: 'lise@firma.example' },
    region: 'nordjylland',
    evidenceOn: '2018-05-01',
    evidence: 'Brugerliste',
  });
  const { asked } = await correctEnrolment(await as(db, alma), graded, { what: 'verdict', reason: 'a mistake' });
  const text = Buffer.from('nationalId;startOn;financing\n12345;2026-01-15;other');
  const registerFile = await previewRegisterImport(await as(db, alma), text, '0301');
  const rounds = `/certification/rounds/${open}`;
  const own = await one(`select e.id from enrolment e join person p on p.id = e.person_id where p.email = 'palle@firma.example' limit 1`);
  const participation = `/register/participations/${await one(`select p.id from participation p join organisation o on o.id = p.organisation_id where o.code = '0301' limit 1`)}`;
  return new Map([
    ['/register/participations/:id', participation],
    ['/register/participations/:id/background', `${participation}/background`],
    ['/register/participations/:id/programme', `${participation}/programme`],
    ['/register/participations/:id/ending', `${participation}/ending`],
    ['/register/oversight/:id', participation.replace('participations', 'oversight')],
    ['/people/:id', `/people/${person}`],
    ['/people/:id/held', `/people/${person}/held`],
    ['/rules/:key', '/rules/jar.price'],
    ['/rules/:key/what-if', '/rules/jar.idleYears/what-if?value=3'],
    ['/letters/:id/address', `/letters/${await one(`select id from letter where state = 'refused'`)}/address`],
    ['/mail/:id', `/mail/${await one('select id from captured_mail limit 1')}`],
    [
      '/register/projects/:id',
      `/register/projects/${await one(`select p.id from project p join organisation o on o.id = p.organisation_id where o.code = '0301' limit 1`)}`,
    ],
    ['/register/reports/:year', '/register/reports/2025'],
    ['/register/invitations/:id', `/register/invitations/${invitationId}`],
    ['/register/import/:id', `/register/import/${registerFile.read.importId}`],
    ['/invitation/:token', `/invitation/${await newestSecret(db, invitationId)}`],
    ['/password/:token', `/password/${await transaction(db, (trx) => addPasswordReset(trx, alma))}`],
    ['/certification/rounds/:id', rounds],
    ['/certification/rounds/:id/change', `/certification/rounds/${draft}/change`],
    ['/certification/rounds/:id/deadline', `${rounds}/deadline`],
    ['/certification/rounds/:id/cancel', `${rounds}/cancel`],
    ['/certification/rounds/:id/payments', `${rounds}/payments`],
    ['/certification/enrolments/:id/extend', `/certification/enrolments/${graded}/extend`],
    ['/certification/rounds/:id/sign-up', `${rounds}/sign-up`],
    ['/certification/rounds/:id/import', `${rounds}/import`],
    ['/certification/rounds/:id/import/:importId', `${rounds}/import/${read.importId}`],
    ['/certification/enrolments/:id', `/certification/enrolments/${graded}`],
    ['/certification/enrolments/:id/evidence', `/certification/enrolments/${graded}/evidence`],
    ['/certification/enrolments/:id/correct', `/certification/enrolments/${graded}/correct`],
    ['/certification/corrections/:id', `/certification/corrections/${asked!.correctionId}`],
    ['/certification/enrolments/:id/grade', `/certification/enrolments/${waiting}/grade`],
    ['/certification/certificates/:id', `/certification/certificates/${certificate}`],
    ['/certification/certificates/:id/revoke', `/certification/certificates/${certificate}/revoke`],
    ['/certification/regions/:code', '/certification/regions/nordjylland'],
    ['/certification/regions/:code/consultants/:id', `/certification/regions/nordjylland/consultants/${person}`],
    ['/certification/regions/:code/legacy', '/certification/regions/nordjylland/legacy'],
    ['/certification/regions/:code/legacy/:id/end', `/certification/regions/nordjylland/legacy/${legacy.legacyAccessId}/end`],
    ['/certification/regions/:code/demand', '/certification/regions/nordjylland/demand'],
    ['/certification/regions/:code/membership', '/certification/regions/nordjylland/membership'],
    ['/verify/:number', `/verify/${number}`],
    ['draft', `/certification/rounds/${draft}`],
    ['own', `/certification/enrolments/${own}`],
  ]);
}
