import type { ModelCatalog } from '@rbee/model-catalog';
import { expect, test } from 'vitest';
import type { WorkerProcess } from '../../src/api.js';
import { performModelJob } from '../../src/jobs/perform-model-job.js';

test('a model that a process has loaded is not removed', async () => {
  const removed: string[] = [];
  const models = {
    get: async () => ({ id: 'hf:a/b:Q8_0', path: '/m/b.gguf' }),
    remove: async (id: string) => void removed.push(id),
  } as unknown as ModelCatalog;
  const running = { worker: 'w-v1', port: 41_000, settings: { model: '/m/b.gguf' } } as WorkerProcess;
  const remove = (list: readonly WorkerProcess[]) =>
    performModelJob(
      { operation: 'model_remove', model: 'hf:a/b:Q8_0' },
      { jobId: 'j', signal: new AbortController().signal, tell: () => undefined },
      { models, processes: { list: () => list } },
    );
  await expect(remove([running])).rejects.toMatchObject({
    code: 'MODEL_IN_USE',
    message: 'hf:a/b:Q8_0 is loaded by w-v1 at port 41000.',
  });
  expect(removed).toEqual([]);
  expect(await remove([{ ...running, endedAt: '2026-01-01T00:00:00Z' }])).toEqual({
    removed: ['hf:a/b:Q8_0'],
  });
});
