import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { generateSigningKey, isSigningKeyError, readSigningKey, writeSigningKey } from '../src/index.js';

describe('writeSigningKey', () => {
  it('writes a file of mode 0600 that readSigningKey reads', async () => {
    const dir = await useTempDir();
    const key = generateSigningKey();
    const file = path.join(dir, 'a.pem');
    await writeSigningKey(file, key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readSigningKey(file)).id).toBe(key.id);
  });

  it('writes over nothing, and through no link', async () => {
    const dir = await useTempDir();
    const file = path.join(dir, 'a.pem');
    const link = path.join(dir, 'b.pem');
    await writeFile(file, 'here');
    await symlink(path.join(dir, 'elsewhere'), link);
    for (const taken of [file, link])
      expect(await rejectionOf(writeSigningKey(taken, generateSigningKey()))).toMatchObject({
        code: 'EEXIST',
      });
    await expect(stat(path.join(dir, 'elsewhere'))).rejects.toThrow('ENOENT');
  });
});

describe('readSigningKey', () => {
  it('refuses a file that others may read or write, a link, a folder, and one that is large', async () => {
    const dir = await useTempDir();
    const file = path.join(dir, 'a.pem');
    const link = path.join(dir, 'link.pem');
    await writeSigningKey(file, generateSigningKey());
    await symlink(file, link);
    await mkdir(path.join(dir, 'folder'));
    await writeFile(path.join(dir, 'large'), 'x'.repeat(20_000), { mode: 0o600 });
    const unsafe = [link, path.join(dir, 'folder'), path.join(dir, 'large')];
    for (const one of unsafe) expect(await codeOf(one)).toBe('KEY_FILE_UNSAFE');
    for (const mode of [0o640, 0o604, 0o620]) {
      await chmod(file, mode);
      expect(await codeOf(file), mode.toString(8)).toBe('KEY_FILE_UNSAFE');
    }
  });

  it('says that a file has no key, and passes on what the system says', async () => {
    const dir = await useTempDir();
    const file = path.join(dir, 'a.pem');
    await writeFile(file, 'no key', { mode: 0o600 });
    expect(await codeOf(file)).toBe('KEY_INVALID');
    await expect(readSigningKey(path.join(dir, 'none'))).rejects.toThrow('ENOENT');
  });
});

async function codeOf(file: string): Promise<string> {
  const error = await rejectionOf(readSigningKey(file));
  return isSigningKeyError(error) ? error.code : String(error);
}
