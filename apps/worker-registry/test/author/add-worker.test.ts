import { readFile, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { addWorker } from '../../src/author/add-worker.js';
import { tinyMetadata, workerFiles, writeWorker } from '../worker-folder.js';

import { tinyAside, versionsIn } from './versions.js';

describe('add', () => {
  test('puts a worker in, keeps what was current, and puts an older one behind it', async () => {
    const workers = await useTempDir();
    const add = async (version: string) => addWorker(await tinyAside(version), { workers });
    expect(await add('1.9')).toEqual({ id: 'tiny', version: '1.9', place: 'current' });
    expect(await versionsIn(workers)).toEqual(['1.9', '+1.9']);
    expect(await add('1.10')).toEqual({ id: 'tiny', version: '1.10', place: 'current' });
    expect(await versionsIn(workers)).toEqual(['1.10', '+1.10', '-1.9']);
    expect(await add('1.2')).toEqual({ id: 'tiny', version: '1.2', place: 'former' });
    expect(await add('2')).toEqual({ id: 'tiny', version: '2', place: 'current' });
    expect(await versionsIn(workers)).toEqual(['2', '+2', '-1.10', '-1.9', '-1.2']);
    expect(await add('1.9')).toEqual({ id: 'tiny', version: '1.9', place: 'same' });
    expect((await listTree(workers)).filter((name) => name.split('/versions/').length > 2)).toEqual([]);
    expect((await listTree(workers)).filter((name) => !name.includes('/versions/'))).toEqual([
      'tiny/',
      'tiny/PKGBUILD',
      'tiny/worker.json',
    ]);
  });

  test('refuses a worker with the id of a variant, and the reverse', async () => {
    const [workers, aside] = [await useTempDir(), await useTempDir()];
    const kit = { ...tinyMetadata, id: 'kit', variants: [{ backend: 'cpu' }] };
    await writeWorker(aside, 'kit', { ...workerFiles('kit', '1.2.3'), 'worker.json': kit });
    await writeWorker(aside, 'kit-cpu', workerFiles('kit-cpu'));
    for (const [first = '', second = ''] of [
      ['kit', 'kit-cpu'],
      ['kit-cpu', 'kit'],
    ]) {
      await addWorker(path.join(aside, first), { workers });
      const error = await rejectionOf(addWorker(path.join(aside, second), { workers }));
      expect(error).toMatchObject({ code: 'INVALID_WORKER' });
      expect((error as Error).message).toContain('its variant kit-cpu is also another worker');
      await rm(path.join(workers, first), { recursive: true });
    }
    expect(await listTree(workers)).toEqual([]);
  });

  test('keeps a link of a former version as it is', async () => {
    const workers = await useTempDir();
    await addWorker(await tinyAside('1', { a: 'a' }), { workers });
    await symlink('a', path.join(workers, 'tiny/b'));
    await addWorker(await tinyAside('2'), { workers });
    expect(await readlink(path.join(workers, 'tiny/versions/1/b'))).toBe('a');
    expect(await versionsIn(workers)).toEqual(['2', '+2', '-1']);
  });

  test('refuses a version that is there with other content', async () => {
    const workers = await useTempDir();
    await addWorker(await tinyAside('1'), { workers });
    const before = await readFile(path.join(workers, 'tiny/PKGBUILD'), 'utf8');
    const changed = await tinyAside('1', { PKGBUILD: `${before}\n# changed\n` });
    expect(await rejectionOf(addWorker(changed, { workers }))).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await readFile(path.join(workers, 'tiny/PKGBUILD'), 'utf8')).toBe(before);
  });

  test('refuses what has a fault, and says all of it', async () => {
    const workers = await useTempDir();
    const folder = await tinyAside('1', {
      PKGBUILD: workerFiles('tiny', '2').PKGBUILD.replace('x86_64', 'riscv64'),
    });
    const error = await rejectionOf(addWorker(folder, { workers }));
    expect(error).toMatchObject({ code: 'INVALID_WORKER' });
    expect((error as Error).message).toMatch(
      /\n {2}any-name\/worker\.json: field "version".*\n {2}.*"architectures"/,
    );
    expect(await listTree(workers)).toEqual([]);
  });

  test('refuses to replace a worker that has a fault, and a folder that is none', async () => {
    const workers = await useTempDir();
    await writeWorker(workers, 'tiny', { 'worker.json': '{' });
    expect(await rejectionOf(addWorker(await tinyAside('1'), { workers }))).toMatchObject({
      code: 'INVALID_WORKER',
    });
    expect(await rejectionOf(addWorker(await useTempDir(), { workers }))).toMatchObject({
      code: 'INVALID_WORKER',
    });
    const evil = await tinyAside('1', { 'worker.json': '{"id":"../../evil"}' });
    expect(await rejectionOf(addWorker(evil, { workers }))).toMatchObject({ code: 'INVALID_WORKER' });
    expect(await listTree(workers)).toEqual(['tiny/', 'tiny/worker.json']);
  });
});
