import { link, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createMetadataFile, readMetadataFile, replaceMetadataFile } from '../src/metadata-file.js';
import { MAX_METADATA_BYTES } from '../src/options.js';

// A file system without hard links is not at hand everywhere, so only `link` is ever replaced.
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return { ...original, link: vi.fn(original.link) };
});

beforeEach(() => {
  vi.mocked(link).mockReset();
});

async function realLink() {
  const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
  vi.mocked(link).mockImplementation(original.link);
}

const noLinks = (code: string) => () =>
  Promise.reject(Object.assign(new Error(code), { code, syscall: 'link' }));

describe('createMetadataFile', () => {
  test('never writes over a record', async () => {
    await realLink();
    const folder = await useTempDir();
    expect(await createMetadataFile(folder, '{"a":1}')).toBe(true);
    expect(await createMetadataFile(folder, '{"a":2}')).toBe(false);
    expect(await readFile(path.join(folder, 'metadata.json'), 'utf8')).toBe('{"a":1}');
    expect(await listTree(folder)).toStrictEqual(['metadata.json']);
  });

  test.each(['EPERM', 'EOPNOTSUPP', 'ENOSYS'])('nor where hard links end in %s', async (code) => {
    vi.mocked(link).mockImplementation(noLinks(code));
    const folder = await useTempDir();
    const created = await Promise.all(
      Array.from({ length: 6 }, (_, index) => createMetadataFile(folder, `{"a":${index}}`)),
    );
    expect(created.filter((isCreated) => isCreated)).toHaveLength(1);
    expect(await readFile(path.join(folder, 'metadata.json'), 'utf8')).toBe(`{"a":${created.indexOf(true)}}`);
    expect(await listTree(folder)).toStrictEqual(['metadata.json']);
  });

  test('leaves nothing behind when the link fails', async () => {
    vi.mocked(link).mockImplementation(noLinks('EIO'));
    const folder = await useTempDir();
    expect(await rejectionOf(createMetadataFile(folder, '{}'))).toMatchObject({ code: 'EIO' });
    expect(await listTree(folder)).toStrictEqual([]);
  });
});

describe('readMetadataFile', () => {
  test('reads up to the limit and not a byte more', async () => {
    const folder = await useTempDir();
    const file = path.join(folder, 'metadata.json');
    await writeFile(file, `"${'x'.repeat(MAX_METADATA_BYTES - 2)}"`);
    expect(await readMetadataFile(folder)).toMatchObject({ value: 'x'.repeat(MAX_METADATA_BYTES - 2) });
    await writeFile(file, `"${'x'.repeat(MAX_METADATA_BYTES - 1)}"`);
    expect(await rejectionOf(readMetadataFile(folder))).toMatchObject({
      code: 'UNREADABLE_METADATA',
      message: `"${file}" cannot be read: it is larger than 1048576 bytes.`,
    });
  });

  test('refuses bytes that are no UTF-8', async () => {
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'metadata.json'), Buffer.from('22ff22', 'hex'));
    expect(await rejectionOf(readMetadataFile(folder))).toMatchObject({ code: 'UNREADABLE_METADATA' });
  });

  test('answers undefined where no record is', async () => {
    expect(await readMetadataFile(await useTempDir())).toBeUndefined();
  });
});

describe('replaceMetadataFile', () => {
  test('replaces what was read', async () => {
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'metadata.json'), '1');
    const read = await readMetadataFile(folder);
    expect(read).toBeDefined();
    if (read) await replaceMetadataFile(folder, read, { content: '2', signal: undefined });
    expect(await readMetadataFile(folder)).toMatchObject({ value: 2 });
    expect(await listTree(folder)).toStrictEqual(['metadata.json']);
  });

  test('leaves a record that came after the reading', async () => {
    const folder = await useTempDir();
    const file = path.join(folder, 'metadata.json');
    await writeFile(file, '1');
    const read = await readMetadataFile(folder);
    await writeFile(path.join(folder, 'newer'), '3');
    await rename(path.join(folder, 'newer'), file);
    expect(read).toBeDefined();
    if (read) await replaceMetadataFile(folder, read, { content: '2', signal: undefined });
    expect(await readFile(file, 'utf8')).toBe('3');
    expect(await listTree(folder)).toStrictEqual(['metadata.json']);
  });
});
