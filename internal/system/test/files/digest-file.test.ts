import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { digestFile } from '../../src/files/index.js';

test('digests a file', async () => {
  const file = path.join(await useTempDir(), 'file');
  await writeFile(file, 'abc');
  expect(await digestFile(file)).toBe(
    'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('digests a file of several pieces, and while it is flushed', async () => {
  const file = path.join(await useTempDir(), 'file');
  const content = Buffer.alloc(2.5 * 1024 * 1024, 'some bytes ');
  await writeFile(file, content);
  const expected = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  expect(await digestFile(file)).toBe(expected);
  expect(await digestFile(file, { flush: true })).toBe(expected);
});

test('rejects with the reason when it is cancelled, and with the system error when there is no file', async () => {
  expect(await rejectionOf(digestFile('/dev/null', { signal: AbortSignal.abort('enough') }))).toBe('enough');
  const controller = new AbortController();
  const rejection = rejectionOf(digestFile('/dev/zero', { signal: controller.signal }));
  setTimeout(() => controller.abort('endless'), 50);
  expect(await rejection).toBe('endless');
  expect(await rejectionOf(digestFile('/nonexistent'))).toMatchObject({ code: 'ENOENT' });
});
