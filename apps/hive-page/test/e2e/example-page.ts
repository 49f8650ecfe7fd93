import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startExampleDaemon } from '../fake-daemon/example-daemon.js';
import type { FakeDaemon } from '../fake-daemon/fake-daemon.js';
import { launchBrowser, openPage } from './browser.js';

export interface ExamplePage {
  /** The daemon of the test that runs. */
  readonly daemon: FakeDaemon;
  /** Opens a route of its page, such as `#/jobs`. */
  readonly open: (route: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** One browser for the tests around, and an example daemon for each of them. */
export function useExamplePage(): ExamplePage {
  let browser: Browser;
  let daemon: FakeDaemon;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    daemon = await startExampleDaemon();
  });
  afterEach(() => daemon.stop());
  return {
    get daemon() {
      return daemon;
    },
    open: (route, options) => openPage(browser, `${daemon.url}/${route}`, options),
  };
}
