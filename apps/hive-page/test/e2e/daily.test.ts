import { describeWith } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import { playDownloads, printLine } from '../fake-daemon/example-daemon.js';
import { accessibilityProblems, isTooWide, PHONE } from './browser.js';
import { useExamplePage } from './example-page.js';

const INSTALL = { operation: 'worker_install', worker: 'llm-worker-rbee-cuda' } as const;

describeWith('chromium', 'the page from day to day in chromium', () => {
  const example = useExamplePage();
  const { open } = example;

  it('the address keeps filters, which a reload, going back and the link back bring again', async () => {
    const page = await open('#/workers');
    const shown = page.getByRole('article');
    await page.locator('.chip', { hasText: 'Not installed' }).click();
    await page.getByRole('combobox', { name: 'What it does' }).selectOption('Speech to text');
    await expect.poll(() => shown.count()).toBe(1);
    expect(page.url()).toMatch(/#\/workers\?state=installable&does=transcription$/);
    await page.reload();
    await expect.poll(() => shown.count()).toBe(1);
    await page.getByRole('link', { name: 'Whisper Worker' }).click();
    await page.locator('.back-link').click();
    await expect.poll(() => shown.count()).toBe(1);
    await page.goBack();
    await page.goBack();
    await expect.poll(() => shown.count()).toBe(1);
  });

  it('every installed card starts its worker; all newer versions are taken at once', async () => {
    const page = await open('#/workers');
    await page.getByRole('button', { name: 'Start Echo Worker (CPU)' }).click();
    await page.getByRole('dialog', { name: 'Start Echo Worker (CPU)' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /Workers 1 with a newer version/ }).waitFor();
    await page.getByRole('button', { name: 'Upgrade 1 worker' }).click();
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    expect(example.daemon.posted).toEqual([{ operation: 'worker_upgrade', worker: 'llm-worker-rbee-cpu' }]);
  });

  it('Ctrl+K goes anywhere', async () => {
    const page = await open('#/jobs');
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    await page.keyboard.type('cuda');
    await page.getByRole('button', { name: 'LLM Worker (CUDA)' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'LLM Worker (CUDA)' }).waitFor();
  });

  it('one banner says that the hive is away, and goes when it is back', async () => {
    const page = await open('#/machine');
    await page.getByRole('heading', { name: 'Checks' }).waitFor();
    example.daemon.goAway(true);
    await page.getByText('The hive does not respond').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    example.daemon.goAway(false);
    await expect.poll(() => page.getByRole('alert').count(), { timeout: 10_000 }).toBe(0);
  });

  it('a long line of a log can be scrolled to its end, on a phone too', async () => {
    const job = example.daemon.addJob(INSTALL, 'running');
    job.begin();
    printLine(job, `${'x'.repeat(2_000)}end`);
    const page = await open('#/jobs/running', PHONE);
    await page.locator('.log-row', { hasText: 'end' }).waitFor();
    const log = page.getByRole('log');
    await log.evaluate((element) => element.scrollTo(1_000_000, 0));
    const end = page.locator('.log-text');
    const box = await end.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 9_999)).toBeLessThanOrEqual(360);
    expect(await isTooWide(page)).toBe(false);
  });

  it('nothing moves in a job that failed', async () => {
    const job = example.daemon.addJob(INSTALL, 'failed');
    playDownloads(job);
    job.end({ state: 'failed', error: { code: 'SOURCE_FAILED', message: 'The server went away.' } });
    const page = await open('#/jobs/failed');
    await page.getByText('stopped at 41 MB of 96 MB').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(await page.locator('.spinner').count()).toBe(0);
  });

  it('the history is cleared after asking; what runs stays', async () => {
    example.daemon.addJob({ operation: 'worker_verify' }, 'ended').end({ state: 'succeeded' });
    example.daemon.addJob(INSTALL, 'running').begin();
    const page = await open('#/jobs');
    await page.getByRole('button', { name: 'Clear history' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => page.locator('.row-link').count()).toBe(1);
    expect([...example.daemon.jobs.keys()]).toEqual(['running']);
  });

  it('of an installed worker it says where its recipe is from', async () => {
    const page = await open('#/workers/echo-worker-cpu');
    const details = page.locator('.version-details');
    await details.getByText('Details', { exact: true }).click();
    await details.getByText('http://localhost:8787', { exact: true }).waitFor();
    await details.getByText(`sha256:${'cd'.repeat(32)}`).waitFor();
    expect(await details.getByRole('button', { name: 'Copy the id' }).count()).toBe(1);
  });

  it('what a recipe lacks has one command to copy, and the network that it uses is on the button', async () => {
    const plan = example.daemon.resources['/workers/llm-worker-rbee-cuda/plan'] as object;
    const missing = [{ dependency: 'cmake>=3.20', found: { version: '3.16.3' } }, { dependency: 'ninja' }];
    const command = 'apt install cmake ninja-build';
    example.daemon.resources['/workers/llm-worker-rbee-cuda/plan'] = { ...plan, needs: { missing, command } };
    const page = await open('#/workers/llm-worker-rbee-cuda');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('cmake>=3.20 (3.16.3 is installed), ninja.').waitFor();
    await page.getByRole('button', { name: 'Copy the command' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(command);
    await page.getByText('Options', { exact: true }).click();
    await page.getByLabel('Ignore missing dependencies').check();
    expect(await page.getByLabel('Rebuild').count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page
      .getByRole('button', { name: 'Install with network: cargo in build(), dependencies missing' })
      .click();
    await page.getByRole('heading', { name: 'Install LLM Worker (CUDA)' }).waitFor();
    const network = { build: ['planned'] };
    expect(example.daemon.posted).toEqual([{ ...INSTALL, network, ignoreMissing: true }]);
  });
});
