import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { helloRecipe, openTestCatalog, startRegistry } from '../../support.js';

async function privateRepository() {
  const repository = await createGitRepository(path.join(await useTempDir(), 'private'));
  await repository.commit({ secret: 'mine alone' });
  return `secret::git+file://${repository.folder}`;
}

test('a recipe from a URL cannot read a repository or a file of this machine', async () => {
  const file = path.join(await useTempDir(), 'secret');
  await writeFile(file, 'mine alone');
  for (const source of [await privateRepository(), `file://${file}`]) {
    const body = helloRecipe(
      'hello',
      `source=('${source}')\nsha256sums=(SKIP)\nprepare() { cat secret/* secret; }`,
    );
    const server = await startHttpServer({ '/PKGBUILD': { type: 'body', body } });
    const { catalog, events, job } = await openTestCatalog('http://127.0.0.1:9');
    expect(await rejectionOf(catalog.provisionAndAddFrom(server.url, job()))).toMatchObject({
      code: 'LOCAL_SOURCE',
    });
    expect(JSON.stringify(events)).not.toContain('mine alone');
    expect((await catalog.planFrom(server.url)).obstacles).toMatchObject([{ code: 'LOCAL_SOURCE' }]);
  }
});

test('a recipe of a registry elsewhere cannot either', async () => {
  const lines = `source=('${await privateRepository()}')\nsha256sums=(SKIP)`;
  const here = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', lines) } });
  const elsewhere = {
    url: 'https://registry.example.org',
    fetch: (url: string | URL | Request) => fetch(new URL(new URL(String(url)).pathname, here.url)),
  };
  const { catalog, job } = await openTestCatalog(here.url, { registry: [elsewhere] });
  expect(await rejectionOf(catalog.provisionAndAdd('hello', job()))).toMatchObject({ code: 'LOCAL_SOURCE' });
  const trusting = await openTestCatalog(here.url, { registry: { ...elsewhere, localSources: 'files' } });
  expect((await trusting.catalog.provisionAndAdd('hello', trusting.job())).version).toBe('1.0');
});

test("a recipe of a folder of the user's own can", async () => {
  const folder = path.join(await useTempDir(), 'hello');
  await mkdir(folder);
  const lines = `source=('${await privateRepository()}')\nsha256sums=(SKIP)`;
  await writeFile(path.join(folder, 'PKGBUILD'), helloRecipe('hello', lines));
  const { catalog, job } = await openTestCatalog('http://127.0.0.1:9');
  expect((await catalog.provisionAndAddFrom(folder, job())).version).toBe('1.0');
});
