import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { helloRecipe, OTHER_ARCH, openTestCatalog, startRegistry } from '../support.js';

const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('plan', () => {
  test('says what an installation would do, and does none of it', async () => {
    const sources = await startHttpServer({});
    const lines = `source=(${sources.url}/a.tar.gz notes.txt)\nsha256sums=(${'a'.repeat(64)} SKIP)\nbuild() { :; }\ncheck() { :; }`;
    const files = { 'notes.txt': 'a note' };
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines), files } });
    const { catalog, root } = await openTestCatalog(registry.url);

    const plan = await catalog.plan('hello');

    expect(plan).toMatchObject({
      workerId: 'hello',
      worker: { name: 'Worker hello' },
      origin: registry.url,
      action: 'source',
      obstacles: [],
      recipe: {
        version: '1.0',
        versionMayChange: false,
        steps: ['sources', 'build', 'check', 'package', 'install', 'prove', 'catalog'],
        sources: [
          { name: 'a.tar.gz', url: `${sources.url}/a.tar.gz`, verified: 'checksum' },
          { name: 'notes.txt', url: 'notes.txt', verified: 'skipped' },
        ],
        artifactId: 'hello-v1.0-linux',
        folder: path.join(root, 'hello-v1.0-linux'),
      },
    });
    expect(plan.pkgbuild).toMatchObject({
      text: helloRecipe('hello', lines),
      functions: [{ name: 'build' }, { name: 'check' }, { name: 'package', networkTools: [] }],
      problems: [{ severity: 'warning', code: 'INSECURE_SOURCE' }],
    });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(sources.requests).toEqual([]);
    expect((await listTree(root)).filter((entry) => !entry.startsWith('@'))).toEqual([]);
  });

  test('of an installed worker is to do nothing', async () => {
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
    const { catalog, job } = await openTestCatalog(registry.url);
    const installed = await catalog.provisionAndAdd('hello', job());
    expect(await catalog.plan('hello')).toMatchObject({ action: 'none', installed });
  });

  test('says what of the sources is in the cache', async () => {
    const sources = await startHttpServer({ '/a': { type: 'body', body: 'abc' } });
    const first = `source=(${sources.url}/a)\nsha256sums=(${SHA256_OF_ABC})`;
    const both = `source=(${sources.url}/a ${sources.url}/b)\nsha256sums=(${SHA256_OF_ABC} ${'a'.repeat(64)})`;
    const registry = await startRegistry({
      first: { pkgbuild: helloRecipe('first', first) },
      hello: { pkgbuild: helloRecipe('hello', both) },
    });
    const { catalog, job } = await openTestCatalog(registry.url);
    const cached = async () => (await catalog.plan('hello')).recipe?.sources.map((source) => source.cached);
    expect(await cached()).toEqual([{ state: 'nothing' }, { state: 'nothing' }]);
    await catalog.provisionAndAdd('first', job());
    expect(await cached()).toEqual([{ state: 'whole', bytes: 3 }, { state: 'nothing' }]);
  });

  test('names a source that would be refused', async () => {
    const lines = `source=(https://one.invalid/a https://other.invalid/a)\nsha256sums=(SKIP SKIP)`;
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines) } });
    const { catalog, job } = await openTestCatalog(registry.url);
    const { obstacles } = await catalog.plan('hello');
    expect(obstacles).toMatchObject([{ code: 'INVALID_SOURCE', hint: expect.any(String) }]);
    expect(await rejectionOf(catalog.provisionAndAdd('hello', job()))).toMatchObject({ ...obstacles[0] });
  });

  test.each([
    ['is not what its checksum says', { 'notes.txt': 'changed' }, 'CHECKSUM_MISMATCH'],
    ['is not there', {}, 'REGISTRY_STATUS'],
  ])('names a file beside the recipe that %s, as the installation would', async (_what, files, code) => {
    const lines = `source=(notes.txt)\nsha256sums=(${SHA256_OF_ABC})`;
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines), files } });
    const { catalog, job } = await openTestCatalog(registry.url);
    const { obstacles } = await catalog.plan('hello');
    expect(obstacles).toMatchObject([{ code, message: expect.stringContaining('notes.txt') }]);
    expect(await rejectionOf(catalog.provisionAndAdd('hello', job()))).toMatchObject({ ...obstacles[0] });
  });

  test('names everything that stands in the way', async () => {
    const metadata = { architectures: [OTHER_ARCH], requires_license: true };
    const registry = await startRegistry({ hello: { pkgbuild: 'pkgname=hello', metadata } });
    const { catalog } = await openTestCatalog(registry.url);
    const { obstacles, recipe, pkgbuild } = await catalog.plan('hello');
    expect(obstacles.map(({ code }) => code)).toEqual([
      'ARCHITECTURE_UNSUPPORTED',
      'LICENSE_REQUIRED',
      'PKGBUILD_INVALID',
    ]);
    expect(recipe).toBeUndefined();
    expect(pkgbuild).toMatchObject({ text: 'pkgname=hello', functions: [] });
    expect(pkgbuild.problems).toContainEqual(expect.objectContaining({ code: 'MISSING_FIELD' }));
  });

  test('for the hardware of another machine is of its system and architecture', async () => {
    const metadata = { platforms: ['macos'], architectures: [OTHER_ARCH] };
    const pkgbuild = helloRecipe('hello', `arch=(${OTHER_ARCH})`);
    const registry = await startRegistry({ hello: { pkgbuild, metadata } });
    const here = await openTestCatalog(registry.url);
    const hardware = await here.catalog.hardware();
    const { catalog } = await openTestCatalog(registry.url, {
      hardware: {
        ...hardware,
        os: { value: 'macos', source: 'test' },
        architecture: { value: OTHER_ARCH, source: 'test' },
      },
    });

    expect(await catalog.plan('hello')).toMatchObject({
      obstacles: [],
      recipe: { artifactId: 'hello-v1.0-macos' },
    });
    await expect(catalog.provisionAndAdd('hello', here.job())).rejects.toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message:
        'The hardware that was passed is macos, and this machine is linux: nothing can be installed for it here.',
    });
    expect((await here.catalog.plan('hello')).obstacles[0]).toMatchObject({ code: 'PLATFORM_UNSUPPORTED' });
  });

  test('of a withdrawn version says why', async () => {
    const metadata = { yanked: 'it leaks memory' };
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello'), metadata } });
    const { catalog, job } = await openTestCatalog(registry.url);
    expect((await catalog.plan('hello')).obstacles).toMatchObject([
      { code: 'WORKER_YANKED', message: 'hello 1.0 was withdrawn by its registry: it leaks memory.' },
    ]);
    await expect(catalog.provisionAndAdd('hello', job())).rejects.toMatchObject({ code: 'WORKER_YANKED' });
  });

  test('of a folder needs no registry', async () => {
    const folder = path.join(await useTempDir(), 'tool');
    await mkdir(folder);
    await writeFile(path.join(folder, 'PKGBUILD'), helloRecipe('tool', 'pkgver() { printf 2; }'));
    const { catalog } = await openTestCatalog('http://127.0.0.1:9');
    expect(await catalog.planFrom(folder)).toMatchObject({
      workerId: 'tool',
      action: 'binary',
      recipe: { versionMayChange: true },
    });
  });
});
