import { describeWith } from '@rbee-internal/test-kit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openView, savedLog } from './browser.js';
import { type RealHive, startRealHive } from './real-hive.js';

/** Prints numbered lines for some seconds. */
const CHATTY = 'for number in $(seq 1 60); do echo "chatty $number"; sleep 0.05; done';

describeWith(['chromium', 'cc'], 'the page in chromium on the real daemon and registry', () => {
  let browser: Browser;
  let hive: RealHive;

  beforeAll(async () => {
    [browser, hive] = await Promise.all([
      launchBrowser(),
      startRealHive({ withWorkers: ['echo-worker-cpu', 'llm-worker-rbee-metal'] }),
    ]);
    await hive.offer({ id: 'chatty-cpu', build: CHATTY });
    await hive.offer({ id: 'endless-cpu', build: 'echo begun; sleep 600' });
    await hive.offer({ id: 'broken-cpu', build: 'echo "fatal: no such header: cuda.h" >&2; false' });
    await hive.offer({ id: 'growing-cpu' });
    await hive.offer({ id: 'reaching-cpu', build: 'echo built', network: { build: ['cargo'] } });
  });
  afterAll(async () => {
    await browser.close();
    await hive.dispose();
  });

  const open = (route: string) => openView(browser, hive.link, { route });

  it('browses, installs with a live log, starts, talks to the worker and stops it', async () => {
    const page = await open('');
    await page.getByRole('searchbox', { name: 'Search workers' }).fill('echo');
    expect(await page.getByRole('article').count()).toBe(1);
    await page.getByRole('link', { name: 'Echo Worker (CPU)' }).click();
    await page.getByRole('heading', { name: 'Recipe' }).waitFor();
    await page.getByText('It is built from source.').waitFor();
    await page.getByRole('button', { name: 'Install' }).click();

    await page.getByRole('heading', { name: 'Install Echo Worker (CPU)' }).waitFor();
    await page.getByText('echo-worker-cpu-v0.1.0-linux is installed.').waitFor({ timeout: 30_000 });
    await expect.poll(() => steps(page)).toContain('build');
    expect(await page.locator('.source').count()).toBeGreaterThan(0);

    await page.getByRole('link', { name: 'Show the worker' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start Echo Worker (CPU)' });
    await dialog.getByText('Advanced').click();
    await dialog.getByRole('textbox', { name: 'Port' }).fill('70000');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByText('Enter a number from 1 to 65535').waitFor();
    await dialog.getByRole('textbox', { name: 'Port' }).fill('');
    await dialog.getByRole('button', { name: 'Start' }).click();

    await page.getByText('Healthy').first().waitFor();
    await page.getByRole('textbox', { name: 'Message' }).fill('What do bees eat?');
    await page.getByRole('textbox', { name: 'Message' }).press('Enter');
    await expect
      .poll(() =>
        page
          .locator('.message-assistant')
          .textContent()
          .catch(() => ''),
      )
      .toContain('What do bees eat?');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.page-title').getByText('Stopped').waitFor();
  }, 60_000);

  it('cancels an installation that runs', async () => {
    const page = await open('#/workers');
    await page.getByRole('button', { name: 'Install Test endless-cpu' }).click();
    await page.getByText('begun').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.page-title').getByText('Cancelled').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await page.locator('.step-stopped').textContent()).toContain('build');
  }, 30_000);

  it('installs with the network that a recipe needs, which the button names', async () => {
    const page = await open('#/workers');
    const card = page.getByRole('article').filter({ hasText: 'Test reaching-cpu' });
    await card.getByText('Its build reaches cargo in build, which is not allowed.').waitFor();
    await card.getByRole('link').click();
    await page.getByText('Options', { exact: true }).click();
    await page.getByLabel('Network while building').selectOption('None');
    await page.getByText('It cannot be installed').waitFor();
    await page.getByLabel('Network while building').selectOption('cargo in build()');
    await page.getByRole('button', { name: 'Install with network: cargo in build()' }).click();
    await page.getByText('reaching-cpu-v1.0-linux is installed.').waitFor();
    expect(await savedLog(page)).toContain('built');
  }, 30_000);

  it('shows why a build failed', async () => {
    const page = await open('#/workers/broken-cpu');
    await page.getByRole('button', { name: 'Install' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/build\(\)/);
    expect(await alert.locator('code').textContent()).toMatch(/^[A-Z_]+$/);
    expect(await page.locator('.step-failed').textContent()).toContain('build');
    const cause = page.locator('.log-stderr', { hasText: 'fatal: no such header: cuda.h' });
    await cause.waitFor();
  }, 30_000);

  it('upgrades, rolls back, and removes after asking', async () => {
    const page = await open('#/workers');
    await page.getByRole('button', { name: 'Install Test growing-cpu' }).click();
    await page.getByText('growing-cpu-v1.0-linux is installed.').waitFor();
    await hive.offer({ id: 'growing-cpu', version: '2.0' });
    await page.goto(`${hive.url}/#/workers/growing-cpu`);
    await page.getByRole('button', { name: 'Upgrade' }).click();
    await page.getByText('growing-cpu-v2.0-linux is installed.').waitFor();
    await page.getByRole('link', { name: 'Show the worker' }).click();
    expect(await current(page)).toContain('2.0');
    await page.getByRole('button', { name: 'Roll back' }).click();
    await expect.poll(() => current(page)).toContain('1.0');
    await page.getByRole('button', { name: 'Remove 2.0' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
    const remove = page.getByRole('button', { name: 'Remove 2.0' });
    await expect.poll(() => remove.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Remove 2.0' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Removed growing-cpu-v2.0-linux.').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Remove 2.0' }).count()).toBe(0);
  }, 30_000);

  it('goes on after a reload in the middle, without losing or doubling a line', async () => {
    const page = await open('#/workers/chatty-cpu');
    await page.getByRole('button', { name: 'Install' }).click();
    await page.getByText('chatty 5', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('chatty-cpu-v1.0-linux is installed.').waitFor({ timeout: 20_000 });
    const lines = (await savedLog(page)).filter((line) => line.startsWith('chatty '));
    expect(lines).toEqual(Array.from({ length: 60 }, (_, number) => `chatty ${number + 1}`));
  }, 30_000);

  it('sees the daemon go and come back: the job was interrupted, and can be tried again', async () => {
    const page = await open('#/workers');
    await page.getByRole('button', { name: 'Install Test endless-cpu' }).click();
    await page.getByText('begun').waitFor();
    await hive.stop();
    await page.getByText('The hive does not respond').waitFor({ timeout: 20_000 });
    await hive.start();
    await page.getByText('Hive 1.2.3').waitFor({ timeout: 20_000 });
    await page.locator('.page-title').getByText('Interrupted').waitFor({ timeout: 20_000 });
    expect((await savedLog(page)).filter((line) => line === 'begun')).toHaveLength(1);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.page-title').getByText('Running').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.page-title').getByText('Cancelled').waitFor();
  }, 40_000);

  it('shows the machine', async () => {
    const page = await open('#/machine');
    await page.getByRole('heading', { name: 'Checks' }).waitFor();
    await expect.poll(() => page.locator('.finding').count()).toBeGreaterThan(2);
    await page.getByText('x86_64').or(page.getByText('aarch64')).first().waitFor();
  });
});

function steps(page: Page): Promise<string[]> {
  return page.locator('.step-done .step-name').allTextContents();
}

function current(page: Page): Promise<string | null> {
  return page.locator('.version', { has: page.locator('.tag-strong') }).textContent();
}
