import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { addWorker } from '../../src/author/add-worker.js';
import { yankWorker } from '../../src/author/yank-worker.js';

import { tinyAside, versionsIn } from './versions.js';

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

  test('a file instead of a folder is reported', async () => {
    const workers = await useTempDir();
    await rm(workers, { recursive: true });
    await writeFile(workers, '');
    expect(await rejectionOf(yankWorker('tiny', { workers, reason: 'x' }))).toMatchObject({
      code: 'FOLDER_UNREADABLE',
    });
  });
});
