import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { rows } from '../../db/core/columns';
import { inBrowser, Site } from '../support/browser';

inBrowser('letters', () => {
  let site: Site;
  const refused = new Set(['palle@firma.example', 'tove@firma.example', 'grader@wsp.example']);
  const taken: string[] = [];
  const relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo: ({ address }, _session, done) =>
      done(refused.has(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
    onData(stream, session, done) {
      stream.resume().on('end', () => {
        taken.push(...session.envelope.rcptTo.map((to) => to.address));
        done();
      });
    },
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    site = await Site.open({
      now: '2026-04-20T08:00:00.000Z',
      smtpUrl: `smtp://127.0.0.1:${(relay.server.address() as AddressInfo).port}`,
    });
  });
  afterAll(async () => {
    await site.close();
    await new Promise<void>((resolve) => relay.close(() => resolve()));
  });

  test('a refused letter is a task, its address is corrected, and it is sent again', async () => {
    const { stage } = site;
    const { db } = stage;
    await stage.passTo('2026-04-20T10:01:00+02:00');
    const failed = async (email: string) =>
      rows<{ id: string }>(
        db.raw(`select l.id from letter l join person p on p.id = l.person_id where l.state = 'refused' and p.email = ?`, [email]),
      );
    await stage.until('letters are refused', async () =>
      (await Promise.all([...refused].slice(0, 2).map(failed))).every((some) => some.length > 1),
    );

    // The coordinator, whose task it is, corrects the address of a participant.
    const coordinator = await site.signedIn('coordinator');
    await coordinator.getByRole('link', { name: 'Et brev kunne ikke leveres.' }).first().click();
    await coordinator.getByText('Kun breve i én sag.').waitFor();
    await coordinator.getByText('mailserveren svarede 550').first().waitFor();
    const name = (await coordinator.locator('#failing tbody tr').first().locator('td').first().textContent())!;
    const letters = await coordinator.locator('#failing tbody tr').count();
    await coordinator.getByRole('link', { name: 'Ret adressen' }).first().click();
    await coordinator.getByLabel('E-mailadresse').fill('palle@firma.example, tove@firma.example');
    await coordinator.getByRole('button', { name: 'Gem adressen, og send igen' }).click();
    await coordinator.getByRole('alert').getByText('E-mailadressen er ikke gyldig.').waitFor();
    await coordinator.getByLabel('E-mailadresse').fill('rigtig@firma.example');
    await coordinator.getByRole('button', { name: 'Gem adressen, og send igen' }).click();
    await coordinator.getByText('Brevet er lagt i kø og sendes igen.').waitFor();
    for (let left = letters - 1; left > 0; left -= 1) {
      const row = coordinator.locator('#failing tbody tr').filter({ hasText: name }).first();
      await row.getByRole('button', { name: 'Send igen' }).click();
      await coordinator.getByText('Brevet er lagt i kø og sendes igen.').waitFor();
    }
    await stage.until('they arrived', async () => taken.filter((to) => to === 'rigtig@firma.example').length === letters);

    // The agency does it on the person's page.
    const agency = await site.signedIn('agency');
    await agency.goto('/letters');
    await agency.getByText(/brev(e)? er ikke nået frem/).waitFor();
    await agency.getByRole('link', { name: 'Ret adressen' }).first().click();
    const before = await agency.getByLabel('E-mailadresse').inputValue();
    await agency.getByLabel('E-mailadresse').fill('ny@grundvand.example');
    await agency.getByRole('button', { name: 'Gem' }).click();
    await agency.getByText('Ændringerne er gemt.').waitFor();
    await agency.getByText(`Ændret fra E-mailadresse: ${before} til E-mailadresse: ny@grundvand.example`).waitFor();
    await agency.goto('/letters');
    for (let left = await agency.locator('#failing tbody tr').count(); left > 0; left -= 1) {
      expect(await coordinator.goto('/').then(() => coordinator.locator('#tasks tbody tr').count())).toBe(1);
      await agency.getByRole('button', { name: 'Send igen' }).first().click();
      await agency.getByText('Brevet er lagt i kø og sendes igen.').waitFor();
    }
    await stage.until(
      'all arrived',
      async () => (await failed('ny@grundvand.example')).length === 0 && taken.includes('ny@grundvand.example'),
    );
    for (const address of refused) expect(taken).not.toContain(address);
    await coordinator.goto('/');
    await coordinator.getByText('Der er ingen opgaver.').waitFor();
    await coordinator.goto('/letters?state=refused');
    await coordinator.getByText('Der er ingen breve her.').waitFor();
  });

  test('the address of who holds a role is for the agency to correct', async () => {
    const { stage } = site;
    const visitor = await (await site.visitor()).newPage();
    await visitor.goto('/sign-in');
    await visitor.getByLabel('E-mailadresse', { exact: true }).fill('grader@wsp.example');
    await visitor.getByRole('button', { name: 'Send link' }).click();
    const letter = async () =>
      rows<{ id: string }>(stage.db.raw(`select id from letter where state = 'refused' and template = 'sign_in_link'`));
    await stage.until('the letter is refused', async () => (await letter()).length === 1);
    const path = `/letters/${(await letter())[0]!.id}/address`;
    const coordinator = await site.signedIn('coordinator');
    expect((await coordinator.goto(path))!.status()).toBe(403);
    expect(await coordinator.goto('/').then(() => coordinator.locator('#tasks tbody tr').count())).toBe(0);
    const agency = await site.signedIn('agency');
    await agency.getByRole('link', { name: 'Et brev kunne ikke leveres.' }).waitFor();
    expect((await agency.goto(path))!.status()).toBe(200);
  });
});
