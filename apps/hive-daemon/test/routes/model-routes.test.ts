import path from 'node:path';
import { ModelCatalog } from '@rbee/model-catalog';
import { startFakeHub, tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import type { ModelFit, ModelList, ModelPlanAnswer, ModelSearch } from '../../src/api.js';
import { useDaemon } from '../support.js';

async function useModels() {
  const folder = await useTempDir();
  const repositories = { 'ada/tiny-GGUF': { files: { 'tiny-Q8_0.gguf': tinyGguf() }, license: 'mit' } };
  const hub = await startFakeHub({ repositories });
  const models = await ModelCatalog.open({
    root: path.join(folder, 'models'),
    huggingFace: { endpoint: hub.url },
    ...{ ollamaFolders: [], lmStudioFolders: [] },
    process: { env: {}, homeDir: folder, platform: 'linux' },
  });
  return { ...(await useDaemon({ models })), root: models.root };
}

test('models are looked for, planned, judged, pulled as a job with progress, listed and removed', async () => {
  const { call, run, events, root } = await useModels();
  const found = await call<ModelSearch>('GET', '/v1/model-catalog/search?query=tiny');
  expect(found.body.models).toMatchObject([{ reference: 'hf:ada/tiny-GGUF', license: 'mit' }]);
  const reference = encodeURIComponent('hf:ada/tiny-GGUF');
  const plan = await call<ModelPlanAnswer>('GET', `/v1/model-catalog/plan?model=${reference}`);
  expect(plan.body).toMatchObject({ id: 'hf:ada/tiny-GGUF:Q8_0', present: 'no', disk: { isEnough: true } });
  const fit = await call<ModelFit>('GET', `/v1/model-catalog/fits?model=${reference}&context=256`);
  expect(fit.body).toMatchObject({
    report: { verdict: 'memory', context: 256 },
    architecture: 'llama',
    contextLength: 256,
  });

  const pulled = await run({ operation: 'model_pull', model: 'hf:ada/tiny-GGUF' });
  expect(pulled).toMatchObject({ state: 'succeeded', result: { model: { id: 'hf:ada/tiny-GGUF:Q8_0' } } });
  const types = (await events(pulled.id)).map(({ event }) => event.type);
  expect(types).toEqual(expect.arrayContaining(['model-resolved', 'file-start', 'file-end', 'job-state']));
  const list = await call<ModelList>('GET', '/v1/model-catalog');
  expect(list.body).toMatchObject({ root, models: [{ id: 'hf:ada/tiny-GGUF:Q8_0' }] });

  const removed = await run({ operation: 'model_remove', model: 'hf:ada/tiny-GGUF:Q8_0' });
  expect(removed.result).toEqual({ removed: ['hf:ada/tiny-GGUF:Q8_0'] });
  expect(await run({ operation: 'model_remove', model: 'hf:ada/tiny-GGUF:Q8_0' })).toMatchObject({
    state: 'failed',
    error: { code: 'NOT_FOUND' },
  });
});

test('what names no model of a hub or store is refused, and what the hub lacks is said in its own words', async () => {
  const { call, run } = await useModels();
  for (const model of ['/etc/passwd', 'file:/etc/passwd', 'http://127.0.0.1:1/m.gguf', '../x', 'hf:a\nb'])
    expect(await call('POST', '/v1/jobs', { operation: 'model_pull', model })).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST', path: 'model' } },
    });
  expect(await call('GET', '/v1/model-catalog/fits?model=/etc/passwd')).toMatchObject({ status: 400 });
  expect(await call('GET', '/v1/model-catalog/search?query=')).toMatchObject({ status: 400 });
  expect(await call('GET', '/v1/model-catalog/plan?model=hf:ada/none')).toMatchObject({
    status: 404,
    body: { error: { code: 'MODEL_NOT_FOUND' } },
  });
  expect(await run({ operation: 'model_pull', model: 'hf:ada/none' })).toMatchObject({
    state: 'failed',
    error: { code: 'MODEL_NOT_FOUND' },
  });
});

test('without a catalog of models there are no such routes, and a job says why', async () => {
  const { call, run } = await useDaemon();
  expect(await call('GET', '/v1/model-catalog')).toMatchObject({ status: 404 });
  expect(await run({ operation: 'model_pull', model: 'hf:ada/tiny-GGUF' })).toMatchObject({
    state: 'failed',
    error: { code: 'NO_MODELS' },
  });
});
