import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { formatFinding } from '../../../src/check/findings.js';
import { openFolderStore } from '../../../src/index.js';
import { tinyMetadata, tinyRecipe, workerFiles, writeWorker } from '../../worker-folder.js';

/** `tiny` 1.2.3 with the former versions 1.10, 1.9 and 1.8, of which the first was withdrawn. */
async function versionedFolder(): Promise<string> {
  const root = await useTempDir();
  await writeWorker(root, 'tiny', workerFiles('tiny'));
  for (const version of ['1.10', '1.9', '1.8'])
    await writeWorker(root, `tiny/versions/${version}`, workerFiles('tiny', version));
  await withdraw(root, 'tiny/versions/1.10', 'crashes');
  return root;
}

async function withdraw(root: string, place: string, yanked: string): Promise<void> {
  const version = place.includes('/') ? path.basename(place) : '1.2.3';
  const metadata = JSON.parse(workerFiles('tiny', version)['worker.json']);
  await writeFile(path.join(root, place, 'worker.json'), JSON.stringify({ ...metadata, yanked }));
}

describe('versions', () => {
  test('are ordered as pacman orders them, and the current one is offered', async () => {
    const store = await openFolderStore(await versionedFolder());
    expect((await store.find('tiny'))?.version).toBe('1.2.3');
    const releases = await store.releases?.('tiny');
    expect(releases?.map(({ metadata, isFormer }) => [metadata.version, isFormer])).toEqual([
      ['1.10', true],
      ['1.9', true],
      ['1.8', true],
      ['1.2.3', false],
    ]);
    expect(store.counts?.()).toEqual({ served: 4, refused: [] });
  });

  test('of a withdrawn one the newest that is left is offered', async () => {
    const root = await versionedFolder();
    await withdraw(root, 'tiny', 'also crashes');
    const store = await openFolderStore(root);
    expect((await store.list()).map(({ version }) => version)).toEqual(['1.9']);
    expect(await store.pkgbuild('tiny')).toContain('pkgver=1.9');
  });

  test('when all are withdrawn the worker is found and not listed', async () => {
    const root = await versionedFolder();
    for (const place of ['tiny', 'tiny/versions/1.9', 'tiny/versions/1.8']) await withdraw(root, place, 'no');
    const store = await openFolderStore(root);
    expect(await store.list()).toEqual([]);
    expect(await store.find('tiny')).toMatchObject({ version: '1.2.3', yanked: 'no' });
  });

  test('of a refused current one the newest former one is offered', async () => {
    const root = await versionedFolder();
    await writeFile(path.join(root, 'tiny/PKGBUILD'), 'pkgname=(');
    const store = await openFolderStore(root);
    expect((await store.find('tiny'))?.version).toBe('1.9');
    expect(store.refused().map((each) => each.path)).toEqual(['tiny']);
  });

  test('a former one must say the version of its folder, and not be the current one', async () => {
    const root = await versionedFolder();
    await rename(path.join(root, 'tiny/versions/1.8'), path.join(root, 'tiny/versions/1.7'));
    await writeWorker(root, 'tiny/versions/1.2.3', workerFiles('tiny'));
    await writeWorker(root, 'tiny/versions/a b', workerFiles('tiny', '1'));
    const store = await openFolderStore(root);
    expect(store.refused().flatMap(({ findings }) => findings.map(formatFinding))).toEqual([
      'tiny/versions/1.2.3: version 1.2.3 is also the current one of tiny',
      'tiny/versions/1.7/worker.json: field "version": Expected the name of its folder, "1.7"',
      'tiny/versions/a b: its name is not a valid version: use letters, digits, ".", "_", "+" and "~"',
    ]);
  });
});

test('a variant that has the id of another worker is refused', async () => {
  const root = await useTempDir();
  const variants = [{ backend: 'cpu' }, { backend: 'cuda' }];
  await writeWorker(root, 'kit', {
    ...workerFiles('kit'),
    'worker.json': { ...tinyMetadata, id: 'kit', variants },
  });
  await writeWorker(root, 'kit-cuda', workerFiles('kit-cuda'));
  const store = await openFolderStore(root);
  expect((await store.list()).map(({ id }) => id)).toEqual(['kit-cuda']);
  expect(store.refused().flatMap(({ findings }) => findings.map(formatFinding))).toEqual([
    'kit: its variant kit-cuda is also another worker',
  ]);
});

describe('reading again', () => {
  test('changes over to what the folder holds now', async () => {
    const root = await useTempDir();
    await writeWorker(root, 'tiny', workerFiles('tiny'));
    const store = await openFolderStore(root);
    const list = await store.list();
    await writeWorker(root, 'other', workerFiles('other'));
    expect(await store.list()).toBe(list);
    await store.reload();
    expect((await store.list()).map(({ id }) => id)).toEqual(['other', 'tiny']);
    await rm(path.join(root, 'tiny'), { recursive: true });
    await store.reload();
    expect((await store.list()).map(({ id }) => id)).toEqual(['other']);
    expect(store.counts?.()).toEqual({ served: 1, refused: [] });
  });

  test('keeps the last good state of what is broken, and says why', async () => {
    const root = await useTempDir();
    await writeWorker(root, 'tiny', { ...workerFiles('tiny'), 'a.patch': 'a' });
    const store = await openFolderStore(root);
    await writeFile(path.join(root, 'tiny/PKGBUILD'), 'pkgname=(');
    await writeWorker(root, 'new', { 'worker.json': '{' });
    await store.reload();
    expect(await store.pkgbuild('tiny')).toBe(tinyRecipe);
    expect(await store.file('tiny', 'a.patch')).toEqual(new TextEncoder().encode('a'));
    expect(store.refused().map((each) => [each.path, each.isServed])).toEqual([
      ['new', false],
      ['tiny', true],
    ]);
    expect(store.counts?.()).toEqual({ served: 1, refused: ['new', 'tiny'] });
    await writeWorker(root, 'tiny', workerFiles('tiny', '2'));
    await rm(path.join(root, 'new'), { recursive: true });
    await store.reload();
    expect([(await store.find('tiny'))?.version, store.refused()]).toEqual(['2', []]);
  });

  test('of a folder that is gone changes nothing', async () => {
    const root = path.join(await useTempDir(), 'workers');
    await mkdir(root);
    await writeWorker(root, 'tiny', workerFiles('tiny'));
    const store = await openFolderStore(root);
    await rm(root, { recursive: true });
    expect(await rejectionOf(store.reload())).toMatchObject({ code: 'FOLDER_UNREADABLE' });
    expect((await store.list()).length).toBe(1);
  });

  test('rejects with the reason of its signal, and changes nothing', async () => {
    const root = await versionedFolder();
    const store = await openFolderStore(root);
    await rm(path.join(root, 'tiny'), { recursive: true });
    const reason = { why: 'stopped' };
    const controller = new AbortController();
    const reloading = store.reload({ signal: controller.signal });
    controller.abort(reason);
    expect(await rejectionOf(reloading)).toBe(reason);
    expect(await rejectionOf(store.reload({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect((await store.list()).length).toBe(1);
  });
});
