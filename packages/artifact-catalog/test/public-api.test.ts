import { expect, test } from 'vitest';
import type {
  Artifact,
  ArtifactCatalog,
  ArtifactCatalogErrorCode,
  ArtifactCodec,
  ArtifactProvisioner,
  ArtifactStatus,
  CallOptions,
  CatalogEvent,
  CatalogKind,
  CatalogProblem,
  CatalogUsage,
  DefaultCatalogFolderFacts,
  FilesystemCatalogOptions,
  GgufSummary,
  KnownWorkerType,
  LockHolder,
  LockOptions,
  ModelEntry,
  ModelFile,
  ModelFileRole,
  ModelFormat,
  Platform,
  PromoteOptions,
  Provenance,
  ProvisionOptions,
  SourceProvenance,
  StagingFolder,
  VendorSource,
  WatchOptions,
  WorkerArtifactIdParts,
  WorkerBinary,
  WorkerType,
} from '../src/index.js';
import * as api from '../src/index.js';

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toStrictEqual([
    'ATTESTATIONS_FILE',
    'ArtifactCatalogError',
    'FIXED_LAUNCH',
    'FilesystemCatalog',
    'LAUNCH_VALUE_NAMES',
    'MODEL_FORMATS',
    'StoredLaunch',
    'TREE_FILE',
    'WORKER_APIS',
    'WORKER_TASKS',
    'artifactFolderName',
    'artifactIdFromFolderName',
    'decodeLaunch',
    'defaultCatalogFolder',
    'describeTree',
    'encodeLaunch',
    'isArtifactCatalogError',
    'isReservedName',
    'launchCommand',
    'launchVariableProblem',
    'missingLaunchValues',
    'modelEntryCodec',
    'readTreeListing',
    'treeListing',
    'verifyTree',
    'workerArtifactId',
    'workerBinaryCodec',
    'writeTreeListing',
  ]);
});

test('the types say what the values are', () => {
  const status: ArtifactStatus = { Failed: { error: 'x' } };
  const artifact: Artifact = { id: 'x', path: '/x', size: 1, status, addedAt: '2025-01-01T00:00:00Z' };
  const known: KnownWorkerType = 'CpuLlm';
  const types: WorkerType[] = [known, 'image-diffusion'];
  const platform: Platform = 'Linux';
  const source: SourceProvenance = { url: 'https://example.org/x', commit: 'c' };
  const provenance: Provenance = {
    origin: 'https://example.org',
    pkgbuildDigest: `sha256:${'0'.repeat(64)}`,
    sources: [source],
    startedAt: artifact.addedAt,
    finishedAt: artifact.addedAt,
    installedBy: 'test 1',
  };
  const worker: WorkerBinary = { ...artifact, workerType: known, platform, version: '1', provenance };
  const role: ModelFileRole = 'weights';
  const file: ModelFile = { path: 'x', size: 1, role };
  const format: ModelFormat = 'gguf';
  const gguf: GgufSummary = { architecture: 'llama' };
  const model: ModelEntry = { ...artifact, name: 'Model', format, gguf, files: [file] };
  const codec: ArtifactCodec<WorkerBinary> = api.workerBinaryCodec;
  expect(codec.decode(codec.encode(worker))).toStrictEqual(worker);
  expect(api.modelEntryCodec.decode(api.modelEntryCodec.encode(model))).toStrictEqual(model);

  const parts: WorkerArtifactIdParts = { catalogId: 'x', version: '1', platform };
  const kind: CatalogKind = 'workers';
  const facts: DefaultCatalogFolderFacts = { platform: 'linux', env: {}, homeDir: '/home/user' };
  const code: ArtifactCatalogErrorCode = 'NOT_FOUND';
  const problem: CatalogProblem = { folder: '/x', code: 'FOREIGN_ENTRY', message: 'x' };
  const usage: CatalogUsage = {
    artifacts: [{ id: 'x', bytes: 1 }],
    own: { '@cache': 1 },
    otherBytes: 0,
    unreadable: [],
  };
  const options: FilesystemCatalogOptions<WorkerBinary> & CallOptions = { root: '/x', codec };
  const promote: PromoteOptions = { record: true, signal: undefined };
  const staging: StagingFolder = { path: '/x', dispose: async () => undefined };
  const holder: LockHolder = { file: '/x' };
  const lock: LockOptions = { wait: false, label: 'x', onWait: () => undefined };
  const event: CatalogEvent = { type: 'artifact-add', id: 'x' };
  const watch: WatchOptions = { onEvent: () => undefined, pollIntervalMs: 1 };
  expect([types, parts, kind, facts, code, problem, options, promote, staging]).toHaveLength(9);
  expect([holder, lock, event, watch, usage]).toHaveLength(5);
});

test('the interfaces can be implemented and the catalog is one', async () => {
  const provisioner: ArtifactProvisioner<WorkerBinary, string> = {
    supports: () => false,
    provision: async (id, { jobId, onEvent }: ProvisionOptions<string>) => {
      onEvent?.(`${jobId}: ${id}`);
      throw new Error('no');
    },
  };
  const vendor: VendorSource = { name: 'x', supports: () => true, download: async () => 7 };
  const asCatalog = (catalog: api.FilesystemCatalog<WorkerBinary>): ArtifactCatalog<WorkerBinary> => catalog;
  expect(asCatalog).toBeTypeOf('function');
  expect(provisioner.supports('x')).toBe(false);
  expect(await vendor.download('x', '/x', { jobId: 'j' })).toBe(7);
});
