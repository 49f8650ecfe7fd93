import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGitRepository, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const CONFIGURATION = ['.changeset/config.json', '.changeset/changelog.cjs'];
const GROUPS = ['packages', 'apps', 'internal'];

/** A repository with this one's manifests and changeset configuration, and no changesets. */
async function copyOfManifests(): Promise<string> {
  const folder = await useTempDir();
  const repository = await createGitRepository(folder);
  for (const name of ['package.json', 'pnpm-workspace.yaml', ...CONFIGURATION]) {
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

function changeset(args: readonly string[], folder: string) {
  return promisify(execFile)(path.join(root, 'node_modules/.bin/changeset'), [...args], { cwd: folder });
}

test('a change of one package raises all of them to one version, with a link in the changelog', async () => {
  const folder = await copyOfManifests();
  await writeFile(
    path.join(folder, '.changeset/a-fix.md'),
    '---\n"@rbee/pkgbuild-parser": minor\n---\n\nKnow more words.\n\nAll of them.\n',
  );
  const repository = await createGitRepository(folder);
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--message', 'know more words');

  await changeset(['version'], folder);

  const names = await readdir(path.join(root, 'packages'));
  const versions = await Promise.all(names.map((name) => versionOf(folder, name)));
  expect(new Set(versions).size).toBe(1);
  expect(versions[0]).not.toBe('0.0.0');
  const changelog = await readFile(path.join(folder, 'packages/pkgbuild-parser/CHANGELOG.md'), 'utf8');
  expect(changelog).toMatch(
    /- Know more words\. \(\[[0-9a-f]{7}\]\(https:\/\/github\.com\/.*\/commit\/[0-9a-f]{40}\)\)\n\n {2}All/,
  );
  expect((await readdir(path.join(folder, '.changeset'))).sort()).toEqual(['changelog.cjs', 'config.json']);
});

test('the changesets of this repository can be read and make one release', async () => {
  const folder = await copyOfManifests();
  await cp(path.join(root, '.changeset'), path.join(folder, '.changeset'), { recursive: true });
  await changeset(['status', '--output', 'plan.json'], folder);
  const { releases } = JSON.parse(await readFile(path.join(folder, 'plan.json'), 'utf8')) as {
    releases: { type: string; newVersion: string }[];
  };
  const released = releases.filter(({ type }) => type !== 'none');
  expect([...new Set(released.map(({ newVersion }) => newVersion))]).toHaveLength(1);
});
