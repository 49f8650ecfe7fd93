import { describeWith } from '@rbee-internal/test-kit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printLine, startExampleDaemon } from '../fake-daemon/example-daemon.js';
import type { FakeDaemon } from '../fake-daemon/fake-daemon.js';
import { launchBrowser, openView } from './browser.js';

const LINES = 1_000_000;

describeWith('chromium', 'a log of a million lines in chromium', () => {
  let browser: Browser;
  let daemon: FakeDaemon;

  beforeAll(async () => {
    [browser, daemon] = await Promise.all([launchBrowser(), startExampleDaemon()]);
  });
  afterAll(() => Promise.all([browser.close(), daemon.stop()]));

  it('comes in, is scrolled and searched, and the page answers all the while', {
    timeout: 120_000,
  }, async () => {
    const job = daemon.addJob({ operation: 'worker_install', worker: 'llm-worker-rbee-cuda' }, 'long');
    job.begin();
    for (let line = 1; line <= LINES; line += 1) {
      const text = `line ${line} of a \u001B[1;32mlong\u001B[0m build`;
      printLine(job, line % 100_000 === 7 ? `needle ${line}` : text);
    }
    const page = await openView(browser, daemon.link, { route: '#/jobs/long' });
    await watchPauses(page);
    await page.getByText(`line ${LINES} of a long build`).waitFor({ timeout: 60_000 });
    const whileLoading = await longestPause(page);
    expect(await page.locator('.log-row').count()).toBeLessThan(100);

    const search = page.getByRole('searchbox', { name: /^Search: Log/ });
    await search.fill('needle');
    await page.getByText('10 lines', { exact: true }).waitFor();
    await search.press('Enter');
    await search.press('Shift+Enter');
    await page.locator('.log-current', { hasText: 'needle 900007' }).waitFor();
    await page.getByRole('button', { name: /^Jump to end/ }).waitFor();

    const log = page.getByRole('log', { name: /1,000,000 lines/ });
    await log.press('Home');
    await page.getByText('line 1 of a long build', { exact: true }).waitFor();
    await log.press('PageDown');
    await log.press('End');
    await page.getByText(`line ${LINES} of a long build`).waitFor();
    await page.mouse.wheel(0, 0);
    await log.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await expect.poll(async () => Math.abs((await firstLine(page)) - LINES / 2)).toBeLessThan(200);
    printLine(job, 'one more');
    await page.getByRole('button', { name: /^Jump to end/ }).click();
    await page.getByText('one more', { exact: true }).waitFor();

    expect(whileLoading).toBeLessThan(1_000);
    expect(await longestPause(page)).toBeLessThan(1_000);
  });
});

/** Notes the longest time between two turns of the page. */
async function watchPauses(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched = globalThis as unknown as { longestPause: number };
    watched.longestPause = 0;
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      watched.longestPause = Math.max(watched.longestPause, now - last);
      last = now;
    }, 10);
  });
}

function longestPause(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { longestPause: number }).longestPause);
}

async function firstLine(page: Page): Promise<number> {
  const text = await page.locator('.log-number').first().textContent();
  return Number(text?.trim());
}
