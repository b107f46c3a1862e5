'use strict';

const { TestEnvironment } = require('jest-environment-node');

/**
 * Where the tests of pages run: when one fails, what its open pages showed is printed, since a wait that ended in vain does not say what stood there instead.
 * `Site` (browser.ts) tells which browsers are open.
 */
module.exports = class BrowserEnvironment extends TestEnvironment {
  async handleTestEvent({ name, test }) {
    if (name !== 'test_fn_failure') return;
    for (const browser of this.global.openBrowsers ?? [])
      for (const page of browser.contexts().flatMap((context) => context.pages())) {
        // A page that hangs must not hold up the tests that come after.
        const text = await page
          .locator('main')
          .innerText({ timeout: 5_000 })
          .catch((error) => String(error));
        process.stdout.write(`when "${test.name}" failed, ${page.url()} showed:\n${text}\n`);
      }
  }
};
