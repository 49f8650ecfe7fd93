import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  engineCache,
  llamaRepository,
  pathOf,
  processesMentioning,
  testWith,
  tinyGguf,
  useTempDir,
} from '@rbee-internal/test-kit';
import OpenAI from 'openai';
import { chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { runHive } from '../run-hive.js';
import { type Serve, startServe } from '../start-serve.js';
import { openShelf } from './shelf.js';

/** For the compiler to take as little time as it can. */
const QUICK = { RBEE_BUILD_TYPE: 'None', CFLAGS: '-O0', CXXFLAGS: '-O0' };

const NAME = 'llama-cpp is built from its true source, and talks through gateway, command line and page';

/** What is built is kept: a second run only compares it with its source. */
const CACHE = path.join(engineCache(), 'llama-cpp');

if (process.env.RBEE_FULL === '1')
  testWith(
    ['npm', 'git', 'tar', 'cmake', 'ninja', 'c++', 'chromium'],
    NAME,
    { timeout: 3_600_000 },
    async () => {
      const upstream = await useTempDir();
      await llamaRepository(path.join(upstream, 'ggml-org/llama.cpp.git'));
      const catalog = await openShelf({
        ...{ row: 'llama-cpp', upstream, root: path.join(CACHE, 'rbee/workers') },
      });
      const worker = await catalog.provisionAndAdd('llama-cpp-cpu', { jobId: 'build', env: QUICK });
      expect(worker.version).toBe('0.5.0');
      await converse();
    },
  );
else test.skip(`${NAME} (skipped: RBEE_FULL is not 1)`, () => undefined);

async function converse(): Promise<void> {
  const home = await useTempDir();
  const env = { XDG_CACHE_HOME: CACHE };
  const serve = await startServe({ home, env });
  const hive = (...words: string[]) => runHive(words, { home, env });
  const model = path.join(home, 'tiny.gguf');
  await writeFile(model, tinyGguf());
  // The model goes on with the alphabet.
  expect(await hive('run', model, '--once', '--yes', 'say uvw')).toMatchObject({
    exitCode: 0,
    stdout: 'xyz\n',
  });
  const { stdout: key } = await hive('keys', 'create', 'client');
  await chatByClient(serve, key.trim(), home);
  await chatInBrowser(serve);
  expect(await hive('stop', 'llama-cpp-cpu')).toMatchObject({ exitCode: 0 });
  expect(processesMentioning(CACHE)).toEqual([]);
}

/** By OpenAI's own client: whole, as a stream, and of a model that cannot be loaded. */
async function chatByClient({ url, headers }: Serve, apiKey: string, folder: string): Promise<void> {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
  const request = { messages: [{ role: 'user' as const, content: 'say uvw' }] };
  const whole = await client.chat.completions.create({ ...request, model: 'tiny' });
  expect(whole).toMatchObject({ model: 'tiny', object: 'chat.completion' });
  expect(whole.usage?.completion_tokens).toBeGreaterThan(0);
  expect(whole.choices[0]?.message.content).toBe('xyz');
  let text = '';
  for await (const chunk of await client.chat.completions.create({ ...request, model: 'tiny', stream: true }))
    text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe('xyz');

  const model = path.join(folder, 'cut.gguf');
  await writeFile(model, tinyGguf().subarray(0, 1_000));
  const added = await fetch(`${url}/v1/gateway/models/cut`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ worker: 'llama-cpp-cpu', settings: { model } }),
  });
  expect(added.status).toBe(200);
  await expect(client.chat.completions.create({ ...request, model: 'cut' })).rejects.toMatchObject({
    status: 502,
    code: 'model_not_started',
    message: expect.stringMatching(/exit code 1.*failed to load model/s),
  });
}

async function chatInBrowser({ link, url, headers }: Serve): Promise<void> {
  const response = await fetch(`${url}/v1/processes`, { headers });
  const { processes } = (await response.json()) as { processes: { id: string; state: string }[] };
  const running = processes.find(({ state }) => state === 'healthy');
  const browser = await chromium.launch({
    executablePath: pathOf('chromium') ?? '',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(link);
  await page.goto('about:blank');
  await page.goto(`${url}/#/processes/${running?.id}`);
  await page.getByRole('textbox').first().fill('say uvw');
  await page.keyboard.press('Enter');
  await page.getByText('xyz').waitFor({ timeout: 60_000 });
}
