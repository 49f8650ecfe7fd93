import type { WorkerBinary, WorkerLaunch } from '@rbee/worker-catalog';
import { expect, test } from 'vitest';
import { modelIdOf, planLaunch } from '../../src/processes/launch-plan.js';

const PLACE = {
  port: 4_000,
  queenUrl: 'http://localhost:7833',
  processId: 'process-1',
  workDir: '/state/processes/1/work',
};
const LAUNCH: WorkerLaunch = {
  args: [
    '-m',
    '{model}',
    '--port',
    '{port}',
    '-a',
    '{model_id}',
    ['-c', '{context}'],
    ['-ngl', '{gpu_layers}'],
  ],
  env: { ONE: '{program_dir}', TWO: '{threads}' },
  api: 'openai',
  tasks: ['chat'],
  formats: ['gguf'],
  heartbeat: 'hive',
  startSeconds: 90,
  defaults: { gpu_layers: 'auto' },
};
const worker = (launch?: WorkerLaunch) =>
  ({
    id: 'llama-v1-linux',
    path: '/catalog/llama/bin/llama-server',
    ...(launch && { launch }),
  }) as WorkerBinary;

test('a worker is started as its launch says, with what the caller chose', () => {
  const request = { model: '/models/tiny.gguf', context: 512, args: ['--metrics'], env: { THREE: '3' } };
  expect(planLaunch(worker(LAUNCH), request, PLACE)).toMatchObject({
    args: [
      '-m',
      '/models/tiny.gguf',
      '--port',
      '4000',
      '-a',
      'tiny',
      '-c',
      '512',
      '-ngl',
      'auto',
      '--metrics',
    ],
    env: { ONE: '/catalog/llama/bin', THREE: '3' },
    readySeconds: 90,
    modelId: 'tiny',
  });
});

test('a worker without a launch gets the fixed arguments', () => {
  expect(planLaunch(worker(), { args: ['--quiet'] }, PLACE)).toMatchObject({
    args: ['--port', '4000', '--queen-url', 'http://localhost:7833', '--quiet'],
    readySeconds: 60,
  });
});

test("CUDA's cards are counted as the bus does, unless a user counts them", () => {
  const envOf = (env: Record<string, string>, machineEnv?: Record<string, string>) =>
    planLaunch(worker(), { env }, { ...PLACE, machineEnv }).env;
  expect(envOf({})).toEqual({ CUDA_DEVICE_ORDER: 'PCI_BUS_ID' });
  expect(envOf({}, { CUDA_VISIBLE_DEVICES: '0' })).toEqual({});
  expect(envOf({ CUDA_VISIBLE_DEVICES: '0' })).toEqual({ CUDA_VISIBLE_DEVICES: '0' });
});

test('a worker that needs a model is refused without one, and the field is named', () => {
  expect(() => planLaunch(worker(LAUNCH), {}, PLACE)).toThrow(
    expect.objectContaining({
      code: 'LAUNCH_INCOMPLETE',
      path: 'model',
      message: 'llama-v1-linux cannot be started without a model: the absolute path of its file or folder.',
    }),
  );
});

test.each([
  ['/m/tiny.gguf', 'tiny'],
  ['/m/Big-Q4_K_M-00001-of-00005.gguf', 'Big-Q4_K_M'],
  ['/m/ggml-tiny.en.bin', 'ggml-tiny.en'],
  ['/m/folder', 'folder'],
  ['/m/.gguf', '.gguf'],
])('the model %s is called %s', (model, id) => {
  expect(modelIdOf({ model })).toBe(id);
  expect(modelIdOf({ model, modelId: 'org/other' })).toBe('org/other');
});
