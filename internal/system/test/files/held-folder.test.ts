import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HeldFolder, holdFolder } from '../../src/files/held-folder.js';

/** A folder below another one, and a third for what may not be touched. */
async function setUp(): Promise<{ parent: string; folder: string; victim: string; held: HeldFolder }> {
  const root = await useTempDir();
  const parent = path.join(root, 'parent');
  const folder = path.join(parent, 'folder');
  const victim = path.join(root, 'victim');
  await mkdir(folder, { recursive: true });
  await mkdir(path.join(victim, 'folder'), { recursive: true });
  const held = await holdFolder(folder);
  onTestFinished(() => held.close());
  return { parent, folder, victim, held };
}

describe('holdFolder', () => {
  it('finds its folder again', async () => {
    const { held, folder } = await setUp();
    await held.verify();
    await writeFile(held.inside('file'), 'text');
    expect(await readFile(path.join(folder, 'file'), 'utf8')).toBe('text');
  });

  it.each([
    ['a link', (folder: string, victim: string) => symlink(victim, folder), /^a link to .*victim$/],
    ['a file', (folder: string) => writeFile(folder, ''), /^a file$/],
    ['another folder', (folder: string) => mkdir(folder), /^another folder$/],
    ['a pipe', async (folder: string) => void spawnSync('mkfifo', [folder]), /^a pipe, socket or device$/],
    ['nothing', async () => undefined, /^nothing$/],
  ])('reports %s in its place', async (_, put, found) => {
    const { held, folder, victim } = await setUp();
    await rmdir(folder);
    await put(folder, victim);
    const error = await rejectionOf(held.verify());
    expect(error).toMatchObject({ name: 'ReplacedFolderError', path: folder });
    expect((error as { found: string }).found).toMatch(found);
  });

  it('reports a link among the folders above, though it leads to the same folder', async () => {
    const { held, parent } = await setUp();
    await rename(parent, `${parent}-moved`);
    await symlink(`${parent}-moved`, parent);
    expect(await rejectionOf(held.verify())).toMatchObject({
      found: `a way through a link, to ${parent}-moved/folder`,
    });
  });

  it.runIf(process.platform === 'linux')('reaches its folder though a link stands in its place', async () => {
    const { held, parent, folder, victim } = await setUp();
    await rename(folder, `${folder}-moved`);
    await symlink(victim, folder);
    await writeFile(held.inside('file'), '');
    await rm(held.inside('file'));
    await writeFile(held.inside('other'), '');
    expect(await readdir(victim)).toEqual(['folder']);
    expect(await readdir(path.join(parent, 'folder-moved'))).toEqual(['other']);
  });

  it('refuses what is not a folder', async () => {
    const file = path.join(await useTempDir(), 'file');
    await writeFile(file, '');
    expect(await rejectionOf(holdFolder(file))).toMatchObject({ code: 'ENOTDIR' });
    expect(await rejectionOf(holdFolder(`${file}-not-there`))).toMatchObject({ code: 'ENOENT' });
  });
});
