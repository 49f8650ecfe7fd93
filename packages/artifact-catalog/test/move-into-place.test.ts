import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test, vi } from 'vitest';
import { moveIntoPlace } from '../src/move-into-place.js';

// Only to let a rename fail, or something happen before it; every other call is the system's.
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return { ...original, rename: vi.fn(original.rename) };
});

describe('moveIntoPlace', () => {
  test('takes an absent and an empty place', async () => {
    const { root, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await moveIntoPlace(source, place);
    expect(await listTree(root)).toStrictEqual(['x/', 'x/new']);
  });

  test('waits for one who is about to move the folder away', async () => {
    const { root, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await writeFile(path.join(place.folder, '.displaced'), '');
    const moving = moveIntoPlace(source, place);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await listTree(root)).toStrictEqual(['source/', 'source/new', 'x/', 'x/.displaced']);
    await rm(place.folder, { recursive: true });
    await moving;
    expect(await listTree(root)).toStrictEqual(['x/', 'x/new']);
  });

  test('leaves the place to a promotion that was first', async () => {
    const { root, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await writeFile(path.join(place.folder, '.displaced'), '');
    const moving = rejectionOf(moveIntoPlace(source, place));
    await writeFile(path.join(place.folder, 'metadata.json'), 'theirs');
    await rm(path.join(place.folder, '.displaced'));
    expect(await moving).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await readFile(path.join(place.folder, 'metadata.json'), 'utf8')).toBe('theirs');
    expect(await listTree(root)).toStrictEqual(['source/', 'source/new', 'x/', 'x/metadata.json']);
  });

  test('gets past a claim whose process has died', async () => {
    const { root, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await writeFile(path.join(place.folder, 'old'), '');
    await writeFile(path.join(place.folder, '.displaced'), '');
    await moveIntoPlace(source, place);
    expect(await listTree(root)).toStrictEqual(['@staging/', 'x/', 'x/new']);
  });

  test('ends waiting when it is cancelled', async () => {
    const { root, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await writeFile(path.join(place.folder, '.displaced'), '');
    const controller = new AbortController();
    const moving = rejectionOf(moveIntoPlace(source, place, controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await moving).toBe(reason);
    expect(await listTree(root)).toStrictEqual(['source/', 'source/new', 'x/', 'x/.displaced']);
  });

  test('puts the old folder back when the rename fails', async () => {
    const { root, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await writeFile(path.join(place.folder, 'old'), '');
    const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    const failure = Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
    // The first meets the old folder, the second moves that aside, the third is the one to fail.
    vi.mocked(rename)
      .mockImplementationOnce(original.rename)
      .mockImplementationOnce(original.rename)
      .mockRejectedValueOnce(failure);
    expect(await rejectionOf(moveIntoPlace(source, place))).toBe(failure);
    expect(await listTree(root)).toStrictEqual(['@staging/', 'source/', 'source/new', 'x/', 'x/old']);
  });

  test('puts back a folder that was recorded while it was moved', async () => {
    const { root, source, place } = await placeWithSource();
    await mkdir(place.folder);
    await writeFile(path.join(place.folder, 'old'), '');
    const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    vi.mocked(rename)
      .mockImplementationOnce(original.rename)
      .mockImplementationOnce(async (from, to) => {
        await writeFile(path.join(place.folder, 'metadata.json'), 'theirs');
        await original.rename(from, to);
      });
    expect(await rejectionOf(moveIntoPlace(source, place))).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await listTree(root)).toStrictEqual([
      '@staging/',
      'source/',
      'source/new',
      'x/',
      'x/metadata.json',
      'x/old',
    ]);
  });
});

async function placeWithSource() {
  const root = await useTempDir();
  const source = path.join(root, 'source');
  await mkdir(source);
  await writeFile(path.join(source, 'new'), '');
  return { root, source, place: { root, folder: path.join(root, 'x'), id: 'x' } };
}
