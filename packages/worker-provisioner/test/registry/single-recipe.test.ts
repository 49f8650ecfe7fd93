import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { openFolderRecipe } from '../../src/registry/folder-recipe.js';
import { openUrlRecipe } from '../../src/registry/url-recipe.js';

const PKGBUILD = `pkgname=tool\npkgver=2\npkgrel=1\npkgdesc='A tool'\narch=(any)\ndepends=(bash)\n`;
const FINGERPRINT = 'A'.repeat(40);
const options = { architecture: 'x86_64' };

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = path.join(await useTempDir(), 'recipe');
  await mkdir(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

describe('a folder with a PKGBUILD', () => {
  test('is a registry of one worker', async () => {
    const folder = await folderWith({ PKGBUILD, 'a.patch': 'diff' });
    const registry = await openFolderRecipe(folder, options);
    const { workers } = await registry.list();
    expect(workers).toEqual([
      {
        id: 'tool',
        name: 'A tool',
        version: '2',
        platforms: ['linux', 'macos', 'windows'],
        architectures: ['any'],
        depends: ['bash'],
        makedepends: [],
        requiresLicense: false,
        licenseOrigins: [],
      },
    ]);
    const [worker] = await registry.find('tool');
    expect(await registry.pkgbuild(worker)).toBe(PKGBUILD);
    expect(Buffer.from(await registry.file(worker, 'a.patch')).toString()).toBe('diff');
  });

  test('has the keys of its keys/pgp', async () => {
    const folder = await folderWith({ PKGBUILD });
    await mkdir(path.join(folder, 'keys/pgp'), { recursive: true });
    await writeFile(path.join(folder, 'keys/pgp', `${FINGERPRINT}.asc`), 'the key');
    const registry = await openFolderRecipe(folder, options);
    const [worker] = await registry.find('tool');
    expect(textOf(await registry.key?.(worker, FINGERPRINT))).toBe('the key');
    expect(await registry.key?.(worker, 'B'.repeat(40))).toBeUndefined();
  });

  test('may have a worker.json, which then counts', async () => {
    const entry = {
      id: 'tool-cuda',
      name: 'Tool',
      version: '2',
      platforms: ['linux'],
      architectures: ['x86_64'],
    };
    const folder = await folderWith({
      PKGBUILD,
      'worker.json': JSON.stringify({ ...entry, worker_type: 'cuda' }),
    });
    const registry = await openFolderRecipe(folder, options);
    expect(registry.id).toBe('tool-cuda');
    expect(await registry.find('tool-cuda')).toMatchObject([{ workerType: 'CudaLlm', platforms: ['linux'] }]);
  });

  test.each([
    [{}, 'RECIPE_NOT_FOUND', 'has no PKGBUILD.'],
    [{ PKGBUILD: 'pkgver=1' }, 'PKGBUILD_INVALID', 'pkgname'],
    [{ PKGBUILD, 'worker.json': '{' }, 'REGISTRY_INVALID', 'it is not JSON'],
    [{ PKGBUILD, 'worker.json': '{"id":"x"}' }, 'REGISTRY_INVALID', 'name: '],
  ])('is refused when it holds %j', async (files, code, message) => {
    expect(await rejectionOf(openFolderRecipe(await folderWith(files), options))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('lends only regular files inside it', async () => {
    const folder = await folderWith({ PKGBUILD });
    await writeFile(path.join(folder, '../secret'), 's3cret');
    await symlink('../secret', path.join(folder, 'link'));
    await mkdir(path.join(folder, 'dir'));
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    const registry = await openFolderRecipe(folder, options);
    const [worker] = await registry.find('tool');
    for (const name of ['../secret', 'link', 'dir', 'pipe', 'missing', '']) {
      expect(await rejectionOf(registry.file(worker, name))).toMatchObject({ code: 'RECIPE_NOT_FOUND' });
    }
  });

  test('may not hold a PKGBUILD of any size', async () => {
    const folder = await folderWith({ PKGBUILD });
    await truncate(path.join(folder, 'PKGBUILD'), 2 ** 30);
    expect(await rejectionOf(openFolderRecipe(folder, options))).toMatchObject({
      message: expect.stringContaining('1048576 bytes'),
    });
  });
});

describe('a URL with a PKGBUILD', () => {
  test('has the keys of its keys/pgp', async () => {
    const { url } = await startHttpServer({
      '/tool/PKGBUILD': { type: 'body', body: PKGBUILD },
      [`/tool/keys/pgp/${FINGERPRINT}.asc`]: { type: 'body', body: 'the key' },
    });
    const registry = await openUrlRecipe(`${url}/tool`, options);
    const [worker] = await registry.find('tool');
    expect(textOf(await registry.key?.(worker, FINGERPRINT))).toBe('the key');
    expect(await registry.key?.(worker, 'B'.repeat(40))).toBeUndefined();
  });

  test('says what could not be read', async () => {
    const server = await startHttpServer({ '/broken/PKGBUILD': { type: 'body', status: 500, body: '' } });
    expect(await rejectionOf(openUrlRecipe(`${server.url}/none`, options))).toMatchObject({
      code: 'RECIPE_NOT_FOUND',
    });
    expect(await rejectionOf(openUrlRecipe(`${server.url}/broken`, options))).toMatchObject({
      code: 'REGISTRY_STATUS',
    });
    expect(await rejectionOf(openUrlRecipe('http://127.0.0.1:9/', options))).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
  });

  test('must be http or https', async () => {
    expect(await rejectionOf(openUrlRecipe('file:///etc', options))).toMatchObject({
      code: 'RECIPE_NOT_FOUND',
    });
  });
});
