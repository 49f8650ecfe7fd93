import path from 'node:path';
import { describeWith, useTempDir } from '@rbee-internal/test-kit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openView, savedLog } from './browser.js';
import { startProgram } from './program.js';

const SCRIPT = path.join(import.meta.dirname, 'hive-process.ts');

describeWith(['chromium', 'cc'], 'the page in chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('reconnects after the daemon was killed in the middle of an installation, and hears how it ended', async () => {
    const folder = await useTempDir();
    const startHive = (port: string) => startProgram(['--import', 'tsx', SCRIPT, folder, port]);
    const first = await startHive('0');
    const page = await openView(browser, first.link, { route: '#/workers/slow-cpu' });
    await page.getByRole('button', { name: 'Install' }).click();
    await page.getByText('begun').waitFor();
    await first.end('SIGKILL');
    await page.getByText('Connection lost. Reconnecting …').waitFor();
    await startHive(new URL(first.url).port);
    await page.locator('.page-title').getByText('Interrupted').waitFor({ timeout: 30_000 });
    expect((await savedLog(page)).filter((line) => line === 'begun')).toHaveLength(1);
    await page.getByText('Reconnecting').waitFor({ state: 'detached' });
  }, 60_000);
});
