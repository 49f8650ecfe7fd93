import { describe, expect, test } from 'vitest';
import { type WorkerBinary, workerBinaryCodec } from '../../../src/index.js';
import { recordOfNotes } from '../../support/artifacts.js';

const digest = `sha256:${'a'.repeat(64)}`;
const commit = 'c'.repeat(40);
const stored = recordOfNotes('/cache/worker').artifact;

const complete: WorkerBinary = {
  id: 'llm-worker-rbee-cuda-v1.0-linux',
  workerType: 'CudaLlm',
  platform: 'Linux',
  path: '/cache/x/worker',
  size: 3,
  status: { Failed: { error: 'no driver' } },
  version: '1.0',
  addedAt: '2025-10-23T18:30:00Z',
  architecture: 'x86_64',
  catalogId: 'llm-worker-rbee-cuda',
  digest,
  treeDigest: digest,
  launch: {
    args: ['--port', '{port}', ['-m', '{model}']],
    startSeconds: 600,
    api: 'openai',
    tasks: ['chat'],
    formats: ['gguf'],
    heartbeat: 'hive',
  },
  provenance: {
    origin: 'http://localhost:8787',
    pkgbuildDigest: digest,
    sources: [
      { url: 'git+https://example.org/x.git', commit },
      { url: 'https://example.org/x', digest, signedBy: 'ABCD' },
    ],
    startedAt: '2025-10-23T18:20:00Z',
    finishedAt: '2025-10-23T18:30:00+02:00',
    guard: 'none',
    guardReason: 'There is no bubblewrap.',
    network: true,
    installedBy: '@rbee/worker-provisioner 1.0.0',
  },
};

const completeOnDisk = {
  id: 'llm-worker-rbee-cuda-v1.0-linux',
  worker_type: 'CudaLlm',
  platform: 'Linux',
  path: '/cache/x/worker',
  size: 3,
  status: { Failed: { error: 'no driver' } },
  version: '1.0',
  added_at: '2025-10-23T18:30:00Z',
  architecture: 'x86_64',
  catalog_id: 'llm-worker-rbee-cuda',
  digest,
  tree_digest: digest,
  launch: {
    args: ['--port', '{port}', ['-m', '{model}']],
    start_seconds: 600,
    api: 'openai',
    tasks: ['chat'],
    formats: ['gguf'],
    heartbeat: 'hive',
  },
  provenance: {
    origin: 'http://localhost:8787',
    pkgbuild_digest: digest,
    sources: [
      { url: 'git+https://example.org/x.git', commit },
      { url: 'https://example.org/x', digest, signed_by: 'ABCD' },
    ],
    started_at: '2025-10-23T18:20:00Z',
    finished_at: '2025-10-23T18:30:00+02:00',
    guard: 'none',
    guard_reason: 'There is no bubblewrap.',
    network: true,
    installed_by: '@rbee/worker-provisioner 1.0.0',
  },
};

describe('workerBinaryCodec', () => {
  test('writes the fixed form in the fixed order', () => {
    expect(JSON.stringify(workerBinaryCodec.encode(complete))).toBe(JSON.stringify(completeOnDisk));
  });

  test('reads back what it wrote', () => {
    expect(workerBinaryCodec.decode(completeOnDisk)).toStrictEqual(complete);
  });

  test('reads and writes the record of the design notes unchanged', () => {
    const worker = workerBinaryCodec.decode(stored);
    expect(worker).toStrictEqual({
      id: 'cpu-llm-worker-rbee-v0.1.0-linux',
      workerType: 'CpuLlm',
      platform: 'Linux',
      path: '/cache/worker',
      size: 1048576,
      status: 'Available',
      version: '0.1.0',
      addedAt: '2025-10-23T18:30:00Z',
    });
    expect(JSON.stringify(workerBinaryCodec.encode(worker))).toBe(JSON.stringify(stored));
  });

  test('reads provenance of before guard, network and signers were recorded', () => {
    const { guard: _guard, guard_reason: _reason, network: _network, ...older } = completeOnDisk.provenance;
    const provenance = { ...older, sources: [{ url: 'https://example.org/x', digest }] };
    const worker = workerBinaryCodec.decode({ ...completeOnDisk, provenance });
    expect(worker.provenance).toStrictEqual({
      origin: 'http://localhost:8787',
      pkgbuildDigest: digest,
      sources: [{ url: 'https://example.org/x', digest }],
      startedAt: '2025-10-23T18:20:00Z',
      finishedAt: '2025-10-23T18:30:00+02:00',
      installedBy: '@rbee/worker-provisioner 1.0.0',
    });
    expect(workerBinaryCodec.encode(worker)).toStrictEqual({ ...completeOnDisk, provenance });
  });

  test('reads camelCase keys, also inside, and null for what is absent', () => {
    const { provenance, ...worker } = complete;
    const later = { ...worker, architecture: null, provenance };
    const { architecture, ...expected } = complete;
    expect(architecture).toBe('x86_64');
    expect(workerBinaryCodec.decode(later)).toStrictEqual(expected);
  });

  test('takes the fixed key where both are there', () => {
    expect(workerBinaryCodec.decode({ ...stored, workerType: 'cuda', addedAt: 'nonsense' })).toMatchObject({
      workerType: 'CpuLlm',
      addedAt: '2025-10-23T18:30:00Z',
    });
  });

  test.each([
    ['cpu', 'CpuLlm'],
    ['cuda', 'CudaLlm'],
    ['metal', 'MetalLlm'],
    ['rocm', 'RocmLlm'],
    ['vulkan', 'VulkanLlm'],
    ['image-diffusion', 'image-diffusion'],
  ])('reads the worker type %s as %s and writes it so', (spelling, type) => {
    const worker = workerBinaryCodec.decode({ ...stored, worker_type: spelling });
    expect(worker.workerType).toBe(type);
    expect(workerBinaryCodec.encode({ ...worker, workerType: spelling })).toMatchObject({
      worker_type: type,
    });
  });

  test.each([
    ['linux', 'Linux'],
    ['macos', 'MacOS'],
    ['windows', 'Windows'],
    ['Windows', 'Windows'],
  ])('reads the platform %s as %s', (spelling, platform) => {
    expect(workerBinaryCodec.decode({ ...stored, platform: spelling }).platform).toBe(platform);
  });

  test.each([
    ['available', 'Available'],
    ['downloading', 'Downloading'],
    ['Downloading', 'Downloading'],
    [{ failed: { error: 'x' } }, { Failed: { error: 'x' } }],
  ])('reads the status %j as %j', (spelling, status) => {
    expect(workerBinaryCodec.decode({ ...stored, status: spelling }).status).toStrictEqual(status);
  });

  const { provenance } = completeOnDisk;
  test.each([
    [null, 'artifact: Invalid input: expected object, received null'],
    [[], 'artifact: Invalid input: expected object, received array'],
    [{ ...stored, id: '' }, 'artifact.id: Too small: expected string to have >=1 characters'],
    [{ ...stored, size: -1 }, 'artifact.size: Too small: expected number to be >=0'],
    [{ ...stored, size: '1' }, 'artifact.size: Invalid input: expected number, received string'],
    [{ ...stored, path: 'bin/x' }, 'artifact.path: expected an absolute path'],
    [{ ...stored, path: '/a\0' }, 'artifact.path: expected an absolute path'],
    [{ ...stored, platform: 'toString' }, 'artifact.platform: expected "Linux", "MacOS" or "Windows"'],
    [
      { ...stored, status: 'Broken' },
      'artifact.status: expected "Available", "Downloading" or {"Failed":{"error":"…"}}',
    ],
    [{ ...stored, added_at: 'yesterday' }, 'artifact.added_at: Invalid ISO datetime'],
    [{ ...stored, digest: 'sha256:abc123...' }, 'artifact.digest: expected "sha256:" and 64 hex digits'],
    [
      { ...stored, provenance: { ...provenance, sources: [provenance.sources[0], { url: 7 }] } },
      'artifact.provenance.sources[1].url: Invalid input: expected string, received number',
    ],
  ])('refuses %j', (bad, message) => {
    expect(() => workerBinaryCodec.decode(bad)).toThrow(
      expect.objectContaining({ code: 'INVALID_METADATA', message }),
    );
  });
});

test('what is known of the package and of the build comes back as it was', () => {
  const worker: WorkerBinary = {
    id: 'tool-v1-linux',
    workerType: 'CpuLlm',
    platform: 'Linux',
    path: '/w/tool-v1-linux/tool',
    size: 1,
    status: 'Available',
    version: '1',
    addedAt: '2026-01-01T00:00:00Z',
    package: {
      program: 'usr/bin/tool',
      launcher: { kind: 'library-path', why: 'usr/bin/tool needs libx.so' },
      links: [{ path: 'usr/share/tool', target: '/var/lib/tool' }],
      privileged: ['usr/bin/helper'],
    },
    provenance: {
      origin: '/recipes/tool',
      pkgbuildDigest: `sha256:${'0'.repeat(64)}`,
      sources: [],
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:00Z',
      settings: {
        env: { CUDAARCHS: '86' },
        packages: ['tool', 'tool-cuda'],
        program: 'tool',
        native: true,
        network: { prepare: ['cargo'] },
      },
      hosts: [{ host: 'example.org:443', allowed: true, phase: 'prepare' }],
      buildCost: { milliseconds: 300_000, cpuMilliseconds: 550_000, peakMemoryBytes: 1024 ** 3 },
      installedBy: 'test 1',
    },
  };
  const stored = JSON.parse(JSON.stringify(workerBinaryCodec.encode(worker)));
  expect(workerBinaryCodec.decode(stored)).toEqual(worker);
});
