import type { ModelEntry, WorkerRow } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import {
  contextStops,
  contextText,
  EMPTY_FORM,
  layersText,
  problemOf,
  spawnFromForm,
  startable,
} from '../../../src/model/start/start-form.js';
import { ROWS } from '../../fake-daemon/example-workers.js';

const FORM = { ...EMPTY_FORM, worker: 'w' };
const FREE = { isModelNeeded: false };
const MODEL = { id: 'hf:a/b:Q8_0', path: '/m/b.gguf', mmproj: '/m/p.gguf' } as ModelEntry;

it('an empty form leaves everything to the hive', () => {
  expect(spawnFromForm(FORM, undefined)).toEqual({ operation: 'worker_spawn', worker: 'w' });
});

it('a full form is passed on, an argument a line', () => {
  const form = { port: ' 8080 ', queenUrl: 'http://q.test', args: '--a\n\n b\n', restart: true };
  expect(problemOf({ ...FORM, ...form }, FREE)).toBeUndefined();
  expect(spawnFromForm({ ...FORM, ...form }, undefined)).toEqual({
    ...{ operation: 'worker_spawn', worker: 'w', port: 8080, queenUrl: 'http://q.test' },
    ...{ args: ['--a', ' b'], restart: 'on-failure' },
  });
});

it('a model is passed by its path and served by its id, with what the sliders say', () => {
  expect(spawnFromForm({ ...FORM, context: 8_192, gpuLayers: 0 }, MODEL)).toEqual({
    ...{ operation: 'worker_spawn', worker: 'w', model: '/m/b.gguf', mmproj: '/m/p.gguf' },
    ...{ modelId: 'hf:a/b:Q8_0', context: 8_192, gpuLayers: 0 },
  });
  for (const id of ['/x', 'a/../b', 'a//b', 'ä'])
    expect(spawnFromForm(FORM, { ...MODEL, id })).not.toHaveProperty('modelId');
});

it.each([
  ['port', '0'],
  ['port', '65536'],
  ['port', '80a'],
  ['queenUrl', 'queen'],
  ['queenUrl', 'file:///etc/passwd'],
  ['args', 'x\n'.repeat(65)],
])('%s %j is refused at its field', (field, value) => {
  expect(problemOf({ ...FORM, [field]: value }, FREE)).toMatchObject({ field });
});

it('a worker that needs a model asks for one', () => {
  expect(problemOf(FORM, { isModelNeeded: true })).toMatchObject({ field: 'model' });
  expect(problemOf({ ...FORM, model: 'm' }, { isModelNeeded: true })).toBeUndefined();
});

it('the sliders have stops to the model’s own context, and say what they mean', () => {
  expect(contextStops(5_000)).toEqual([512, 1_024, 2_048, 4_096, 5_000]);
  expect(contextStops(256)).toEqual([256]);
  expect([contextText(undefined), contextText(8_192)]).toEqual(["the worker's own", '8,192 tokens']);
  expect([layersText(undefined, 33), layersText(12, 33), layersText(33, 33)]).toEqual([
    "the worker's own",
    '12 of 33',
    'all 33',
  ]);
});

it('only what is installed can be started', () => {
  const started = (ROWS as readonly WorkerRow[]).flatMap(startable).map(({ name }) => name);
  expect(started).toEqual(['Echo Worker (CPU)', 'LLM Worker (CPU)']);
});
