import path from 'node:path';
import {
  createGitRepository,
  rejectionOf,
  startGitServer,
  startHttpServer,
  useTempDir,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import type { ProvisionEvent } from '../../src/index.js';
import { expectNothingLeft, helloRecipe, openTestCatalog, startRegistry } from '../support.js';

const REASON = new Error('the user changed their mind');

interface Situation {
  readonly registry: string;
  /** Resolves when the moment to cancel has come. */
  readonly moment: (events: readonly ProvisionEvent[]) => Promise<unknown>;
}

/** Cancels in the middle of something and checks what the caller sees and what is left. */
async function cancelIn({ registry, moment }: Situation): Promise<void> {
  const controller = new AbortController();
  const setup = await openTestCatalog(registry);
  const rejection = rejectionOf(setup.catalog.provisionAndAdd('hello', setup.job(controller.signal)));
  await moment(setup.events);
  const cancelledAt = performance.now();
  controller.abort(REASON);
  expect(await rejection).toBe(REASON);
  expect(performance.now() - cancelledAt).toBeLessThan(5_000);
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
});

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
