import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { formatFinding } from '../../src/check/findings.js';
import { isWorkerRegistryError, openFolderStore } from '../../src/index.js';
import { tinyMetadata, tinyRecipe, workerFiles, writeWorker } from '../worker-folder.js';

async function tinyFolder(files: Record<string, string | Uint8Array | object> = {}): Promise<string> {
  const root = await useTempDir();
  await writeWorker(root, 'tiny', { 'worker.json': tinyMetadata, PKGBUILD: tinyRecipe, ...files });
  return root;
}

/** What is said of the only worker that is refused; the others are served. */
async function refusalOf(root: string): Promise<string> {
  const store = await openFolderStore(root);
  const [refused, ...more] = store.refused();
  expect(more).toEqual([]);
  expect(refused?.isServed).toBe(false);
  const errors = refused?.findings.filter(({ severity }) => severity === 'error') ?? [];
  expect(await store.find(refused?.path ?? '')).toBeUndefined();
  return errors.map(formatFinding).join('\n');
}

describe('what it answers', () => {
  test('metadata with its further fields, recipe and files', async () => {
    const root = await tinyFolder({ 'fix.patch': new Uint8Array([0, 255]) });
    await writeWorker(root, 'also', workerFiles('also'));
    const store = await openFolderStore(pathToFileURL(root));
    expect(await store.list()).toEqual([{ ...tinyMetadata, id: 'also', name: 'also' }, tinyMetadata]);
    expect(await store.list()).toBe(await store.list());
    expect(await store.find('tiny')).toEqual(tinyMetadata);
    expect(await store.pkgbuild('tiny')).toBe(tinyRecipe);
    expect(await store.file('tiny', 'fix.patch')).toEqual(new Uint8Array([0, 255]));
  });

  test('absence is undefined, for the recipe and metadata as files too', async () => {
    const store = await openFolderStore(await tinyFolder());
    const absent = [
      store.find('other'),
      store.pkgbuild('other'),
      store.file('other', 'x'),
      store.file('tiny', 'x'),
      store.file('tiny', 'worker.json'),
      store.file('tiny', 'PKGBUILD'),
      store.file('tiny', '../tiny/PKGBUILD'),
      store.find('__proto__'),
    ];
    expect(await Promise.all(absent)).toEqual(absent.map(() => undefined));
  });

  test('hidden entries, loose files and sub-folders are left out', async () => {
    const root = await tinyFolder({ '.SRCINFO': 'x' });
    await mkdir(path.join(root, '.git'));
    await mkdir(path.join(root, 'tiny/src'));
    await writeFile(path.join(root, 'README.md'), 'x');
    const store = await openFolderStore(root);
    expect(await store.list()).toEqual([tinyMetadata]);
    expect(await store.file('tiny', '.SRCINFO')).toBeUndefined();
  });

  test('a link that stays inside is followed', async () => {
    const root = await tinyFolder({ 'one.patch': '1' });
    await symlink('one.patch', path.join(root, 'tiny/two.patch'));
    const store = await openFolderStore(root);
    expect(await store.file('tiny', 'two.patch')).toEqual(new Uint8Array([0x31]));
  });
});

describe('what it refuses', () => {
  const { name: _name, ...nameless } = tinyMetadata;
  test.each([
    ['no JSON', '{', /^tiny\/worker\.json: it is not JSON: /],
    ['no object', '[]', /^tiny\/worker\.json: Invalid input: expected object/],
    ['a missing field', nameless, /^tiny\/worker\.json: field "name": /],
    ['another id', { ...tinyMetadata, id: 'other' }, /field "id": Expected the name of its folder, "tiny"/],
    [
      'a platform that does not exist',
      { ...tinyMetadata, platforms: ['linux', 'beos'] },
      /field "platforms\.1": /,
    ],
    ['no platform', { ...tinyMetadata, platforms: [] }, /field "platforms": /],
    [
      'an architecture that does not exist',
      { ...tinyMetadata, architectures: ['z80'] },
      /field "architectures\.0"/,
    ],
    [
      'one architecture twice',
      { ...tinyMetadata, architectures: ['x86_64', 'x86_64'] },
      /Expected each value once/,
    ],
    ['a version with a hyphen', { ...tinyMetadata, version: '1-2' }, /field "version": Expected a pkgver/],
    ['a path as program name', { ...tinyMetadata, binary_name: '../sh' }, /field "binary_name": /],
    [
      'an origin with a path',
      { ...tinyMetadata, license_origins: ['https://a.example', 'https://a.example/x'] },
      /field "license_origins\.1": Expected an origin/,
    ],
    [
      'an origin without TLS',
      { ...tinyMetadata, license_origins: ['http://a.example'] },
      /"license_origins\.0"/,
    ],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), /worker\.json: it is not UTF-8/],
  ])('a worker.json with %s', async (_title, content, message) => {
    expect(await refusalOf(await tinyFolder({ 'worker.json': content }))).toMatch(message);
  });

  test('a folder without worker.json or PKGBUILD', async () => {
    const root = await useTempDir();
    await writeWorker(root, 'tiny', { PKGBUILD: tinyRecipe });
    expect(await refusalOf(root)).toBe('tiny/worker.json: it is missing');
    const other = await useTempDir();
    await writeWorker(other, 'tiny', { 'worker.json': tinyMetadata });
    expect(await refusalOf(other)).toBe('tiny/PKGBUILD: it is missing');
  });

  test('a folder name that is not an id, and a file name that cannot be served', async () => {
    const root = await tinyFolder();
    await mkdir(path.join(root, 'Upper'));
    expect(await refusalOf(root)).toMatch(/^Upper: its name is not a valid worker id/);
    expect(await refusalOf(await tinyFolder({ 'a b': 'x' }))).toMatch(/^tiny\/a b: its name/);
  });

  test.each(['fix.patch', 'worker.json', 'PKGBUILD'])(
    'a %s that is a link out of the folder',
    async (name) => {
      const outside = await useTempDir();
      await writeFile(path.join(outside, 'secret'), JSON.stringify(tinyMetadata));
      const root = await useTempDir();
      await writeWorker(root, 'tiny', {
        'worker.json': tinyMetadata,
        PKGBUILD: tinyRecipe,
        'fix.patch': 'x',
      });
      execFileSync('ln', ['-sf', path.join(outside, 'secret'), path.join(root, 'tiny', name)]);
      expect(await refusalOf(root)).toBe(
        `tiny/${name}: it is a link that leads out of the folder of workers, or nowhere`,
      );
    },
  );

  test('a worker that is a link out of the folder, and a link to nowhere', async () => {
    const root = await tinyFolder();
    await symlink(await tinyFolder(), path.join(root, 'linked'));
    expect(await refusalOf(root)).toMatch(/^linked: it is a link/);
    const other = await tinyFolder();
    await symlink('nothing', path.join(other, 'tiny/fix.patch'));
    expect(await refusalOf(other)).toMatch(/^tiny\/fix\.patch: it is a link/);
  });

  test('what is not a regular file, and what is too large', async () => {
    const root = await tinyFolder();
    execFileSync('mkfifo', [path.join(root, 'tiny/pipe')]);
    expect(await refusalOf(root)).toBe('tiny/pipe: it is not a regular file');
    const other = await tinyFolder({ big: '' });
    await truncate(path.join(other, 'tiny/big'), 8 * 1024 * 1024 + 1);
    expect(await refusalOf(other)).toMatch(/^tiny\/big: its 8388609 bytes are more than/);
  });

  test('more files than a worker may have', async () => {
    const names = Array.from({ length: 255 }, (_, index) => [`f${index}`, ''] as const);
    const root = await tinyFolder(Object.fromEntries(names));
    expect(await refusalOf(root)).toBe('tiny: it holds 257 files, more than 256');
  });

  test('a folder that is not there', async () => {
    const missing = path.join(await useTempDir(), 'missing');
    const error = await rejectionOf(openFolderStore(missing));
    expect(isWorkerRegistryError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'FOLDER_UNREADABLE', message: expect.stringContaining(missing) });
  });
});
