import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { establishToken, readDaemonToken } from '../../src/access/token-file.js';

async function useState() {
  const stateDir = await useTempDir();
  return { stateDir, file: path.join(stateDir, 'token') };
}

test('a token is made once, of 32 random bytes, for its owner alone', async () => {
  const { stateDir, file } = await useState();
  expect(await readDaemonToken(stateDir)).toBeUndefined();
  const token = await establishToken(stateDir, undefined);
  expect(Buffer.from(token, 'base64url').length).toBe(32);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await establishToken(stateDir, undefined)).toBe(token);
  expect(await readDaemonToken(stateDir)).toBe(token);
  const other = await useState();
  expect(await establishToken(other.stateDir, undefined)).not.toBe(token);
});

test('a given token is written to the file, whatever that was before', async () => {
  const { stateDir, file } = await useState();
  await writeFile(file, 'what-was-there-before\n', { mode: 0o644 });
  expect(await establishToken(stateDir, 'sixteen-characters-or-more')).toBe('sixteen-characters-or-more');
  expect(await readFile(file, 'utf8')).toBe('sixteen-characters-or-more\n');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readDaemonToken(stateDir)).toBe('sixteen-characters-or-more');
});

test.each([0o640, 0o604, 0o620, 0o602, 0o644])('a file of mode %o is refused', async (mode) => {
  const { stateDir, file } = await useState();
  await writeFile(file, 'sixteen-characters-or-more\n');
  await chmod(file, mode);
  for (const error of [
    await rejectionOf(readDaemonToken(stateDir)),
    await rejectionOf(establishToken(stateDir, undefined)),
  ]) {
    expect(error).toMatchObject({
      code: 'TOKEN_UNUSABLE',
      message: expect.stringContaining('others can read or write it'),
      hint: expect.stringContaining('Remove it'),
    });
  }
  expect(await readFile(file, 'utf8')).toBe('sixteen-characters-or-more\n');
});

test.each([
  '',
  'short\n',
  'has a blank in between it\n',
  'sixteen-characters-or-more\nmore\n',
  'ü'.repeat(20),
  'x'.repeat(5_000),
])('a file with %j is refused', async (content) => {
  const { stateDir, file } = await useState();
  await writeFile(file, content, { mode: 0o600 });
  expect(await rejectionOf(readDaemonToken(stateDir))).toMatchObject({ code: 'TOKEN_UNUSABLE' });
});

test('a link, a folder and a FIFO are refused, and no one waits for them', async () => {
  const link = await useState();
  const target = path.join(link.stateDir, 'elsewhere');
  await writeFile(target, 'sixteen-characters-or-more\n', { mode: 0o600 });
  await symlink(target, link.file);
  const folder = await useState();
  await mkdir(folder.file);
  const fifo = await useState();
  execFileSync('mkfifo', ['-m', '600', fifo.file]);
  for (const { stateDir } of [link, folder, fifo]) {
    expect(await rejectionOf(readDaemonToken(stateDir))).toMatchObject({ code: 'TOKEN_UNUSABLE' });
    expect(await rejectionOf(establishToken(stateDir, undefined))).toMatchObject({ code: 'TOKEN_UNUSABLE' });
  }
});
