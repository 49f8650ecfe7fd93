/**
 * Makes the picture of a chat with a true llama.cpp: `npx tsx tools/chat-shot.ts`. What it needs `RBEE_FULL=1 npx vitest run
 * test/e2e/llama-cpp.test.ts` in `apps/rbee-hive` has built: llama-cpp, kept in the folder of the tests' engines. Its
 * model is the tests' tiny one, which goes on with the alphabet.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { engineCache, tinyGguf } from '@rbee-internal/test-kit';
import { chromium, type Page } from 'playwright-core';
import { startDaemon } from 'rbee-hive-daemon';
import type { Job } from 'rbee-hive-daemon/api';

const FILE = path.resolve(import.meta.dirname, '../screenshots/chat-light.png');
const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-chat-shot-'));
const catalog = await WorkerCatalog.open({ root: path.join(engineCache(), 'llama-cpp/rbee/workers') });
const daemon = await startDaemon({
  ...{ catalog, registry: 'embedded', stateDir: path.join(folder, 'state'), version: '1.0.0', port: 0 },
  ...{ pageDir: path.resolve(import.meta.dirname, '../dist'), env: { PATH: process.env.PATH } },
});
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const id = await startModel();
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  await page.goto(daemon.link);
  await page.goto('about:blank');
  await page.goto(`${daemon.url}/#/processes/${id}`);
  await ask(page, 'Go on from tuvw', 'xyz');
  await ask(page, 'And from mnop', 'qrstuvwxyz');
  await page.waitForTimeout(500);
  await page.screenshot({ path: FILE });
} finally {
  await browser.close();
  await daemon.stop();
  await rm(folder, { recursive: true });
}

async function startModel(): Promise<string> {
  const model = path.join(folder, 'alphabet.gguf');
  await writeFile(model, tinyGguf());
  const headers = { authorization: `Bearer ${daemon.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ operation: 'worker_spawn', worker: 'llama-cpp-cpu', model });
  const posted = await fetch(`${daemon.url}/v1/jobs`, { method: 'POST', headers, body });
  const { id } = (await posted.json()) as Job;
  await (await fetch(`${daemon.url}/v1/jobs/${id}/stream`, { headers })).text();
  const job = (await (await fetch(`${daemon.url}/v1/jobs/${id}`, { headers })).json()) as Job;
  if (job.result === undefined || !('process' in job.result)) throw new Error(JSON.stringify(job.error));
  return job.result.process.id;
}

async function ask(page: Page, question: string, answer: string): Promise<void> {
  await page.getByRole('textbox').first().fill(question);
  await page.keyboard.press('Enter');
  await page.getByText(answer).first().waitFor({ timeout: 20_000 });
}
