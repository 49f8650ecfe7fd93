import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  createGitRepository,
  listTree,
  processesMentioning,
  rejectionOf,
  startGitServer,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type OpenOptions, type ProvisionEvent, WorkerCatalog } from '../../src/index.js';
import { expectNothingLeft, helloRecipe, openTestCatalog, startRegistry } from '../support.js';

const REASON = new Error('the user changed their mind');

/** After this nothing runs, and nothing is left. */
const CANCELLED_WITHIN_MS = 1_000;

interface Situation {
  readonly registry: string;
  readonly options?: OpenOptions;
  /** Resolves when the moment to cancel has come. */
  readonly moment: (events: readonly ProvisionEvent[]) => Promise<unknown>;
}

/** Cancels in the middle of something and checks what the caller sees and what is left. */
async function cancelIn({ registry, options, moment }: Situation): Promise<void> {
  const controller = new AbortController();
  const setup = await openTestCatalog(registry, options);
  const rejection = rejectionOf(setup.catalog.provisionAndAdd('hello', setup.job(controller.signal)));
  await moment(setup.events);
  const cancelledAt = performance.now();
  controller.abort(REASON);
  expect(await rejection).toBe(REASON);
  expect(performance.now() - cancelledAt).toBeLessThan(CANCELLED_WITHIN_MS);
  await expectNothingLeft(setup);
}

/** Waits until the recipe has printed `ready`. */
async function untilReady(events: readonly ProvisionEvent[]): Promise<void> {
  while (!events.some((event) => event.type === 'output' && event.line === 'ready')) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const STALL = { type: 'stall' } as const;
/** Ignores SIGTERM, and has a child in the background that holds the output open. */
const STUBBORN = `trap '' TERM; sleep 300 & echo ready; sleep 300`;

describe('cancelling', () => {
  test('before anything began', async () => {
    const setup = await openTestCatalog('http://127.0.0.1:9');
    expect(
      await rejectionOf(setup.catalog.provisionAndAdd('hello', setup.job(AbortSignal.abort(REASON)))),
    ).toBe(REASON);
    expect(setup.events).toEqual([]);
    await expectNothingLeft(setup);
  });

  test('while the metadata is awaited', async () => {
    const server = await startHttpServer({ '/workers/hello': STALL });
    await cancelIn({ registry: server.url, moment: () => server.arrived('/workers/hello') });
  });

  test('while a source is downloaded', async () => {
    const server = await startHttpServer({ '/big.bin': STALL });
    const lines = `source=(${server.url}/big.bin)\nsha256sums=(SKIP)`;
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines) } });
    await cancelIn({ registry: registry.url, moment: () => server.arrived('/big.bin') });
  });

  test('while a repository is cloned', async () => {
    const folder = await useTempDir();
    await (await createGitRepository(path.join(folder, 'tool.git'))).commit({ file: 'x' });
    const git = await startGitServer(folder);
    git.stall();
    const lines = `source=(git+${git.url}/tool.git)\nsha256sums=(SKIP)`;
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines) } });
    await cancelIn({ registry: registry.url, moment: () => git.nextRequest() });
  });

  test.each(['prepare', 'pkgver', 'build', 'check'])('while %s() runs', async (name) => {
    const output = name === 'pkgver' ? STUBBORN.replace('echo ready', 'echo ready >&2') : STUBBORN;
    const registry = await startRegistry({
      hello: { pkgbuild: helloRecipe('hello', `${name}() { ${output}; }`) },
    });
    await cancelIn({ registry: registry.url, moment: untilReady });
  });

  test('while package() runs', async () => {
    const pkgbuild = helloRecipe('hello').replace('package() {', `package() {\n  ${STUBBORN}`);
    const registry = await startRegistry({ hello: { pkgbuild } });
    await cancelIn({ registry: registry.url, moment: untilReady });
  });

  test.each(['version', 'health'])('while the new program is proven by its %s', async (probe) => {
    const root = path.join(await useTempDir(), 'workers');
    // It can write to its own home alone.
    const program = STUBBORN.replace('echo ready', 'touch ~/started');
    const pkgbuild = helloRecipe('hello').replace(
      "printf '#!/bin/sh\\necho hello\\n' > hello",
      `cat > hello <<'END'\n#!/bin/sh\n${program}\nEND`,
    );
    const registry = await startRegistry({ hello: { pkgbuild, metadata: { probe } } });
    const isStarted = async () => (await listTree(root)).some((entry) => entry.endsWith('/started'));
    const moment = () => expect.poll(isStarted, { interval: 10, timeout: 15_000 }).toBe(true);
    await cancelIn({ registry: registry.url, options: { root }, moment });
  });

  test('while the hardware is found out', async () => {
    const folder = await useTempDir();
    const marker = path.join(folder, 'started');
    const program = `#!/bin/sh\n${STUBBORN.replace('echo ready', `touch ${marker}`)}\n`;
    await writeFile(path.join(folder, 'nvidia-smi'), program, { mode: 0o755 });
    const registry = await startRegistry({ 'hello-cpu': { pkgbuild: helloRecipe('hello-cpu') } });
    const { platform, arch } = process;
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const options = { process: { env, homeDir: folder, platform, arch } };
    await cancelIn({ registry: registry.url, options, moment: () => untilThere(marker) });
    await expect.poll(() => processesMentioning(folder)).toEqual([]);
  });

  test('while another job installs the same worker, which goes on', async () => {
    const registry = await startRegistry({
      hello: { pkgbuild: helloRecipe('hello', 'build() { echo ready; sleep 2; }') },
    });
    const { catalog, events, job } = await openTestCatalog(registry.url);
    const first = catalog.provisionAndAdd('hello', job());
    await untilReady(events);
    const controller = new AbortController();
    const onEvent = ({ type }: ProvisionEvent) => void (type === 'waiting' && controller.abort(REASON));
    const second = catalog.provisionAndAdd('hello', { jobId: 'second', onEvent, signal: controller.signal });
    expect(await rejectionOf(second)).toBe(REASON);
    const installed = await first;
    expect(await catalog.list()).toEqual([installed]);
  });

  test('at any event of an upgrade leaves the old version, whole, and nothing else', {
    timeout: 120_000,
  }, async () => {
    const files = { 'notes.txt': 'a note' };
    const lines =
      'source=(notes.txt)\nsha256sums=(SKIP)\nprepare() { :; }\nbuild() { sleep 0.05 & echo building; }';
    const next = (version: string) => helloRecipe('hello', lines).replace('pkgver=1.0', `pkgver=${version}`);
    const old = await startRegistry({ hello: { pkgbuild: next('1.0'), files } });
    const { url } = await startRegistry({
      hello: { pkgbuild: next('2.0'), metadata: { version: '2.0' }, files },
    });
    const { catalog, root, job } = await openTestCatalog(old.url);
    const works = await catalog.provisionAndAdd('hello', job());
    const later = await WorkerCatalog.open({ root, registry: url });
    const total = await countEvents(later);
    await later.remove('hello-v2.0-linux');
    expect(total).toBeGreaterThan(15);
    const tree = await listTree(root);

    for (let abortAt = 1; abortAt < total; abortAt += 1) {
      const controller = new AbortController();
      let seen = 0;
      let cancelledAt = Number.POSITIVE_INFINITY;
      const onEvent = ({ type }: ProvisionEvent) => {
        seen += 1;
        if (seen > abortAt) expect(type).not.toBe('step-start');
        if (seen !== abortAt) return;
        cancelledAt = performance.now();
        controller.abort(REASON);
      };
      const call = { jobId: 'job', onEvent, signal: controller.signal };
      expect([abortAt, await rejectionOf(later.provisionAndAdd('hello', call))]).toEqual([abortAt, REASON]);
      expect(performance.now() - cancelledAt).toBeLessThan(CANCELLED_WITHIN_MS);
      expect(processesMentioning(root)).toEqual([]);
      expect(await listTree(root)).toEqual(tree);
    }
    expect(await later.list()).toEqual([works]);
    expect(await later.problems()).toEqual([]);
  });
});

async function countEvents(catalog: WorkerCatalog): Promise<number> {
  const events: ProvisionEvent[] = [];
  await catalog.provisionAndAdd('hello', { jobId: 'count', onEvent: (event) => events.push(event) });
  return events.length;
}

async function untilThere(file: string): Promise<void> {
  await expect.poll(() => existsSync(file), { timeout: 10_000, interval: 5 }).toBe(true);
}

test('a listener that throws ends the job with what it threw', async () => {
  const registry = await startRegistry({
    hello: { pkgbuild: helloRecipe('hello', 'build() { echo line; sleep 300; }') },
  });
  const setup = await openTestCatalog(registry.url);
  const onEvent = (event: ProvisionEvent) => {
    if (event.type === 'output') throw REASON;
  };
  expect(await rejectionOf(setup.catalog.provisionAndAdd('hello', { jobId: 'job-1', onEvent }))).toBe(REASON);
  await expectNothingLeft(setup);
});
