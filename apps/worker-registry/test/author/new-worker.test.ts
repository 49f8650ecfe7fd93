import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { newWorker } from '../../src/author/new-worker.js';
import { openFolderStore } from '../../src/index.js';

describe('new', () => {
  test.each(['my-worker-cpu', 'a', 'x.y_z-cuda'])('%s passes the checks without a warning', async (id) => {
    const workers = path.join(await useTempDir(), 'workers');
    expect(await newWorker(id, { workers })).toBe(path.join(workers, id));
    const store = await openFolderStore(workers);
    expect([store.refused(), (await store.find(id))?.version]).toEqual([[], '0.1.0']);
    expect(await listTree(workers)).toEqual([
      `${id}/`,
      `${id}/PKGBUILD`,
      `${id}/worker.json`,
      `${id}/worker.sh`,
    ]);
  });

  test('makes a recipe that bash runs and a program that says its version', async () => {
    const workers = await useTempDir();
    const folder = await newWorker('my-worker', { workers });
    const script =
      'set -eu; . ./PKGBUILD; pkgdir=$PWD/pkg; package; "$pkgdir/usr/local/bin/my-worker" --version';
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, 'my-worker 0.1.0\n', '']);
  });

  test.each(['', 'Upper', '../x', 'a..b', 'a/b'])('refuses the id %j', async (id) => {
    const workers = await useTempDir();
    expect(await rejectionOf(newWorker(id, { workers }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await listTree(workers)).toEqual([]);
  });

  test('leaves alone what is there', async () => {
    const workers = await useTempDir();
    await mkdir(path.join(workers, 'mine'));
    expect(await rejectionOf(newWorker('mine', { workers }))).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await listTree(workers)).toEqual(['mine/']);
  });
});
