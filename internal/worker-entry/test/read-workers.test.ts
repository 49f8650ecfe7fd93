import { describe, expect, test } from 'vitest';
import { readWorkers, workerTypeOf } from '../src/index.js';

/** A full entry as a registry serves it. */
const ENTRY = {
  id: 'llm-worker-rbee-cpu',
  implementation: 'rust',
  worker_type: 'cpu',
  version: '0.1.0',
  platforms: ['linux', 'macos', 'windows'],
  architectures: ['x86_64', 'aarch64'],
  name: 'LLM Worker (CPU)',
  description: 'Runs models on the CPU',
  license: 'GPL-3.0-or-later',
  pkgbuild_url: '/workers/llm-worker-rbee-cpu/PKGBUILD',
  build_system: 'cargo',
  source: {
    type: 'git',
    url: 'https://example.org/rbee.git',
    branch: 'main',
    path: 'bin/30_llm_worker_rbee',
  },
  build: { features: ['cpu'], profile: 'release' },
  depends: ['gcc'],
  makedepends: ['rust', 'cargo'],
  binary_name: 'llm-worker-rbee-cpu',
  install_path: '/usr/local/bin/llm-worker-rbee-cpu',
  supported_formats: ['gguf', 'safetensors'],
  max_context_length: 32768,
  supports_streaming: true,
  supports_batching: false,
};

const METADATA = {
  id: 'llm-worker-rbee-cpu',
  name: 'LLM Worker (CPU)',
  version: '0.1.0',
  platforms: ['linux', 'macos', 'windows'],
  architectures: ['x86_64', 'aarch64'],
  description: 'Runs models on the CPU',
  license: 'GPL-3.0-or-later',
  workerType: 'CpuLlm',
  depends: ['gcc'],
  makedepends: ['rust', 'cargo'],
  binaryName: 'llm-worker-rbee-cpu',
  requiresLicense: false,
  licenseOrigins: [],
  pkgbuildUrl: '/workers/llm-worker-rbee-cpu/PKGBUILD',
};

function camelCase(entry: Record<string, unknown>) {
  const rename = (key: string) => key.replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [rename(key), value]));
}

describe('readWorkers', () => {
  test('reads snake_case and camelCase alike', () => {
    expect(readWorkers(ENTRY)).toEqual({ value: [METADATA] });
    expect(readWorkers(camelCase(ENTRY))).toEqual({ value: [METADATA] });
  });

  test('flattens variants, each with its own platforms', () => {
    const { id: _id, pkgbuild_url: _url, worker_type: _type, ...shared } = ENTRY;
    const read = readWorkers({
      ...shared,
      id: 'llm-worker-rbee',
      variants: [
        { backend: 'cpu', platforms: ['linux'], architectures: ['x86_64'], workerType: 'cpu' },
        { backend: 'metal', platforms: ['macos'], architectures: ['aarch64'] },
      ],
    });
    expect('value' in read && read.value).toEqual([
      expect.objectContaining({ id: 'llm-worker-rbee-cpu', platforms: ['linux'], workerType: 'CpuLlm' }),
      expect.objectContaining({
        id: 'llm-worker-rbee-metal',
        platforms: ['macos'],
        architectures: ['aarch64'],
      }),
    ]);
  });

  test.each([
    [null, 'the response: '],
    [{ ...ENTRY, id: '../x' }, 'id: must be a worker id'],
    [{ ...ENTRY, version: '1/2' }, 'version: must be a version'],
    [{ ...ENTRY, platforms: [] }, 'platforms: '],
    [{ ...ENTRY, architectures: ['x86_64', 3] }, 'architectures.1: '],
    [{ ...ENTRY, binary_name: '../sh' }, 'binary_name: must be a plain file name'],
    [{ ...ENTRY, binary_name: '..' }, 'binary_name: '],
    [{ ...ENTRY, license_origins: ['file:///etc'] }, 'license_origins.0: '],
  ])('names the bad field of entry %#', (entry, problem) => {
    expect(readWorkers(entry)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

test.each([
  ['cpu', 'CpuLlm'],
  ['CUDA', 'CudaLlm'],
  ['rocm', 'RocmLlm'],
  ['CpuLlm', 'CpuLlm'],
  ['image-diffusion', 'image-diffusion'],
])('the worker type %s is %s', (spelling, type) => {
  expect(workerTypeOf(spelling)).toBe(type);
});
