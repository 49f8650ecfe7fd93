import { expect, test } from 'vitest';
import { explainVariants } from '../../src/variants/explain-variants.js';
import { readRequirements } from '../../src/variants/read-requirements.js';
import { LLM_VARIANTS, machine } from '../machines.js';

test('every requirement, in either spelling of the keys', () => {
  const requires = {
    cudaDriver: '525.60.13',
    cuda: '12.4',
    cudaToolkit: '12.0',
    computeCapability: '7.0',
    computeCapabilities: ['sm_80', '90a', '10.0'],
    gfx: ['gfx1100'],
    rocm: '6.0',
    vulkan: '1.2',
    macos: '13.3',
    libc: 'glibc',
    glibc: '2.31',
    cpuFeatures: ['avx2'],
    memoryBytes: 4096,
  };
  const snake = Object.fromEntries(
    Object.entries(requires).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
  expect(readRequirements(requires)).toEqual({ value: requires });
  expect(readRequirements(snake)).toEqual({ value: requires });
  expect(readRequirements({})).toEqual({ value: {} });
});

test.each(LLM_VARIANTS)('what $id requires', ({ requires = {} }) => {
  expect(readRequirements(JSON.parse(JSON.stringify(requires)))).toEqual({ value: requires });
});

test('what it does not know keeps the variant from being chosen, and no other', () => {
  const read = readRequirements({ level_zero: '1.2', cuda: '12' });
  expect(read).toEqual({ value: { cuda: '12', unknown: ['levelZero'] } });
  const common = { platforms: ['linux'], architectures: ['x86_64'] };
  const requires = { unknown: ['levelZero'] };
  const variants = [
    { ...common, id: 'plain', backend: 'cpu' },
    { ...common, id: 'new', backend: 'cpu', requires },
  ];
  const report = explainVariants(variants, machine());
  expect(report.choice).toMatchObject({ type: 'chosen', id: 'plain' });
  expect(report.variants.find(({ id }) => id === 'new')?.reasons).toEqual([
    {
      code: 'REQUIREMENT_UNKNOWN',
      message: 'It states the requirements levelZero, which this version does not know.',
      remedy: 'Update this program.',
      facts: [],
    },
  ]);
});

test.each([
  [[], 'the whole: '],
  ['12.4', 'the whole: '],
  [{ cuda: 12.4 }, 'cuda: '],
  [{ cuda: 'latest' }, 'cuda: must be a version such as "12.4"'],
  [{ compute_capability: 'ampere' }, 'computeCapability: must be a compute capability such as "8.6"'],
  [{ gfx: [] }, 'gfx: '],
  [{ libc: 'uclibc' }, 'libc: '],
  [{ memory_bytes: -1 }, 'memoryBytes: '],
])('%j is a problem', (json, problem) => {
  expect(readRequirements(json)).toEqual({ problem: expect.stringContaining(problem) });
});
