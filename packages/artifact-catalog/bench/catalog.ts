import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { mapAtOnce } from '@rbee-internal/system/time';
import { reportRow } from '@rbee-internal/test-kit/bench';
import { FilesystemCatalog, type WorkerBinary, workerBinaryCodec } from '../src/index.js';

const ARTIFACTS = 10_000;
const ROUNDS = 7;

const folder = await mkdtemp(path.join(process.argv[2] ?? os.tmpdir(), 'rbee-bench-'));
try {
  await measure(path.join(folder, 'workers'));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Every subject once a round, so that a busy moment of the machine meets all of them. */
async function measure(root: string): Promise<void> {
  const catalog = await FilesystemCatalog.open({ root, codec: workerBinaryCodec });
  const ids = Array.from({ length: ARTIFACTS }, (_, index) => `llm-worker-rbee-cpu-v0.${index}.0-linux`);
  await mapAtOnce(ids, { concurrency: 32 }, (id) => writeArtifact(catalog, id));
  const subjects: [name: string, times: number, run: () => Promise<unknown>][] = [
    ['read every file', 1, () => readEveryFile(root)],
    ['list', 1, () => catalog.list()],
    ['list and filter', 1, () => findByVersion(catalog, '0.77.0')],
    ['contains', 1_000, () => catalog.contains('llm-worker-rbee-cpu-v0.77.0-linux')],
    ['get', 100, () => catalog.get('llm-worker-rbee-cpu-v0.77.0-linux')],
    ['add and remove', 20, () => addAndRemove(catalog)],
    ['lock', 100, async () => (await catalog.lock('bench'))()],
    ['open', 20, () => FilesystemCatalog.open({ root, codec: workerBinaryCodec })],
  ];
  const samples = new Map<string, number[]>(subjects.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, times, run] of subjects) samples.get(name)?.push(await millisecondsOf(run, times));
  }
  reportRow({
    name: `list ${ARTIFACTS} artifacts`,
    ours: samples.get('list') ?? [],
    peer: 'read and parse every file',
    theirs: samples.get('read every file') ?? [],
    cause: 'every record is checked against its schema, and its folder against its id',
  });
  const naive = median(samples.get('read every file') ?? []);
  for (const [name, taken] of samples) {
    const each = median(taken);
    console.log(
      `${name.padEnd(16)} ${each.toFixed(3).padStart(10)} ms ${(each / naive).toFixed(2).padStart(8)}`,
    );
  }
}

/** What any program would do that only looks at the files. */
async function readEveryFile(root: string): Promise<unknown[]> {
  const names = await readdir(root);
  return mapAtOnce(
    names.filter((name) => !name.startsWith('@')),
    { concurrency: 32 },
    async (name) => JSON.parse(await readFile(path.join(root, name, 'metadata.json'), 'utf8')),
  );
}

async function findByVersion(catalog: FilesystemCatalog<WorkerBinary>, version: string) {
  return (await catalog.list()).find((worker) => worker.version === version);
}

async function addAndRemove(catalog: FilesystemCatalog<WorkerBinary>): Promise<void> {
  await catalog.add(artifactOf(catalog, 'bench'));
  await catalog.remove('bench');
}

async function writeArtifact(catalog: FilesystemCatalog<WorkerBinary>, id: string): Promise<void> {
  const artifact = artifactOf(catalog, id);
  await mkdir(catalog.folderOf(id));
  const record = {
    artifact: workerBinaryCodec.encode(artifact),
    added_at: artifact.addedAt,
    last_accessed: null,
  };
  await writeFile(path.join(catalog.folderOf(id), 'metadata.json'), `${JSON.stringify(record, null, 2)}\n`);
}

function artifactOf(catalog: FilesystemCatalog<WorkerBinary>, id: string): WorkerBinary {
  const digest = `sha256:${'a'.repeat(64)}`;
  const addedAt = '2025-10-23T18:30:00Z';
  return {
    id,
    path: path.join(catalog.folderOf(id), 'bin/worker'),
    size: 1_048_576,
    status: 'Available',
    addedAt,
    workerType: 'CpuLlm',
    platform: 'Linux',
    version: id.replace(/^.*-v|-linux$/g, ''),
    architecture: 'x86_64',
    catalogId: 'llm-worker-rbee-cpu',
    digest,
    provenance: {
      origin: 'http://localhost:8787',
      pkgbuildDigest: digest,
      sources: [{ url: 'https://example.org/rbee-0.1.0.tar.gz', digest }],
      startedAt: addedAt,
      finishedAt: addedAt,
      installedBy: '@rbee/worker-provisioner 0.1.0',
    },
  };
}

async function millisecondsOf(run: () => Promise<unknown>, times: number): Promise<number> {
  const start = performance.now();
  for (let time = 0; time < times; time += 1) await run();
  return (performance.now() - start) / times;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
