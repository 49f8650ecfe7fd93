import { expect, test } from 'vitest';
import { DaemonError } from '../../src/errors.js';
import { ModelShelf, type ModelShelfInit } from '../../src/gateway/models/model-shelf.js';
import { FakeHost, type FakeHostOptions } from './fake-engine.js';
import { LIMITS, MEMORY } from './support.js';

const NEVER = new AbortController().signal;

interface ShelfOptions extends FakeHostOptions {
  readonly models?: readonly string[];
  readonly memory?: Partial<ModelShelfInit['memory']>;
  readonly limits?: Partial<ModelShelfInit['limits']>;
}

function shelfOf({ models = ['a', 'b', 'c'], memory, limits, ...options }: ShelfOptions = {}) {
  const host = new FakeHost(options);
  const shelf = new ModelShelf({
    host,
    memory: { ...MEMORY, ...memory },
    limits: { ...LIMITS, ...limits },
  });
  for (const id of models) shelf.put({ id, worker: 'fake', settings: {} });
  const acquire = (id: string, signal = NEVER) => shelf.get(id).acquire(signal);
  return { host, shelf, acquire };
}

/** Starts that end when they are told to. */
function heldStarts() {
  const starts: (() => void)[] = [];
  return { starts, onStart: () => new Promise<void>((resolve) => void starts.push(resolve)) };
}

test('one start serves everyone who waits, in their order', async () => {
  const { starts, onStart } = heldStarts();
  const { host, acquire, shelf } = shelfOf({ onStart, limits: { inFlight: 1 } });
  const served: number[] = [];
  const all = [1, 2, 3].map(async (number) => {
    const { release } = await acquire('a');
    served.push(number);
    release();
  });
  await expect.poll(() => starts.length).toBe(1);
  expect(shelf.get('a')).toMatchObject({ state: 'starting', queued: 3 });
  starts[0]?.();
  await Promise.all(all);
  expect(served).toEqual([1, 2, 3]);
  expect(host.started).toEqual(['a']);
});

test('a worker of whisper.cpp gets one request at a time', async () => {
  const { acquire, shelf } = shelfOf({ api: 'whisper' });
  const first = await acquire('a');
  const second = acquire('a');
  expect(shelf.get('a')).toMatchObject({ inFlight: 1, queued: 1 });
  first.release();
  first.release();
  (await second).release();
  expect(shelf.get('a').inFlight).toBe(0);
});

test('a line that is full refuses, and says when to come again', async () => {
  const { onStart } = heldStarts();
  const { acquire, shelf } = shelfOf({ onStart, limits: { queued: 2 } });
  const waiting = [acquire('a'), acquire('a')].map((one) => one.catch((error: unknown) => error));
  await expect(acquire('a')).rejects.toMatchObject({ code: 'MODEL_BUSY' });
  void shelf.close();
  await Promise.all(waiting);
});

test('a stop cancels a start, and refuses who waits', async () => {
  let cancelled = false;
  const { acquire, shelf, host } = shelfOf({
    onStart: (_model, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          cancelled = true;
          reject(signal.reason);
        });
      }),
  });
  const waiting = acquire('a');
  waiting.catch(() => undefined);
  await expect.poll(() => host.started).toEqual(['a']);
  await shelf.get('a').stop();
  await expect(waiting).rejects.toMatchObject({ code: 'MODEL_STOPPED' });
  expect(cancelled).toBe(true);
  expect(shelf.get('a')).toMatchObject({ state: 'stopped', lastFailure: undefined });
});

test('a start that failed is told to everyone who waits, and not tried again at once', async () => {
  let fails = true;
  const onStart = async () => {
    if (fails)
      throw new DaemonError({ code: 'WORKER_NOT_READY', message: 'It ended.', hint: 'no such file' });
  };
  const { host, acquire, shelf } = shelfOf({ onStart, limits: { failureMilliseconds: 100 } });
  const failure = { code: 'MODEL_NOT_STARTED', hint: 'no such file' };
  const all = await Promise.allSettled([acquire('a'), acquire('a')]);
  for (const one of all) expect(one).toMatchObject({ status: 'rejected', reason: failure });
  await expect(acquire('a')).rejects.toMatchObject(failure);
  expect(host.started).toEqual(['a']);
  expect(shelf.get('a').lastFailure).toContain('It ended.');
  fails = false;
  await expect
    .poll(() =>
      acquire('a').then(
        () => 'served',
        () => 'refused',
      ),
    )
    .toBe('served');
});

test('an idle model is stopped after its time, never one in use', async () => {
  const { host, acquire, shelf } = shelfOf({ limits: { keepAliveSeconds: 0 } });
  const { release } = await acquire('a');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(host.stopped).toEqual([]);
  release();
  await expect.poll(() => host.stopped).toEqual(['a']);
  expect(shelf.get('a').state).toBe('stopped');
  (await acquire('a')).release();
  expect(host.started).toEqual(['a', 'a']);
});

test('an engine that was started by a user stays', async () => {
  const { host, shelf, acquire } = shelfOf({ limits: { keepAliveSeconds: 0 } });
  await shelf.adopt(shelf.get('a').model, { ...host.engine(shelf.get('a').model), isOurs: false });
  (await acquire('a')).release();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([host.started, host.stopped, shelf.get('a').state]).toEqual([[], [], 'ready']);
});

test('an engine that was started by a user serves while its memory is looked up', async () => {
  const { host, shelf, acquire } = shelfOf({ onNeeds: () => new Promise(() => {}) });
  const { model } = shelf.get('a');
  void shelf.adopt(model, { ...host.engine(model), isOurs: false });
  (await acquire('a')).release();
  expect(host.started).toEqual([]);
});

test('a model that only an engine brought goes with it', async () => {
  const { host, shelf } = shelfOf({ models: [] });
  const model = { id: 'echo', worker: 'echo', settings: {} };
  shelf.forgetWhenEnded('echo');
  await shelf.adopt(model, host.engine(model));
  expect(shelf.get('echo').state).toBe('ready');
  host.crash.get('echo')?.();
  expect(() => shelf.get('echo')).toThrow('does not exist');
});

test('an engine that ends is started again by the next request', async () => {
  const { host, shelf, acquire } = shelfOf();
  (await acquire('a')).release();
  host.crash.get('a')?.();
  expect(shelf.get('a').state).toBe('stopped');
  (await acquire('a')).release();
  expect(host.started).toEqual(['a', 'a']);
});

test('the longest unused model goes where there is no room, and only as many as needed', async () => {
  const { host, acquire } = shelfOf({ bytes: { a: 400, b: 400, c: 400 } });
  (await acquire('a')).release();
  (await acquire('b')).release();
  (await acquire('a')).release();
  (await acquire('c')).release();
  expect(host.stopped).toEqual(['b']);
});

test('a model in use is never stopped for another, which waits for it', async () => {
  const { host, acquire } = shelfOf({ bytes: { a: 800, b: 800 } });
  const inUse = await acquire('a');
  const other = acquire('b');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(host.stopped).toEqual([]);
  inUse.release();
  (await other).release();
  expect(host.stopped).toEqual(['a']);
});

test('waiting for room has an end that names who holds it', async () => {
  const { acquire } = shelfOf({ bytes: { a: 800, b: 800 }, memory: { waitMilliseconds: 30 } });
  await acquire('a');
  await expect(acquire('b')).rejects.toMatchObject({
    code: 'NO_MEMORY',
    message: expect.stringContaining('a are loaded'),
  });
});

test('what the system has free counts too, and a model that is alone is always tried', async () => {
  const { host, acquire } = shelfOf({ bytes: { a: 5_000, b: 10 }, memory: { freeBytes: () => 5 } });
  (await acquire('a')).release();
  (await acquire('b')).release();
  expect([host.started, host.stopped]).toEqual([['a', 'b'], ['a']]);
});

test('a start that runs out of memory is tried once more without the idle models', async () => {
  let tries = 0;
  const onStart = async ({ id }: { id: string }) => {
    if (id !== 'b') return;
    tries += 1;
    if (tries === 1)
      throw new DaemonError({
        code: 'WORKER_NOT_READY',
        message: 'x',
        hint: 'cudaMalloc failed: out of memory',
      });
  };
  const { host, acquire } = shelfOf({ onStart });
  (await acquire('a')).release();
  (await acquire('b')).release();
  expect([host.started, host.stopped]).toEqual([['a', 'b', 'b'], ['a']]);
});

test('settings that change count from the next start on, and a failure is forgotten', async () => {
  const { shelf, acquire, host } = shelfOf();
  (await acquire('a')).release();
  shelf.put({ id: 'a', worker: 'fake', settings: { context: 8 } });
  expect(host.started).toEqual(['a']);
  expect(shelf.get('a').model.settings.context).toBe(8);
});

test('a model that needs the GPU memory of an idle one has it unloaded; one for the CPU does not', async () => {
  const stopped: string[] = [];
  const gpuBytes = { a: 400, b: 400 };
  const { host, acquire } = shelfOf({ gpuBytes, freeGpuBytes: () => (stopped.length > 0 ? 500 : 100) });
  Object.assign(host, { stopped });
  (await acquire('a')).release();
  (await acquire('c')).release();
  expect(stopped).toEqual([]);
  (await acquire('b')).release();
  expect([host.started, stopped]).toEqual([['a', 'c', 'b'], ['a']]);
});

test('the GPU memory that all models may take is bounded by an option', async () => {
  const { host, acquire } = shelfOf({ gpuBytes: { a: 400, b: 400 }, memory: { gpuBudgetBytes: 600 } });
  (await acquire('a')).release();
  (await acquire('b')).release();
  expect(host.stopped).toEqual(['a']);
});
