import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { installed, useTempDir } from '@rbee-internal/test-kit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser, openPage, savedLog } from './browser.js';

describe.each(installed('chromium'))('the page in %s', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('reconnects after the daemon was killed in the middle of an installation, and hears how it ended', async () => {
    const folder = await useTempDir();
    const first = await startProcess(folder, '0');
    const page = await openPage(browser, `${first.url}/#/workers/slow-cpu`);
    await page.getByRole('button', { name: 'Install' }).click();
    await page.getByText('begun').waitFor();
    await kill(first.child);
    await page.getByText('Connection lost. Reconnecting …').waitFor();
    await startProcess(folder, new URL(first.url).port);
    await page.locator('.page-title').getByText('Interrupted').waitFor({ timeout: 30_000 });
    expect((await savedLog(page)).filter((line) => line === 'begun')).toHaveLength(1);
    await page.getByText('Reconnecting').waitFor({ state: 'detached' });
  }, 60_000);
});

async function startProcess(folder: string, port: string): Promise<{ child: ChildProcess; url: string }> {
  const script = path.join(import.meta.dirname, 'hive-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(child));
  const [url] = await once(child.stdout, 'data');
  return { child, url: String(url) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
