import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

/** A catalog of a machine without bubblewrap, or with one that fails with these words. */
async function openOn(bubblewrap: string | undefined) {
  const bin = path.join(await useTempDir(), 'bin');
  await mkdir(bin);
  const tools = (await readdir('/usr/bin')).filter((name) => name !== 'bwrap');
  await Promise.all(tools.map((name) => symlink(path.join('/usr/bin', name), path.join(bin, name))));
  if (bubblewrap !== undefined)
    await writeFile(path.join(bin, 'bwrap'), `#!/bin/sh\necho "${bubblewrap}" >&2\nexit 1\n`, {
      mode: 0o755,
    });
  const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
  const { platform, arch } = process;
  return openTestCatalog(registry.url, { process: { env: { PATH: bin }, homeDir: '/', platform, arch } });
}

describe.each([
  ['without bubblewrap', undefined, 'missing'],
  ['whose kernel forbids it', 'bwrap: setting up uid map: Permission denied', /^(?:forbidden|container)$/],
])('on a machine %s', (_which, bubblewrap, cause) => {
  test('the plan, an event and the record say so', async () => {
    const { catalog, events, job } = await openOn(bubblewrap);
    const problem = {
      cause: expect.stringMatching(cause),
      message: expect.any(String),
      remedy: expect.any(String),
    };
    expect(await catalog.plan('hello')).toMatchObject({ sandbox: { guard: 'none', problem }, obstacles: [] });

    const worker = await catalog.provisionAndAdd('hello', job());

    const told = events.filter(({ type }) => type === 'sandbox-missing');
    expect(told).toMatchObject([{ ...problem, jobId: 'job-1', workerId: 'hello' }]);
    const steps = events.map((event) => (event.type === 'step-start' ? event.step : event.type));
    expect(steps.indexOf('sandbox-missing')).toBeLessThan(steps.indexOf('package'));
    expect(worker.provenance).toMatchObject({ guard: 'none', guardReason: expect.any(String) });
  });

  test('nothing is installed that requires one', async () => {
    const { catalog, job } = await openOn(bubblewrap);
    expect((await catalog.plan('hello', { sandbox: 'require' })).obstacles).toMatchObject([
      { code: 'SANDBOX' },
    ]);
    expect(
      await rejectionOf(catalog.provisionAndAdd('hello', { ...job(), sandbox: 'require' })),
    ).toMatchObject({ code: 'SANDBOX' });
    expect(await catalog.list()).toEqual([]);
  });

  test('nothing is said where none is wanted', async () => {
    const { catalog, events, job } = await openOn(bubblewrap);
    expect((await catalog.plan('hello', { sandbox: 'off' })).sandbox).toEqual({ guard: 'none' });
    await catalog.provisionAndAdd('hello', { ...job(), sandbox: 'off' });
    expect(events.map(({ type }) => type)).not.toContain('sandbox-missing');
  });
});
