import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { pages } from '../../web';
import type { PageInfo } from '../../web/core/page-router';
import { loadDemo } from '../../tools/demo/load';
import { startServer, type TestServer } from './http';
import { Stage, type StageOptions } from './stage';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env['FRIST_CHROMIUM'] || usualPlaces.find((path) => existsSync(path));
if (!executablePath) {
  if (process.env['FRIST_NEEDS_BROWSER'] === '1') throw new Error('No Chromium found: name one in FRIST_CHROMIUM.');
  process.stderr.write('BROWSER TESTS SKIPPED: no Chromium found\n');
}

/** Tests in a browser; skipped, and said so aloud, where there is none. */
export const inBrowser = executablePath ? describe : describe.skip;

/** What the tests' environment shows the pages of when a test fails. */
const openBrowsers = ((globalThis as { openBrowsers?: Set<Browser> }).openBrowsers ??= new Set());

/** The address that letters name too, so that a link of a letter opens the very app. */
const host = 'frist.test';

/** The whole product as people meet it: the app over a stage with the demo loaded, and a browser to open it with. */
export class Site {
  private constructor(
    readonly stage: Stage,
    readonly server: TestServer,
    readonly browser: Browser,
    readonly pages: readonly PageInfo[],
  ) {}

  /** @param options of the stage; `demo: false` leaves it empty */
  static async open({ demo = true, ...options }: StageOptions & { demo?: boolean } = {}): Promise<Site> {
    const stage = await Stage.open(options);
    if (demo) await loadDemo(stage.db);
    let list: readonly PageInfo[] = [];
    const server = await startServer(stage.db, stage.database.url, {
      temporalUiUrl: 'http://temporal.test',
      pages: (parts) => {
        const mounted = pages(parts);
        list = mounted.list;
        return mounted;
      },
    });
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', `--host-resolver-rules=MAP ${host}:80 ${new URL(server.url).host}`, '--disable-features=HttpsUpgrades'],
    });
    openBrowsers.add(browser);
    return new Site(stage, server, browser, list);
  }

  /** Somebody's browser with no cookies: Danish, and wide, unless told otherwise. */
  async visitor(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const visitor = await this.browser.newContext({
      baseURL: `http://${host}`,
      locale: 'da-DK',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    visitor.setDefaultTimeout(25_000);
    return visitor;
  }

  /** A page of somebody who has signed in by the demo's list. */
  async signedIn(identity: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.visitor(options)).newPage();
    await signInAs(page, identity);
    return page;
  }

  async close(): Promise<void> {
    openBrowsers.delete(this.browser);
    await this.browser.close();
    await this.server.close();
    await this.stage.close();
  }
}

/** Signs in as somebody of the demo, or as anybody held by their e-mail. */
export async function signInAs(page: Page, identity: string): Promise<void> {
  await page.goto('/sign-in');
  const button = page.locator(`button[name=identity][value="${identity}"]`);
  if ((await button.count()) > 0) await button.click();
  else {
    await page.fill('input[name=identity]', identity);
    await page.locator('form:has(input[name=identity]) button').last().click();
  }
  await page.waitForURL((url) => url.pathname === '/');
}
