import { expect, test } from 'vitest';
import { workerEnvironment } from '../../src/processes/worker-environment.js';

const DEVICES = {
  CUDA_VISIBLE_DEVICES: '1',
  CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
  HIP_VISIBLE_DEVICES: '0',
  ROCR_VISIBLE_DEVICES: '0',
  HSA_OVERRIDE_GFX_VERSION: '10.3.0',
  GGML_VK_VISIBLE_DEVICES: '2',
  MESA_VK_DEVICE_SELECT: '10de:2684',
  ONEAPI_DEVICE_SELECTOR: 'level_zero:0',
  ZE_AFFINITY_MASK: '0',
};

test('what chooses the devices reaches the worker, as it reaches the proof of an installation', () => {
  expect(workerEnvironment(DEVICES, undefined)).toEqual(DEVICES);
});

test("an engine's own settings and the hive's secrets do not", () => {
  const env = { LLAMA_ARG_MODEL: '/m', GGML_VK_DISABLE_F16: '1', HF_TOKEN: 'x', RBEE_TOKEN: 'y', A: 'b' };
  expect(workerEnvironment({ ...env, HOLDS: 'a-secret-b' }, 'secret')).toEqual({ A: 'b' });
});
