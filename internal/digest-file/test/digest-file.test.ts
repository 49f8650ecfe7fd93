import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { digestFile } from '../src/index.js';

test('digests a file', async () => {
  const file = path.join(await useTempDir(), 'file');
  await writeFile(file, 'abc');
  expect(await digestFile(file)).toBe(
    'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('rejects with the reason when it is cancelled, and with the system error when there is no file', async () => {
  expect(await rejectionOf(digestFile('/dev/null', AbortSignal.abort('enough')))).toBe('enough');
  const controller = new AbortController();
  const rejection = rejectionOf(digestFile('/dev/zero', controller.signal));
  setTimeout(() => controller.abort('endless'), 50);
  expect(await rejection).toBe('endless');
  expect(await rejectionOf(digestFile('/nonexistent'))).toMatchObject({ code: 'ENOENT' });
});
