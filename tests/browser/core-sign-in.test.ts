import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { rows } from '../../db/core/columns';
import { addToken } from '../../db/core/access';
import { person, savePerson } from '../../db/core/people';
import { transaction } from '../../db/core/transaction';
import { inBrowser, signInAs, Site } from '../support/browser';

inBrowser('signing in', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
  });
  afterAll(() => site.close());

  const visit = async (path: string, options = {}): Promise<Page> => {
    const page = await (await site.visitor(options)).newPage();
    await page.goto(path);
    return page;
  };
  const pathOf = (page: Page): string => new URL(page.url()).pathname;
  const sessionOf = async (page: Page): Promise<string | undefined> =>
    (await page.context().cookies()).find((cookie) => cookie.name === 'frist')?.value;

  test('a mailed link signs in where one was going, in a new session, and only once', async () => {
    const page = await visit('/account?lang=en');
    expect(pathOf(page)).toBe('/sign-in');
    const before = await sessionOf(page);
    await page.getByLabel('E-mail address', { exact: true }).fill(' Consultant@firma.example ');
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();

    await mailArrives('consultant@firma.example');
    await page.goto('/mail?to=consultant%40firma.example');
    await page.getByRole('link', { name: 'Dit link til at logge ind' }).first().click();
    const link = page.locator('.frist-mail a');
    const address = (await link.getAttribute('href'))!;
    // A mail scanner opens every link it sees, and uses nothing up.
    expect((await fetch(site.server.url + address.replace(/^https?:\/\/[^/]+/, ''))).status).toBe(200);
    await link.click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/account');
    expect(await page.locator('html').getAttribute('lang')).toBe('da');
    expect(await page.getByLabel('Navn').inputValue()).toBe('Rikke Rådgiver');
    expect(await sessionOf(page)).not.toBe(before);

    const other = await visit(address);
    const [answer] = await Promise.all([
      other.waitForResponse((one) => one.request().method() === 'POST'),
      other.getByRole('button', { name: 'Log ind' }).click(),
    ]);
    expect(answer.status()).toBe(410);
    await other.getByRole('heading', { name: 'Linket virker ikke længere.' }).waitFor();
    await other.getByRole('link', { name: 'Bed om et nyt link' }).click();
    expect(pathOf(other)).toBe('/sign-in');
    await other.goto('/account');
    expect(pathOf(other)).toBe('/sign-in');
  });

  test('an unknown address gets the same answer and no mail; what is no address is said so', async () => {
    const page = await visit('/sign-in');
    await page.getByLabel('E-mailadresse', { exact: true }).fill('nobody@firma.example');
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByRole('heading', { name: 'Se i din indbakke' }).waitFor();
    await page.goto('/mail?to=nobody%40firma.example');
    await page.getByText('Der er ingen mails endnu.').waitFor();

    await page.goto('/sign-in');
    await page.getByLabel('E-mailadresse', { exact: true }).fill('no address');
    await page.getByRole('button', { name: 'Send link' }).click();
    await page.getByRole('alert').getByText('E-mailadressen er ikke gyldig.').waitFor();
    expect(await page.getByLabel('E-mailadresse', { exact: true }).inputValue()).toBe('no address');
    // The address of the form is no page: reloading it, or choosing another language, leads back.
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  });

  test.each(['https://elsewhere.example/x', '//elsewhere.example/x', '/\\elsewhere.example/x'])(
    '%s is nowhere to go on to',
    async (next) => {
      const page = await visit(`/sign-in?next=${encodeURIComponent(next)}`);
      await Promise.all([page.waitForURL((url) => url.pathname !== '/sign-in'), page.locator('button[value=consultant]').click()]);
      expect(page.url()).toBe('http://frist.test/');
    },
  );

  test.each([
    ['consultant', ['Forside', 'Runder', 'Min konto'], ['/people', '/rules', '/lookups', '/operations', '/letters']],
    ['grader', ['Forside', 'Runder', 'Bedømmelse', 'Min konto'], ['/people', '/rules', '/letters']],
    [
      'coordinator',
      ['Forside', 'Runder', 'Rettelser', 'Breve', 'Fremskrivning', 'Min konto'],
      ['/people', '/rules', '/log', '/operations'],
    ],
    ['region-nordjylland', ['Forside', 'Runder', 'Regioner', 'Min konto'], ['/people', '/letters', '/certification/corrections']],
    [
      'agency',
      [
        'Forside',
        'Runder',
        'Regioner',
        'Rettelser',
        'Breve',
        'Fremskrivning',
        'Personer',
        'Regelværdier',
        'Log',
        'Opslag',
        'Drift',
        'Min konto',
      ],
      [],
    ],
  ])('the menu of %s leads to pages, and what is not in it is not given', async (identity, menu, refused) => {
    const page = await site.signedIn(identity);
    const links = page.getByRole('navigation', { name: 'Hovedmenu' }).getByRole('link');
    expect(await links.allTextContents()).toEqual(menu);
    for (const href of await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')!)))
      expect((await page.goto(href))!.status()).toBe(200);
    for (const path of refused) expect((await page.goto(path))!.status()).toBe(403);
    await page.context().close();
  });

  test('what one may not see is not there', async () => {
    const { db } = site.stage;
    const [palle] = await rows<{ personId: string; enrolmentId: string }>(
      db.raw(
        `select p.id as "personId", e.id as "enrolmentId" from person p join enrolment e on e.person_id = p.id where p.email = 'palle@firma.example'`,
      ),
    );
    const consultant = await site.signedIn('consultant');
    const grader = await site.signedIn('grader');
    for (const page of [consultant, grader])
      for (const path of [
        `/people/${palle!.personId}`,
        '/people/no-id',
        '/people/00000000-0000-7000-8000-000000000000',
        `/certification/enrolments/${palle!.enrolmentId}`,
      ])
        expect((await page.goto(path))!.status()).toBe(404);
    await consultant.getByRole('heading', { name: 'Siden eller sagen findes ikke.' }).waitFor();
    // Nor is it told of: the stream speaks of the one case only that may be seen.
    const own = (
      await rows<{ id: string }>(
        db.raw(`select e.id from enrolment e join person p on p.id = e.person_id where p.email = 'palle@firma.example'`),
      )
    )[0]!.id;
    const signedIn = await site.signedIn('palle@firma.example');
    const [other] = await rows<{ id: string }>(db.raw('select id from enrolment where id <> ? limit 1', [own]));
    const told = signedIn.evaluate(
      ([mine, theirs]) =>
        new Promise<string[]>((resolve) => {
          const heard: string[] = [];
          const stream = new EventSource(`/live?topic=case-${mine}&topic=case-${theirs}&topic=x`);
          for (const id of [theirs, mine]) stream.addEventListener(`case-${id}`, () => heard.push(id!));
          stream.addEventListener('open', () => setTimeout(() => resolve(heard), 1_500));
        }),
      [own, other!.id],
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    await db.raw(`select pg_notify('facts', ?)`, [`${other!.id},${own}`]);
    expect(await told).toEqual([own]);
    expect((await fetch(`${site.server.url}/live?topic=case-${own}`)).status).toBe(401);
  });

  test('forms of another site are refused, and change nothing', async () => {
    const page = await site.signedIn('consultant');
    await page.route('http://elsewhere.example/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<form method="post" action="http://frist.test/sign-out"><button>Win</button></form>',
      }),
    );
    await page.goto('http://elsewhere.example/');
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === 'POST'),
      page.getByRole('button').click(),
    ]);
    expect(answer.status()).toBe(403);
    await page.goto('/account');
    expect(pathOf(page)).toBe('/account');
    const from = (headers: Record<string, string>) =>
      fetch(`${site.server.url}/sign-in/demo`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ identity: 'agency' }),
        redirect: 'manual',
      });
    expect((await from({ origin: 'http://elsewhere.example' })).status).toBe(403);
    expect((await from({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await from({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  });

  test('without script one signs in, corrects oneself, makes a token, and signs out', async () => {
    const page = await site.signedIn('tove@firma.example', { javaScriptEnabled: false });
    await page.goto('/account');
    await page.getByLabel('Navn').fill('Tove Thomsen');
    await page.getByLabel('Norsk').check();
    await page.getByRole('button', { name: 'Gem' }).click();
    await page.getByText('Endringene er lagret.').waitFor();
    expect(await page.getByLabel('Navn').inputValue()).toBe('Tove Thomsen');
    await page.reload();
    expect(await page.getByText('Endringene er lagret.').count()).toBe(0);

    await page.getByRole('button', { name: 'Opprett nøkkel' }).click();
    await page.getByRole('alert').getByText('Fyll ut «Hva nøkkelen brukes til».').waitFor();
    await page.getByLabel('Hva nøkkelen brukes til').fill('Regneark');
    await page.getByRole('button', { name: 'Opprett nøkkel' }).click();
    const token = await page.locator('main code').textContent();
    const me = async () => site.server.call<{ name: string }>('GET', '/me', { token: token! });
    expect((await me()).body.name).toBe('Tove Thomsen');
    await page.getByRole('link', { name: 'Tilbake til min konto' }).click();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Sperr (Regneark)' }).click();
    await page.getByText('Tilgangsnøkkelen er sperret.').waitFor();
    expect((await me()).status).toBe(401);

    await page.getByRole('button', { name: 'Logg ut' }).click();
    await page.getByRole('heading', { name: 'Velkommen til JAR-sertifisering' }).waitFor();
    expect((await page.goto('/account'))!.url()).toContain('/sign-in?next=%2Faccount');
  });

  test('when somebody else saved meanwhile both are shown, and what was typed can be saved all the same', async () => {
    const { db } = site.stage;
    const page = await site.signedIn('palle@firma.example');
    await page.goto('/account');
    const [{ id } = { id: '' }] = await rows<{ id: string }>(db.raw(`select id from person where email = 'palle@firma.example'`));
    await transaction(db, async (trx) => savePerson(trx, { ...(await person(trx, id))!, name: 'Palle Andersen' }));
    await page.getByLabel('Navn').fill('Palle Pedersen');
    await page.getByRole('button', { name: 'Gem' }).click();
    await page.getByRole('alert').getByText('En anden har ændret det samme imens.', { exact: false }).waitFor();
    await page.getByText('Palle Andersen · palle@firma.example').waitFor();
    expect(await page.getByLabel('Navn').inputValue()).toBe('Palle Pedersen');
    await page.getByRole('button', { name: 'Gem' }).click();
    await page.getByText('Ændringerne er gemt.').waitFor();
    expect((await person(db, id))!.name).toBe('Palle Pedersen');

    await page.getByLabel('E-mailadresse').fill('coordinator@wsp.example');
    await page.getByRole('button', { name: 'Gem' }).click();
    await page.getByRole('alert').getByText('E-mailadressen hører allerede til en anden person.').waitFor();
  });

  test('a token opens the pages too, and needs no session', async () => {
    const [{ id } = { id: '' }] = await rows<{ id: string }>(site.stage.db.raw(`select id from person where email = 'tove@firma.example'`));
    const { token } = await addToken(site.stage.db, id, 'test', 1);
    const answer = await fetch(`${site.server.url}/account`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const send = (path: string, values: Record<string, string>) =>
      fetch(site.server.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams(values),
        redirect: 'manual',
      });
    expect((await send('/sign-in/demo', { identity: 'agency' })).status).toBe(403);
    expect((await send('/sign-out', {})).status).toBe(403);
    expect((await send('/account/tokens/end', { token: 'x' })).status).toBe(400);
  });

  test('signing in as somebody else ends the session before', async () => {
    const page = await site.signedIn('consultant');
    const before = await sessionOf(page);
    await signInAs(page, 'grader');
    expect(await sessionOf(page)).not.toBe(before);
    await page.goto('/sign-in');
    await page.locator('input[name=identity]').fill('nobody@firma.example');
    await page.getByRole('button', { name: 'Log ind' }).last().click();
    await page.getByRole('alert').getByText('Personen findes ikke i registret.').waitFor();
  });

  async function mailArrives(to: string): Promise<void> {
    const { db } = site.stage;
    await site.stage.until(
      'the mail has arrived',
      async () =>
        (await rows(db.raw('select 1 from captured_mail where ? = any(recipients) and sender <> ? limit 1', [to, '']))).length > 0,
    );
  }
});
