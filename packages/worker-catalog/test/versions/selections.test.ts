import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { openSelections } from '../../src/versions/selections.js';
import { openTestCatalog } from '../support.js';

const FREE = async () => async () => {};

async function place() {
  const root = await useTempDir();
  const file = path.join(root, '@state/selected.json');
  await mkdir(path.dirname(file));
  return { root, file };
}

describe('a file that is not what was written', () => {
  test.each<[string, (file: string) => unknown]>([
    ['a FIFO', (file) => execFileSync('mkfifo', [file])],
    ['a folder', (file) => mkdir(file)],
    ['a link', (file) => symlink('/dev/zero', file)],
    ['a device', (file) => symlink('/dev/full', file)],
    ['not JSON', (file) => writeFile(file, '{')],
    ['JSON of something else', (file) => writeFile(file, '[1,"x"]')],
    ['too large', (file) => writeFile(file, Buffer.alloc(17 * 1024 * 1024, ' '))],
  ])('%s counts as no choices', async (_what, make) => {
    const { root, file } = await place();
    await make(file);
    const choices = await openSelections({ root, lock: FREE }).read();
    expect(choices.get('worker')).toBeUndefined();
  });

  test('a FIFO is replaced by the next choice', async () => {
    const { root, file } = await place();
    execFileSync('mkfifo', [file]);
    const selections = openSelections({ root, lock: FREE });
    await selections.write('worker', 'worker-v1');
    expect([...(await selections.read())]).toEqual([['worker', 'worker-v1']]);
  });
});

test('what the system refuses is said, and is not taken for no choices', async () => {
  const { root, file } = await place();
  await rm(path.dirname(file), { recursive: true });
  await writeFile(path.dirname(file), 'a file where the folder should be');
  expect(await rejectionOf(openSelections({ root, lock: FREE }).read())).toMatchObject({
    code: 'IO',
    message: expect.stringContaining(file),
  });
});

test('choices that are made at once all count', async () => {
  const { catalog, root } = await openTestCatalog('http://127.0.0.1:9');
  const ids = Array.from({ length: 8 }, (_, index) => `worker-${index}`);
  for (const catalogId of ids)
    await catalog.add({
      ...{ id: `${catalogId}-v1-linux`, catalogId, workerType: 'CpuLlm', platform: 'Linux', version: '1' },
      ...{ path: path.join(root, `${catalogId}-v1-linux`, 'x'), size: 1, status: 'Available' },
      addedAt: '2026-01-01T00:00:00Z',
    });
  await Promise.all(ids.map((id) => catalog.select(`${id}-v1-linux`)));
  const stored = JSON.parse(await readFile(path.join(root, '@state/selected.json'), 'utf8'));
  expect(Object.keys(stored).sort()).toEqual(ids);
  await Promise.all(ids.map((id) => catalog.rollback(id).catch(() => undefined)));
});

test('waiting for another choice can be cancelled', async () => {
  const { root } = await place();
  const lock = ({ signal }: { signal?: AbortSignal | undefined }) =>
    new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  const controller = new AbortController();
  const writing = rejectionOf(
    openSelections({ root, lock }).write('worker', 'worker-v1', { signal: controller.signal }),
  );
  setTimeout(() => controller.abort('enough'), 10);
  expect(await writing).toBe('enough');
});
