import type { BrowserContextOptions, Page } from 'playwright-core';

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
};

/** A picture of a view. */
export interface Shot {
  readonly name: string;
  /** The daemon's address with the view's. */
  readonly url: string;
  readonly context: BrowserContextOptions;
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Of what the hive of this repository really did. */
export function realShots(url: string, ids: { readonly job: string; readonly process: string }): Shot[] {
  return [
    {
      name: 'worker-light',
      url: `${url}/#/workers/echo-worker-cpu`,
      context: { viewport: { width: 1280, height: 1300 } },
    },
    { name: 'built-dark', url: `${url}/#/jobs/${ids.job}`, context: { ...DESK, colorScheme: 'dark' } },
    { name: 'process-light', url: `${url}/#/processes/${ids.process}`, context: DESK, prepare: talk },
  ];
}

/** Of what would need a GPU, a history and large downloads. */
export function exampleShots(url: string): Shot[] {
  const dark: BrowserContextOptions = { colorScheme: 'dark' };
  return [
    { name: 'workers-light', url: `${url}/#/workers`, context: DESK },
    { name: 'workers-dark', url: `${url}/#/workers`, context: { ...DESK, ...dark } },
    { name: 'workers-phone', url: `${url}/#/workers`, context: PHONE },
    { name: 'install-light', url: `${url}/#/jobs/running`, context: DESK },
    { name: 'install-dark', url: `${url}/#/jobs/downloading`, context: { ...DESK, ...dark } },
    { name: 'install-phone', url: `${url}/#/jobs/running`, context: { ...PHONE, ...dark } },
    { name: 'failed-light', url: `${url}/#/jobs/failed`, context: DESK, prepare: search },
    { name: 'installed-light', url: `${url}/#/installed`, context: DESK },
    { name: 'jobs-light', url: `${url}/#/jobs`, context: DESK },
    { name: 'process-phone', url: `${url}/#/processes/p2`, context: PHONE },
    {
      name: 'machine-dark',
      url: `${url}/#/machine`,
      context: { viewport: { width: 1280, height: 1150 }, ...dark },
    },
  ];
}

async function search(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: /^Search/ }).fill('warning');
  await page.getByRole('searchbox', { name: /^Search/ }).press('Enter');
}

async function talk(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill('How many bees live in a hive?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.message-assistant', { hasText: 'How many bees live in a hive?' }).waitFor();
}
