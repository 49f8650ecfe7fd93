import { listTree, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type CallOptions, FilesystemCatalog, type WorkerBinary, workerBinaryCodec } from '../src/index.js';
import { openWorkers, stagedWorker, WORKER_ID, workerIn } from './support/artifacts.js';

interface Scene {
  readonly catalog: FilesystemCatalog<WorkerBinary>;
  /** A staging folder with a program. */
  readonly staged: string;
}

type Call = (scene: Scene, options: CallOptions) => Promise<unknown>;

const CALLS: [string, Call][] = [
  [
    'open',
    ({ catalog }, options) =>
      FilesystemCatalog.open({ root: `${catalog.root}/new`, codec: workerBinaryCodec, ...options }),
  ],
  ['add', ({ catalog }, options) => catalog.add(workerIn(catalog, 'new'), options)],
  ['get', ({ catalog }, options) => catalog.get(WORKER_ID, options)],
  ['list', ({ catalog }, options) => catalog.list(options)],
  ['problems', ({ catalog }, options) => catalog.problems(options)],
  ['contains', ({ catalog }, options) => catalog.contains(WORKER_ID, options)],
  ['count', ({ catalog }, options) => catalog.count(options)],
  ['isEmpty', ({ catalog }, options) => catalog.isEmpty(options)],
  ['remove', ({ catalog }, options) => catalog.remove(WORKER_ID, options)],
  ['sweep', ({ catalog }, options) => catalog.sweep(options)],
  ['lock', async ({ catalog }, options) => (await catalog.lock(WORKER_ID, options))()],
  ['createStagingFolder', ({ catalog }, options) => catalog.createStagingFolder(options)],
  [
    'promote',
    ({ catalog, staged }, options) =>
      catalog.promote(staged, workerIn(catalog, 'new'), { record: true, ...options }),
  ],
  [
    'promote without a record',
    ({ catalog, staged }, options) =>
      catalog.promote(staged, workerIn(catalog, 'new'), { record: false, ...options }),
  ],
];

describe.each(CALLS)('%s', (_, call) => {
  test('rejects at once with the reason of a signal that is aborted', async () => {
    const scene = await prepare();
    const before = await listTree(scene.catalog.root);
    const reason = { custom: 'reason' };
    expect(await rejectionOf(call(scene, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(await listTree(scene.catalog.root)).toStrictEqual(before);
  });

  test('cancelled at any later look at the signal leaves everything as it was', async () => {
    const scene = await prepare();
    const before = await listTree(scene.catalog.root);
    const reason = new Error('enough');
    let looks = 1;
    for (; ; looks += 1) {
      const result = await call(scene, { signal: abortedAtLook(looks, reason) }).then(
        () => 'done',
        (error: unknown) => error,
      );
      if (result === 'done') break;
      expect(result).toBe(reason);
      expect(await listTree(scene.catalog.root)).toStrictEqual(before);
      expect(await scene.catalog.list()).toStrictEqual([workerIn(scene.catalog)]);
    }
    expect(looks).toBeGreaterThan(1);
  });
});

/** A catalog with one artifact, an unrecorded folder in the place of another, and a staged program. */
async function prepare(): Promise<Scene> {
  const catalog = await openWorkers();
  await catalog.add(workerIn(catalog));
  const old = await stagedWorker(catalog, 'old');
  await catalog.promote(old.path, workerIn(catalog, 'new'), { record: false });
  return { catalog, staged: (await stagedWorker(catalog)).path };
}

/** A signal that is aborted when it is looked at for the nth time. */
function abortedAtLook(n: number, reason: unknown): AbortSignal {
  const controller = new AbortController();
  let looks = 0;
  controller.signal.throwIfAborted = () => {
    looks += 1;
    if (looks >= n) controller.abort(reason);
    AbortSignal.prototype.throwIfAborted.call(controller.signal);
  };
  return controller.signal;
}
