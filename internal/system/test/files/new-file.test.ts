import { link, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { linkNewFile, writeNewFile } from '../../src/files/index.js';

// Files of a worker share modules: these are read again with what is replaced, and again after it.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

// A file system without hard links is not at hand everywhere, so only `link` is ever replaced.
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return { ...original, link: vi.fn(original.link) };
});

beforeEach(async () => {
  const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
  vi.mocked(link).mockImplementation(original.link);
});

const noLinks = (code: string) => () =>
  Promise.reject(Object.assign(new Error(code), { code, syscall: 'link' }));

describe('writeNewFile', () => {
  test.each([true, false])('never writes over a file (flush: %s)', async (flush) => {
    const file = path.join(await useTempDir(), 'x');
    await writeNewFile(file, 'first', { flush });
    expect(await rejectionOf(writeNewFile(file, 'second', { flush }))).toMatchObject({ code: 'EEXIST' });
    expect(await readFile(file, 'utf8')).toBe('first');
  });
});

describe('linkNewFile', () => {
  test('never replaces a file', async () => {
    const folder = await writtenFiles(2);
    const [first, second] = [path.join(folder, '0'), path.join(folder, '1')];
    expect(await linkNewFile(first, path.join(folder, 'x'), { content: 'content 0' })).toBe(true);
    expect(await linkNewFile(second, path.join(folder, 'x'), { content: 'content 1' })).toBe(false);
    expect(await readFile(path.join(folder, 'x'), 'utf8')).toBe('content 0');
  });

  test.each(['EPERM', 'EOPNOTSUPP', 'ENOSYS'])('nor where hard links end in %s', async (code) => {
    vi.mocked(link).mockImplementation(noLinks(code));
    const folder = await writtenFiles(6);
    const placed = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        linkNewFile(path.join(folder, String(index)), path.join(folder, 'x'), {
          content: `content ${index}`,
        }),
      ),
    );
    expect(placed.filter((isPlaced) => isPlaced)).toHaveLength(1);
    expect(await readFile(path.join(folder, 'x'), 'utf8')).toBe(`content ${placed.indexOf(true)}`);
  });

  test('leaves nothing behind when the link fails', async () => {
    vi.mocked(link).mockImplementation(noLinks('EIO'));
    const folder = await writtenFiles(1);
    expect(
      await rejectionOf(linkNewFile(path.join(folder, '0'), path.join(folder, 'x'), { content: '' })),
    ).toMatchObject({
      code: 'EIO',
    });
    expect(await listTree(folder)).toStrictEqual(['0']);
  });
});

async function writtenFiles(count: number): Promise<string> {
  const folder = await useTempDir();
  for (let index = 0; index < count; index += 1)
    await writeFile(path.join(folder, String(index)), `content ${index}`);
  return folder;
}
