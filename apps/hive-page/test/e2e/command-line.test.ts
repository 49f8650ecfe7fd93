import { access } from 'node:fs/promises';
import path from 'node:path';
import { describeWith, processesMentioning, useTempDir } from '@rbee-internal/test-kit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openPage } from './browser.js';
import { startProgram } from './program.js';

const APPS = path.resolve(import.meta.dirname, '../../..');
/** Found by its place: it depends on this package, which cannot depend on it. */
const HIVE = path.join(APPS, 'rbee-hive/dist/cli.js');
const REGISTRY = path.join(APPS, 'worker-registry/dist/cli.js');

describeWith(['chromium', 'cc'], 'the page in chromium on the command line', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('installs from the registry, starts, talks and stops; SIGTERM leaves nothing running', async () => {
    const home = await useTempDir();
    const registry = await startProgram([REGISTRY, 'serve', '--port', '0']);
    const hive = await startProgram([HIVE, 'serve', '--port', '0'], {
      HOME: home,
      XDG_CACHE_HOME: path.join(home, 'cache'),
      XDG_STATE_HOME: path.join(home, 'state'),
      WORKER_CATALOG_URL: registry.url,
    });
    const worker = path.join(home, 'cache/rbee/workers/echo-worker-cpu-v0.1.0-linux/echo-worker-cpu');
    const page = await openPage(browser, hive.link);

    await page.getByRole('link', { name: 'Echo Worker (CPU)' }).click();
    await page.getByText(`The recipe comes from ${registry.url}.`).waitFor();
    await page.getByRole('button', { name: 'Install' }).click();
    await page.getByText('echo-worker-cpu-v0.1.0-linux is installed.').waitFor({ timeout: 60_000 });
    await access(worker);

    await startEcho(page, hive.url);
    await page.getByRole('textbox', { name: 'Message' }).fill('Who keeps the bees?');
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = page.locator('.message-assistant', { hasText: 'Who keeps the bees?' });
    await answer.waitFor();
    await page.locator('.log-row', { hasText: 'listening on' }).waitFor();
    expect(processesMentioning(worker)).toHaveLength(1);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.page-title').getByText('Stopped').waitFor();
    expect(processesMentioning(worker)).toEqual([]);

    await startEcho(page, hive.url);
    expect(processesMentioning(worker)).toHaveLength(1);
    expect(await hive.end('SIGTERM')).toBe(0);
    expect(processesMentioning(home)).toEqual([]);
    await expect(access(path.join(home, 'state/rbee/hive/daemon.json'))).rejects.toThrow('ENOENT');
    await page.getByText('The hive does not respond').waitFor();
    expect(await registry.end('SIGTERM')).toBe(0);
  }, 120_000);
});

/** Starts the installed worker, and waits until the page shows it healthy. */
async function startEcho(page: Page, hive: string): Promise<void> {
  await page.goto(`${hive}/#/workers/echo-worker-cpu`);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  await page.locator('.page-title').getByText('Healthy').waitFor({ timeout: 30_000 });
}
