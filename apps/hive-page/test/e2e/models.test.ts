import { describeWith } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import { HEALTHY } from '../fake-daemon/example-machine.js';
import { accessibilityProblems, isTooWide, PHONE } from './browser.js';
import { useExamplePage } from './example-page.js';

const REFERENCE = 'hf:Qwen/Qwen3-0.6B-GGUF';

describeWith('chromium', 'models and talking in chromium', () => {
  const example = useExamplePage();
  const { open } = example;

  it('finds a model, says whether it fits, and pulls it with progress', async () => {
    const page = await open('#/models');
    await page.getByText('Fits on the GPU').first().waitFor();
    await page.getByRole('link', { name: 'LLM Worker (CPU)' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search the hub' }).fill('qwen');
    await page.keyboard.press('Enter');
    await page.getByText('48,211 downloads, apache-2.0').click();
    await page.getByLabel('Quantization').selectOption('Q8_0');
    expect(await accessibilityProblems(page)).toEqual([]);
    example.daemon.onPost = (job) => {
      const base = { jobId: 'job1', file: 'Qwen3-0.6B-Q8_0.gguf' } as const;
      job.begin();
      job.emit({ type: 'step-start', jobId: 'job1', step: 'fetch' });
      job.emit({ ...base, type: 'file-start', bytes: 639_000_000 });
      const numbers = { receivedBytes: 200_000_000, totalBytes: 639_000_000, bytesPerSecond: 50_000_000 };
      job.emit({ ...base, type: 'file-progress', ...numbers });
    };
    await page.getByRole('button', { name: 'Pull' }).click();
    await page.getByText('200 MB of 639 MB').waitFor();
    await page.getByText('50 MB/s, 8.8 s left').waitFor();
    expect(example.daemon.posted).toEqual([{ operation: 'model_pull', model: `${REFERENCE}:Q8_0` }]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.page-title').getByText('Cancelled').waitFor();
  });

  it('starts a model with the sliders; a failure leaves the dialog as it was filled in', async () => {
    const page = await open('#/models');
    await page.getByRole('button', { name: 'Start Qwen3-8B-GGUF' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start LLM Worker (CPU)' });
    await dialog.getByText('Fits on the GPU: 6.5 GiB').waitFor();
    const context = dialog.getByRole('slider', { name: 'Context' });
    await context.focus();
    for (let count = 0; count < 5; count += 1) await page.keyboard.press('ArrowRight');
    expect(await context.getAttribute('aria-valuetext')).toBe('8,192 tokens');
    await dialog.getByRole('slider', { name: 'Layers on the GPU' }).press('End');
    await dialog.getByText('all 37').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const error = { code: 'WORKER_NOT_READY', message: 'It ended: exit code 1.', hint: 'Read its log.' };
    example.daemon.onPost = (job) => job.end({ state: 'failed', error });
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByText('It ended: exit code 1.').waitFor();
    expect(await context.getAttribute('aria-valuetext')).toBe('8,192 tokens');
    example.daemon.onPost = (job) => job.end({ state: 'succeeded', result: { process: HEALTHY } });
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    expect(example.daemon.posted.at(-1)).toEqual({
      ...{ operation: 'worker_spawn', worker: 'llm-worker-rbee-cpu' },
      model: '/home/ada/.cache/rbee/models/qwen3/Qwen3-8B-Q4_K_M.gguf',
      ...{ modelId: 'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', context: 8_192, gpuLayers: 37 },
    });
  });

  it('a chat thinks, is edited, answered again, and kept; the worker’s own error is shown', async () => {
    const page = await open('#/processes/p1');
    const message = page.getByRole('textbox', { name: 'Message' });
    example.daemon.onChat = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const chunk = (delta: object) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`;
      response.end(
        `${chunk({ reasoning_content: 'Bees fly.' }) + chunk({ content: 'They hum.' })}data: [DONE]\n\n`,
      );
      return true;
    };
    await message.fill('What do bees do?');
    await page.keyboard.press('Enter');
    await page.getByText('They hum.').waitFor();
    await page.getByText('Thinking', { exact: true }).click();
    await page.getByText('Bees fly.').waitFor();
    await page.getByText(/first token after/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.reload();
    await page.getByText('They hum.').waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await message.inputValue()).toBe('What do bees do?');
    expect(await page.getByText('They hum.').count()).toBe(0);
    example.daemon.onChat = (response) => {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"Loading model","type":"unavailable_error","code":503}}');
      return true;
    };
    await message.fill('And now?');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('Loading model').waitFor();
    example.daemon.onChat = () => false;
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.locator('.message-assistant').textContent()).toContain('And now?');
  });

  it('a worker for speech has a recorder and takes a file, and no box to chat in', async () => {
    const speech = { ...HEALTHY, id: 'p3', api: 'whisper', tasks: ['transcription'] } as const;
    example.daemon.processes.set('p3', { process: speech, log: [] });
    const page = await open('#/processes/p3', PHONE);
    await page.getByRole('button', { name: 'Record', exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
    const [talk, log] = await Promise.all(['.chat', '.log'].map((part) => page.locator(part).boundingBox()));
    expect(talk?.y, 'on a phone talking comes before the log').toBeLessThan(log?.y ?? 0);
    const file = { name: 'bees.wav', mimeType: 'audio/wav', buffer: Buffer.from('RIFF') };
    await page.locator('.drop input').setInputFiles(file);
    await page.getByText('Bees hum.', { exact: true }).waitFor();
    expect(await isTooWide(page)).toBe(false);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('a worker for pictures has a canvas, and no box to chat in', async () => {
    const image = { ...HEALTHY, id: 'p4', api: 'sd', tasks: ['image'], modelId: 'sd' } as const;
    example.daemon.processes.set('p4', { process: image, log: [] });
    const page = await open('#/processes/p4');
    await page.getByRole('textbox', { name: 'Describe a picture' }).fill('A hive');
    await page.getByRole('button', { name: 'Draw' }).click();
    await page.getByRole('img', { name: 'A hive' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
