import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { openRegularFile, readRegularFile } from '../../src/files/index.js';

describe('readRegularFile', () => {
  test('reads a file up to its bound', async () => {
    const file = path.join(await useTempDir(), 'file');
    await writeFile(file, 'x'.repeat(200_000));
    expect((await readRegularFile(file, { maxBytes: 200_000 })).length).toBe(200_000);
    expect(await rejectionOf(readRegularFile(file, { maxBytes: 199_999 }))).toMatchObject({
      code: 'EFBIG',
      message: `EFBIG: it is larger than 199999 bytes, open '${file}'`,
    });
    expect(await rejectionOf(readRegularFile(`${file}2`, { maxBytes: 1 }))).toMatchObject({ code: 'ENOENT' });
  });

  test('follows no link, waits for no FIFO, and opens no device or folder', async () => {
    const folder = await useTempDir();
    const at = (name: string) => path.join(folder, name);
    await writeFile(at('file'), '');
    await symlink('file', at('link'));
    execFileSync('mkfifo', [at('fifo')]);
    await mkdir(at('folder'));
    const read = (file: string) => rejectionOf(readRegularFile(file, { maxBytes: 10 }));
    expect(await read(at('link'))).toMatchObject({ code: 'ELOOP' });
    expect(await read(at('fifo'))).toMatchObject({ code: 'EFTYPE' });
    expect(await read(at('folder'))).toMatchObject({ code: 'EFTYPE' });
    expect(await read('/dev/zero')).toMatchObject({ code: 'EFTYPE' });
  });

  test('has what is written to a FIFO refused as well', async () => {
    const fifo = path.join(await useTempDir(), 'fifo');
    execFileSync('mkfifo', [fifo]);
    const { O_WRONLY } = (await import('node:fs')).constants;
    expect(await rejectionOf(openRegularFile(fifo, O_WRONLY))).toMatchObject({ code: 'EFTYPE' });
  });
});
