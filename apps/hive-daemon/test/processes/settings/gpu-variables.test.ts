import { expect, test } from 'vitest';
import { gpuVariables } from '../../../src/processes/settings/gpu-variables.js';

const ORDER = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };

test.each([
  ['CudaLlm', undefined, ORDER],
  ['CudaLlm', '0,1', { ...ORDER, CUDA_VISIBLE_DEVICES: '0,1' }],
  ['CudaLlm', 'none', { ...ORDER, CUDA_VISIBLE_DEVICES: '-1' }],
  ['RocmLlm', '1', { ...ORDER, HIP_VISIBLE_DEVICES: '1' }],
  ['VulkanLlm', 'none', { ...ORDER, GGML_VK_VISIBLE_DEVICES: '' }],
  [
    'speech',
    '2',
    { ...ORDER, CUDA_VISIBLE_DEVICES: '2', HIP_VISIBLE_DEVICES: '2', GGML_VK_VISIBLE_DEVICES: '2' },
  ],
])('a worker of type %s with the GPUs %s', (type, gpu, variables) => {
  expect(gpuVariables(type, gpu, { env: {} })).toEqual(variables);
});

test.each([
  // The faster card is CUDA's 0; by the order of the bus it would be the other one.
  [{ CUDA_VISIBLE_DEVICES: '0' }, {}],
  [{ CUDA_DEVICE_ORDER: 'FASTEST_FIRST' }, {}],
  [{ CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' }, {}],
  [{ HIP_VISIBLE_DEVICES: '1' }, ORDER],
])('what a user has set counts: %j', (env, variables) => {
  expect(gpuVariables('CudaLlm', undefined, { env })).toEqual(variables);
});

test('numbers that were asked for are those of the bus, whatever the environment has', () => {
  const env = { CUDA_DEVICE_ORDER: 'FASTEST_FIRST', CUDA_VISIBLE_DEVICES: '1' };
  expect(gpuVariables('CudaLlm', '0', { env })).toEqual({ ...ORDER, CUDA_VISIBLE_DEVICES: '0' });
});

test('a card that does not fit is hidden, unless a user chose among the cards', () => {
  const fitting = ['GPU-bbbb', 'GPU-cccc'];
  const shown = { CUDA_VISIBLE_DEVICES: 'GPU-bbbb,GPU-cccc' };
  const of = (env: Record<string, string>, gpu?: string) => gpuVariables('CudaLlm', gpu, { env, fitting });
  expect(of({})).toEqual({ ...ORDER, ...shown });
  expect(of({ CUDA_DEVICE_ORDER: 'FASTEST_FIRST' })).toEqual(shown);
  expect(of({ CUDA_VISIBLE_DEVICES: '0,1' })).toEqual({});
  expect(of({}, '0')).toEqual({ ...ORDER, CUDA_VISIBLE_DEVICES: '0' });
});
