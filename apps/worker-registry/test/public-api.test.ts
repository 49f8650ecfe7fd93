import { expect, test } from 'vitest';
import * as app from '../src/app.js';
import type {
  Finding,
  FindingCode,
  FolderStore,
  OpenFolderStoreOptions,
  RateLimit,
  RefusedWorker,
  RegistryAppOptions,
  RegistryArchitecture,
  RegistryBindings,
  RegistryEnv,
  RegistryPlatform,
  RequestRecord,
  StoreCounts,
  WorkerMetadata,
  WorkerRegistryErrorCode,
  WorkerRelease,
  WorkerStore,
  WorkerVariantMetadata,
  WorkerVerification,
} from '../src/index.js';
import * as api from '../src/index.js';

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toEqual([
    'WorkerRegistryError',
    'bundledWorkersFolder',
    'createMemoryStore',
    'createRegistryApp',
    'isWorkerRegistryError',
    'openFolderStore',
  ]);
});

test('the part without Node has these of them', () => {
  expect(Object.keys(app).sort()).toEqual(['createMemoryStore', 'createRegistryApp']);
});

test('exports the promised types of the folder and of requests', () => {
  const findingCode: FindingCode = 'VERSION';
  const finding: Finding = { severity: 'error', code: findingCode, path: 'a', message: 'm' };
  const refused: RefusedWorker = { path: 'a', findings: [finding], isServed: false };
  const folderStore: Pick<FolderStore, 'refused'> = { refused: () => [refused] };
  const variant: WorkerVariantMetadata = { backend: 'cpu' };
  const release: Pick<WorkerRelease, 'isFormer'> = { isFormer: true };
  const rateLimit: RateLimit = { requests: 1 };
  const bindings: RegistryBindings = { clientAddress: '192.0.2.1' };
  const env: RegistryEnv = { Bindings: bindings };
  const counts: StoreCounts = { served: 1, refused: ['a'] };
  const onRequest = ({ method, bytes }: RequestRecord) => `${method} ${bytes}`;
  expect([folderStore.refused()[0]?.path, variant.backend, release.isFormer, rateLimit.requests]).toEqual([
    ...['a', 'cpu', true, 1],
  ]);
  expect([env.Bindings, counts.served, typeof onRequest]).toEqual([bindings, 1, 'function']);
});

test('exports the promised types', async () => {
  const code: WorkerRegistryErrorCode = 'INVALID_WORKER';
  const platform: RegistryPlatform = 'linux';
  const architecture: RegistryArchitecture = 'aarch64';
  const verified: WorkerVerification = { state: 'parsed', by: 'ci', date: '2026-01-01' };
  const worker: WorkerMetadata = {
    id: 'a',
    name: 'A',
    version: '1',
    platforms: [platform],
    architectures: [architecture],
    verified,
  };
  const store: WorkerStore = {
    list: async () => [worker],
    find: async () => undefined,
    pkgbuild: async () => undefined,
    file: async () => undefined,
  };
  const appOptions: RegistryAppOptions = { store, version: '1' };
  const storeOptions: OpenFolderStoreOptions = { signal: undefined };
  const response = await api.createRegistryApp(appOptions).request('/workers');
  expect([code, storeOptions.signal, await response.json()]).toEqual([
    'INVALID_WORKER',
    undefined,
    { workers: [worker] },
  ]);
});
