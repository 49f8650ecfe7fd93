import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGitRepository, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const GROUPS = ['packages', 'apps', 'internal'];

/** A repository with this one's manifests and changeset configuration, and no changesets. */
async function copyOfManifests(): Promise<string> {
  const folder = await useTempDir();
  const repository = await createGitRepository(folder);
  for (const name of ['package.json', 'pnpm-workspace.yaml', '.changeset/config.json']) {
    await cp(path.join(root, name), path.join(folder, name));
  }
  for (const group of GROUPS) {
    for (const name of await readdir(path.join(root, group))) {
      await mkdir(path.join(folder, group, name), { recursive: true });
      await cp(path.join(root, group, name, 'package.json'), path.join(folder, group, name, 'package.json'));
    }
  }
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--message', 'start');
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

async function versionOf(folder: string, name: string): Promise<string> {
  return JSON.parse(await readFile(path.join(folder, 'packages', name, 'package.json'), 'utf8')).version;
}

test('changeset version raises a package and what depends on it, and writes the changelog', async () => {
  const folder = await copyOfManifests();
  const before = await versionOf(folder, 'worker-provisioner');
  await writeFile(
    path.join(folder, '.changeset/a-fix.md'),
    '---\n"@rbee/aur-arch": major\n---\n\nKnow more machines.\n',
  );

  await promisify(execFile)(path.join(root, 'node_modules/.bin/changeset'), ['version'], { cwd: folder });

  expect(await versionOf(folder, 'aur-arch')).toMatch(/^[1-9]\d*\.0\.0$/);
  expect(await versionOf(folder, 'worker-provisioner')).not.toBe(before);
  const changelog = await readFile(path.join(folder, 'packages/aur-arch/CHANGELOG.md'), 'utf8');
  expect(changelog).toContain('Know more machines.');
  expect(await readdir(path.join(folder, '.changeset'))).toEqual(['config.json']);
});
