import { describeWith } from '@rbee-internal/test-kit';
import type { BrowserContextOptions } from 'playwright-core';
import { expect, it } from 'vitest';
import { playBuild, playDownloads } from '../fake-daemon/example-daemon.js';
import { accessibilityProblems, isTooWide, PHONE } from './browser.js';
import { useExamplePage } from './example-page.js';

const INSTALL = { operation: 'worker_install', worker: 'llm-worker-rbee-cuda' } as const;

describeWith('chromium', 'the page for everyone in chromium', () => {
  const example = useExamplePage();
  const { open } = example;

  function addFailedJob(): void {
    const job = example.daemon.addJob(INSTALL, 'failed');
    playDownloads(job);
    playBuild(job);
    const error = {
      code: 'BUILD_FAILED',
      message: 'build() ended with exit code 101.',
      hint: 'Read the log.',
    };
    job.end({ state: 'failed', error });
  }

  const VIEWS = [
    ...[
      '#/workers',
      '#/workers/llm-worker-rbee-cuda',
      '#/workers/llm-worker-rbee-cpu',
      '#/installed',
      '#/models?q=qwen',
    ],
    ...['#/processes', '#/processes/p1', '#/processes/p2', '#/jobs', '#/jobs/failed', '#/jobs/running'],
    ...['#/machine', '#/nowhere', '#/jobs/unknown'],
  ];

  it.each<[string, BrowserContextOptions]>([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['light on a phone', PHONE],
    ['dark on a phone', { ...PHONE, colorScheme: 'dark' }],
  ])(
    'every view is accessible and fits, %s',
    async (_name, options) => {
      addFailedJob();
      playDownloads(example.daemon.addJob(INSTALL, 'running'));
      const page = await open('', options);
      for (const view of VIEWS) {
        await page.goto(`${example.daemon.url}/${view}`);
        await page.locator('main h1').waitFor();
        await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
        await page.locator('main details').evaluateAll((found) => {
          for (const details of found) details.setAttribute('open', '');
        });
        expect({ view, problems: await accessibilityProblems(page) }).toEqual({ view, problems: [] });
        expect({ view, isTooWide: await isTooWide(page) }).toEqual({ view, isTooWide: false });
      }
    },
    60_000,
  );

  it('dialogs and messages are accessible', async () => {
    const page = await open('#/workers/llm-worker-rbee-cpu');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove 0.4.0' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    const error = { code: 'RUNNING', message: 'A process of it runs.', hint: 'Stop it first.' };
    await expect.poll(() => example.daemon.jobs.has('job1')).toBe(true);
    example.daemon.jobs.get('job1')?.end({ state: 'failed', error });
    await page.getByRole('dialog').getByText('Stop it first.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('Verify llm-worker-rbee-cpu …').waitFor();
    const [message, title] = await Promise.all(
      [page.locator('.toast'), page.locator('main h1')].map((found) => found.boundingBox()),
    );
    expect((message?.x ?? 0) + (message?.width ?? 0), 'messages cover nothing').toBeLessThan(title?.x ?? 0);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(example.daemon.posted).toEqual([
      { operation: 'worker_remove', worker: 'llm-worker-rbee-cpu-v0.4.0-linux' },
      { operation: 'worker_verify', worker: 'llm-worker-rbee-cpu' },
    ]);
  });

  it('the path from the catalogue to a cancelled installation needs the keyboard only', async () => {
    example.daemon.onPost = playDownloads;
    const page = await open('#/workers');
    await page.getByRole('article').first().waitFor();
    const tabTo = async (name: string) => {
      for (let count = 0; count < 40; count += 1) {
        await page.keyboard.press('Tab');
        const focused = page.locator(':focus');
        const label = (await focused.getAttribute('aria-label')) ?? (await focused.textContent()) ?? '';
        if (label.trim() === name) return;
      }
      throw new Error(`Tab never came to ${name}.`);
    };
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('LLM Worker (CUDA)');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Installation' }).waitFor();
    await page.getByText('It is built from source.').waitFor();
    await tabTo('Install with network: cargo in build()');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Install LLM Worker (CUDA)' }).waitFor();
    expect(example.daemon.posted).toEqual([{ ...INSTALL, network: { build: ['planned'] } }]);
    await tabTo('Cancel');
    await page.keyboard.press('Enter');
    await page.locator('.page-title').getByText('Cancelled').waitFor();
  }, 30_000);
});
