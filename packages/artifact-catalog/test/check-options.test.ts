import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { describeTree, FilesystemCatalog, workerBinaryCodec } from '../src/index.js';
import { openWorkers, stagedWorker, WORKER_ID, workerIn } from './support/artifacts.js';

/** As a caller without TypeScript sees it. */
// biome-ignore lint/suspicious/noExplicitAny: a caller without TypeScript may pass anything
type Anything = any;

const OPEN: [string, Anything][] = [
  ['expected object', undefined],
  ['expected object', null],
  ['root: ', { codec: workerBinaryCodec }],
  ['root: ', { root: 7, codec: workerBinaryCodec }],
  ['codec: ', {}],
  ['codec.decode: expected a function', { codec: { encode: () => ({}) } }],
  ['now: expected a function', { now: new Date() }],
  ['platform: ', { platform: 7 }],
  ['signal: expected an AbortSignal', { signal: {} }],
  ['"rooot"', { rooot: 1 }],
];

test.each(OPEN)('open says %s of %j', async (message, change) => {
  const folder = await useTempDir();
  const whole = { root: path.join(folder, 'workers'), codec: workerBinaryCodec };
  const isWhole = change === undefined || change === null || message.startsWith('root');
  const options = isWhole
    ? change
    : { ...whole, ...(message.startsWith('codec: ') ? { codec: undefined } : {}), ...change };
  expect(await rejectionOf(FilesystemCatalog.open(options))).toMatchObject({
    name: 'ArtifactCatalogError',
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(message),
  });
  expect(await listTree(folder)).toStrictEqual([]);
});

const CALLS: [string, (catalog: Anything, staged: string) => Promise<unknown>][] = [
  ['lock', (catalog) => catalog.lock(WORKER_ID, { wait: 'no' })],
  ['lock', (catalog) => catalog.lock(WORKER_ID, { waitt: false })],
  ['lock', (catalog) => catalog.lock(WORKER_ID, { onWait: 'log' })],
  ['lock', (catalog) => catalog.lock(WORKER_ID, null)],
  ['watch', (catalog) => catalog.watch()],
  ['watch', (catalog) => catalog.watch({ onEvent: 7 })],
  ['watch', (catalog) => catalog.watch({ onEvent: () => {}, pollIntervalMs: 0 })],
  ['watch', (catalog) => catalog.watch({ onEvent: () => {}, pollIntervalMs: 1e12 })],
  ['watch', (catalog) => catalog.watch({ onEvent: () => {}, interval: 7 })],
  ['promote', (catalog, staged) => catalog.promote(staged, workerIn(catalog))],
  ['promote', (catalog, staged) => catalog.promote(staged, workerIn(catalog), {})],
  ['promote', (catalog, staged) => catalog.promote(staged, workerIn(catalog), { record: 'yes' })],
  [
    'promote',
    (catalog, staged) => catalog.promote(staged, workerIn(catalog), { record: true, replaces: true }),
  ],
  ['describeTree', (_, staged) => describeTree(staged, { maxEntries: 0 })],
  ['describeTree', (_, staged) => describeTree(staged, { depth: 7 } as Anything)],
  ['get', (catalog) => catalog.get(WORKER_ID, { signal: true })],
  ['list', (catalog) => catalog.list({ signal: 'x' })],
  ['remove', (catalog) => catalog.remove(WORKER_ID, { signal: 7 })],
  ['sweep', (catalog) => catalog.sweep({ signal: {} })],
  ['createStagingFolder', (catalog) => catalog.createStagingFolder({ signal: 7 })],
];

test.each(CALLS)('%s refuses what it does not know: %s', async (_, call) => {
  const catalog = await openWorkers();
  const staging = await stagedWorker(catalog);
  const before = await listTree(catalog.root);
  expect(await rejectionOf(call(catalog, staging.path))).toMatchObject({ code: 'INVALID_OPTIONS' });
  expect(await listTree(catalog.root)).toStrictEqual(before);
});

test('options that are handed on from elsewhere may have more members, where there are none of its own', async () => {
  const catalog: Anything = await openWorkers();
  expect(await catalog.list({ jobId: 'x', signal: undefined })).toStrictEqual([]);
});

test.each([undefined, null, 'x', {}, { id: WORKER_ID }])('%j is no artifact', async (artifact: Anything) => {
  const catalog = await openWorkers();
  const staging = await stagedWorker(catalog);
  for (const call of [
    () => catalog.add(artifact),
    () => catalog.promote(staging.path, artifact, { record: true }),
    () => catalog.locate(artifact),
  ])
    expect(await rejectionOf(call())).toMatchObject({ code: 'INVALID_ARTIFACT' });
});
