import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startExampleDaemon } from '../fake-daemon/example-daemon.js';
import type { FakeDaemon } from '../fake-daemon/fake-daemon.js';
import { launchBrowser, openPage, openView } from './browser.js';

export interface ExamplePage {
  /** The daemon of the test that runs. */
  readonly daemon: FakeDaemon;
  /** Opens a route of its page, such as `#/jobs`, after the link with its token. */
  readonly open: (route: string, options?: BrowserContextOptions) => Promise<Page>;
  /** Opens an address as it is. */
  readonly openAddress: (address: string) => Promise<Page>;
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
    open: (route, options) => openView(browser, daemon.link, { route, options }),
    openAddress: (address) => openPage(browser, address),
  };
}
