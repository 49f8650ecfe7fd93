import { expect, test } from 'vitest';
import type {
  OpenFolderStoreOptions,
  RegistryAppOptions,
  RegistryArchitecture,
  RegistryPlatform,
  WorkerMetadata,
  WorkerRegistryErrorCode,
  WorkerStore,
} from '../src/index.js';
import * as api from '../src/index.js';

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toEqual([
    'WorkerRegistryError',
    'bundledWorkersFolder',
    'createRegistryApp',
    'isWorkerRegistryError',
    'openFolderStore',
  ]);
});

test('exports the promised types', async () => {
  const code: WorkerRegistryErrorCode = 'INVALID_WORKER';
  const platform: RegistryPlatform = 'linux';
  const architecture: RegistryArchitecture = 'aarch64';
  const worker: WorkerMetadata = {
    id: 'a',
    name: 'A',
    version: '1',
    platforms: [platform],
    architectures: [architecture],
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
