import { execFileSync } from 'node:child_process';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { FilesystemCatalog, workerBinaryCodec } from '@rbee/artifact-catalog';
import { listTree, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { WorkerCatalog } from '../../src/index.js';
import { startInstall } from '../child.js';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

/** A catalog in which hello 1.0 is installed, and a registry with another recipe of the same version. */
async function installedHello(lines = '') {
  const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
  const next = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', `pkgdesc=next\n${lines}`) } });
  const setup = await openTestCatalog(registry.url);
  return { ...setup, next, worker: await setup.catalog.provisionAndAdd('hello', setup.job()) };
}

function run(program: string): string {
  return execFileSync(program, { encoding: 'utf8' });
}

describe('a forced installation', () => {
  test('that is killed at any event leaves the old program or the new one, and no litter', {
    timeout: 120_000,
  }, async () => {
    const { catalog, root, next, worker } = await installedHello();
    const job = { root, registry: next.url, id: 'hello', options: { force: true } };
    const whole = await startInstall(job).outcome;
    const tree = await listTree(root);
    expect(whole.events.length).toBeGreaterThan(10);

    for (let killAt = 1; killAt <= whole.events.length; killAt += 1) {
      const { signal } = await startInstall({ ...job, killAt }).outcome;
      expect([killAt, signal]).toEqual([killAt, 'SIGKILL']);
      expect((await catalog.list()).map(({ id }) => id)).toEqual([worker.id]);
      expect(run(worker.path)).toBe('hello\n');
      expect(await catalog.verify(worker.id)).toEqual({ verdict: 'intact' });
      expect(await catalog.problems()).toEqual([]);
      await catalog.repair();
      expect(await listTree(root)).toEqual(tree);
    }
  });

  test('that fails keeps the old program and its record', async () => {
    const { root, next, worker, job } = await installedHello('build() { false; }');
    const record = await readFile(`${root}/${worker.id}/metadata.json`);
    const later = await WorkerCatalog.open({ root, registry: next.url });
    const failure = await rejectionOf(later.provisionAndAdd('hello', { ...job(), force: true }));
    expect(failure).toMatchObject({ code: 'FUNCTION_FAILED' });
    expect(run(worker.path)).toBe('hello\n');
    expect(await readFile(`${root}/${worker.id}/metadata.json`)).toEqual(record);
  });
});

describe('a worker whose program cannot be run', () => {
  test.each<[string, (program: string) => Promise<void>]>([
    ['is gone', (program) => rm(program)],
    ['is cut off', (program) => truncate(program, 5)],
  ])('because it %s is made again, as the plan says', async (_, harm) => {
    const { catalog, worker, job } = await installedHello();
    await harm(worker.path);
    expect(await catalog.plan('hello')).toMatchObject({ action: 'binary', obstacles: [] });
    expect(await catalog.provisionAndAdd('hello', job())).toMatchObject({ id: worker.id });
    expect(run(worker.path)).toBe('hello\n');
    expect(await catalog.plan('hello')).toMatchObject({ action: 'none' });
  });

  test('keeps its record until there is a new program', async () => {
    const pkgbuild = helloRecipe('hello', 'build() { [[ -s marker ]]; }\nsource=(marker)\nsha256sums=(SKIP)');
    const good = await startRegistry({ hello: { pkgbuild, files: { marker: 'x' } } });
    const bad = await startRegistry({ hello: { pkgbuild, files: { marker: '' } } });
    const { catalog, root, job } = await openTestCatalog(good.url);
    const worker = await catalog.provisionAndAdd('hello', job());
    await rm(worker.path);
    const later = await WorkerCatalog.open({ root, registry: bad.url });
    expect(await rejectionOf(later.provisionAndAdd('hello', job()))).toMatchObject({
      code: 'FUNCTION_FAILED',
    });
    expect(await catalog.contains(worker.id)).toBe(true);
    expect(await catalog.provisionAndAdd('hello', job())).toMatchObject({ id: worker.id });
  });

  test('is left to another job that makes it again meanwhile', async () => {
    const { catalog, root, worker, job, events } = await installedHello();
    const program = await readFile(worker.path);
    await rm(worker.path);
    const other = await FilesystemCatalog.open({ root, codec: workerBinaryCodec });
    const giveBack = await other.lock('hello');
    events.length = 0;
    const installing = catalog.provisionAndAdd('hello', job());
    await expect.poll(() => events.map(({ type }) => type), { timeout: 10_000 }).toContain('waiting');
    expect(await catalog.contains(worker.id)).toBe(true);
    await writeFile(worker.path, program, { mode: 0o755 });
    const { ino } = await stat(worker.path);
    await giveBack();
    expect(await installing).toMatchObject({ id: worker.id });
    expect(events.at(-1)).toMatchObject({ type: 'already-installed' });
    expect((await stat(worker.path)).ino).toBe(ino);
  });
});
