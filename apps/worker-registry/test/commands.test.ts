import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { addWorker } from '../src/commands/add.js';
import { newWorker } from '../src/commands/new.js';
import { yankWorker } from '../src/commands/yank.js';
import { openFolderStore } from '../src/index.js';
import { tinyMetadata, workerFiles, writeWorker } from './worker-folder.js';

/** The versions of `tiny` in a folder, newest first, and the one that is offered. */
async function versionsIn(workers: string): Promise<unknown> {
  const store = await openFolderStore(workers);
  expect(store.refused()).toEqual([]);
  const releases = (await store.releases?.('tiny')) ?? [];
  const [offered] = await store.list();
  return [
    offered?.version,
    ...releases.map(({ metadata, isFormer }) => `${isFormer ? '-' : '+'}${metadata.version}`),
  ];
}

async function tinyAside(version: string, files: Record<string, string> = {}): Promise<string> {
  const aside = await useTempDir();
  await writeWorker(aside, 'any-name', { ...workerFiles('tiny', version), ...files });
  return path.join(aside, 'any-name');
}

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

describe('yank', () => {
  test('withdraws the current version, or another, and takes it back', async () => {
    const workers = await useTempDir();
    for (const version of ['1', '2']) await addWorker(await tinyAside(version), { workers });
    const file = path.join(workers, 'tiny/worker.json');
    await chmod(file, 0o644);
    expect(await yankWorker('tiny', { workers, reason: 'it crashes' })).toBe('tiny 2');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: '2', yanked: 'it crashes' });
    expect((await stat(file)).mode & 0o777).toBe(0o644);
    expect(await versionsIn(workers)).toEqual(['1', '+2', '-1']);
    expect(await yankWorker('tiny@1', { workers, reason: 'too' })).toBe('tiny 1');
    expect(await versionsIn(workers)).toEqual([undefined, '+2', '-1']);
    expect(await yankWorker('tiny@2', { workers })).toBe('tiny 2');
    expect(await versionsIn(workers)).toEqual(['2', '+2', '-1']);
    expect(JSON.parse(await readFile(file, 'utf8'))).not.toHaveProperty('yanked');
  });

  test.each([
    ['none', 'x', 'NOT_FOUND'],
    ['tiny@7', 'x', 'NOT_FOUND'],
    ['../tiny', 'x', 'INVALID_ARGUMENT'],
    ['tiny', ' ', 'INVALID_ARGUMENT'],
  ])('%s for the reason %j is %s', async (wanted, reason, code) => {
    const workers = await useTempDir();
    await addWorker(await tinyAside('1'), { workers });
    expect(await rejectionOf(yankWorker(wanted, { workers, reason }))).toMatchObject({ code });
    expect(await versionsIn(workers)).toEqual(['1', '+1']);
  });

  test('a folder that is none is told', async () => {
    const workers = await useTempDir();
    await rm(workers, { recursive: true });
    await writeFile(workers, '');
    expect(await rejectionOf(yankWorker('tiny', { workers, reason: 'x' }))).toMatchObject({
      code: 'FOLDER_UNREADABLE',
    });
  });
});
