import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { moveIntoPlace } from '../../src/change/move-into-place.js';
import { catalogPlace } from '../support/artifacts.js';

// Files of a worker share modules: these are read again with what is replaced, and again after it.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

// Only to let a rename fail, or something happen before it; every other call is the system's.
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return { ...original, rename: vi.fn(original.rename) };
});

describe('moveIntoPlace', () => {
  test('takes an absent and an empty place', async () => {
    const { root, catalog, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await moveIntoPlace(catalog, source, place);
    expect(await listTree(root)).toStrictEqual(['x/', 'x/new']);
  });

  test('moves an unrecorded folder away', async () => {
    const { root, catalog, source, place } = await placeWithSource();
    await mkdir(path.join(place.folder, 'old'), { recursive: true });
    await moveIntoPlace(catalog, source, place);
    expect(await listTree(root)).toStrictEqual(['@staging/', 'x/', 'x/new']);
  });

  test('gives up when others, without a lock, keep putting folders there', async () => {
    const { catalog, source, place } = await placeWithSource();
    const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    await mkdir(path.join(place.folder, 'old'), { recursive: true });
    vi.mocked(rename).mockImplementation(async (from, to) => {
      await original.rename(from, to);
      await mkdir(path.join(place.folder, 'theirs'), { recursive: true });
    });
    expect(await rejectionOf(moveIntoPlace(catalog, source, place))).toMatchObject({
      code: 'IO',
      message: `Could not take the place "${place.folder}": others keep putting folders there.`,
    });
    expect(await listTree(source)).toStrictEqual(['new']);
    // What still moves away in the background must not make folders after the test's own is gone.
    vi.mocked(rename).mockImplementation(original.rename);
  });

  test('puts the old folder back when the rename fails', async () => {
    const { root, catalog, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await writeFile(path.join(place.folder, 'old'), '');
    const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    const failure = Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
    // The first meets the old folder, the second moves that aside, the third is the one to fail.
    vi.mocked(rename)
      .mockImplementationOnce(original.rename)
      .mockImplementationOnce(original.rename)
      .mockRejectedValueOnce(failure);
    expect(await rejectionOf(moveIntoPlace(catalog, source, place))).toBe(failure);
    expect(await listTree(root)).toStrictEqual(['source/', 'source/new', 'x/', 'x/old']);
  });
});

async function placeWithSource() {
  const root = await useTempDir();
  const source = path.join(root, 'source');
  await mkdir(source);
  await writeFile(path.join(source, 'new'), '');
  const catalog = await catalogPlace(root);
  return { root, catalog, source, place: { folder: path.join(root, 'x'), id: 'x' } };
}
