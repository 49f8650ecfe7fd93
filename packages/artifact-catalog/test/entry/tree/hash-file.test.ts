import { createHash } from 'node:crypto';
import { appendFileSync, truncateSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { hashFile } from '../../../src/entry/tree/hash-file.js';

async function useFile(content: string): Promise<Buffer> {
  const file = path.join(await useTempDir(), 'file');
  await writeFile(file, content);
  return Buffer.from(file);
}

describe('hashFile', () => {
  test.each([0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000])(
    'reads %d bytes',
    async (size) => {
      const content = 'x'.repeat(size);
      const opened = await hashFile(await useFile(content), () => true, undefined);
      expect(opened?.stats.size).toBe(size);
      expect(opened?.digest).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
    },
  );

  test('reads nothing where that is not wanted', async () => {
    expect(await hashFile(await useFile('x'), () => false, undefined)).toMatchObject({ digest: undefined });
  });

  test.each([
    ['grows', (file: Buffer) => appendFileSync(file, '!')],
    ['shrinks', (file: Buffer) => truncateSync(file, 3)],
  ])('has no digest of a file that %s after it was opened', async (_, change) => {
    const file = await useFile('content');
    const opened = await hashFile(
      file,
      () => {
        change(file);
        return true;
      },
      undefined,
    );
    expect(opened).toMatchObject({ digest: undefined });
  });

  test('follows no link, and knows a folder', async () => {
    const file = await useFile('x');
    await symlink(file, `${file}-link`);
    await mkdir(`${file}-folder`);
    expect(await rejectionOf(hashFile(Buffer.from(`${file}-link`), () => true, undefined))).toMatchObject({
      code: 'ELOOP',
    });
    expect(await hashFile(Buffer.from(`${file}-folder`), () => true, undefined)).toBeUndefined();
  });
});
