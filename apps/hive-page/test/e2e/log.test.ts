import { describeWith } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import { printLine } from '../fake-daemon/example-daemon.js';
import { accessibilityProblems, PHONE, savedLog } from './browser.js';
import { useExamplePage } from './example-page.js';

const INSTALL = { operation: 'worker_install', worker: 'llm-worker-rbee-cuda' } as const;

describeWith('chromium', 'the log in chromium', () => {
  const example = useExamplePage();
  const { open } = example;

  it('what is printed is text, whatever it is', async () => {
    const job = example.daemon.addJob(INSTALL, 'running');
    job.begin();
    printLine(job, '<img src=x onerror="document.title=1"> \u001B[31mred\u001B[0m \u202Etxt');
    const page = await open('#/jobs/running');
    const row = page.locator('.log-stdout .log-text');
    expect(await row.textContent()).toBe('<img src=x onerror="document.title=1"> red \uFFFDtxt');
    expect(await page.locator('.log img').count()).toBe(0);
  });

  it('draws colours and tells times, and the text is without either', async () => {
    const job = example.daemon.addJob(INSTALL, 'running');
    job.begin();
    job.shift = 83_400;
    printLine(job, '\u001B[1;31mer\u001B[4mror\u001B[0m: \u001B[48;5;4mno\u001B[0m header\u001B[2K');
    printLine(job, 'fine');
    const page = await open('#/jobs/running');
    const row = page.locator('.log-row').first();
    expect(await row.locator('.log-text').textContent()).toBe('error: no header');
    expect(
      await row
        .locator('.log-text > *')
        .evaluateAll((found) =>
          found.map((piece) => [piece.textContent, piece.className, getComputedStyle(piece).fontWeight]),
        ),
    ).toEqual([
      ['er', 'ansi-bold ansi-red', '700'],
      ['ror', 'ansi-bold ansi-underline ansi-red', '700'],
      ['no', 'ansi-on-blue', '400'],
    ]);
    const time = row.locator('.log-time');
    await expect.poll(() => time.textContent()).toMatch(/^1:23\.[4-9]$/);
    expect(await time.getAttribute('title')).toMatch(/\d\d:\d\d:\d\d\.\d{3}/);

    await page.getByRole('searchbox', { name: /^Search/ }).fill('ERROR: NO');
    await page.getByText('1 line', { exact: true }).waitFor();
    expect((await row.locator('mark').allTextContents()).join('')).toBe('error: no');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.locator('.log-rows').selectText();
    const copied = await page.evaluate(() => String(getSelection()).split('\n').filter(Boolean));
    expect(copied).toEqual(['error: no header', 'fine']);
    expect(await savedLog(page)).toEqual(['error: no header', 'fine']);

    const times = page.getByRole('combobox', { name: 'Times of the lines' });
    await times.selectOption('Time of day');
    expect(await time.textContent()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    await times.selectOption('No times');
    await page.reload();
    await row.waitFor();
    expect(await time.count()).toBe(0);
  });

  it('on a phone the lines have no times until they are asked for', async () => {
    const page = await open('#/processes/p1', PHONE);
    await page.locator('.log-row').first().waitFor();
    expect(await page.locator('.log-time').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Times of the lines' }).selectOption('Time since start');
    await page.getByText('0:00.0').first().waitFor();
  });
});
