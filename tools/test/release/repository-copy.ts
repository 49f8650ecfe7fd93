import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGitRepository } from '@rbee-internal/test-kit';

const run = promisify(execFile);
const GROUPS = ['packages', 'apps', 'internal', 'docs', 'examples'];

/** A copy of what git knows of this repository, with the dependencies that are installed and the types that were built here, committed once. */
export async function copyRepository(root: string, folder: string): Promise<string> {
  const repository = await createGitRepository(folder);
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const name of stdout.split('\0').filter((file) => file !== '')) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    // What was removed and not committed so far is listed too.
    await cp(path.join(root, name), path.join(folder, name)).catch(() => undefined);
  }
  await linkDependencies(root, folder);
  await copyTypes(root, folder);
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--message', 'copy');
  return folder;
}

/** The types that were built here, which the copy's build keeps. */
async function copyTypes(root: string, folder: string): Promise<void> {
  for (const group of GROUPS)
    for (const name of await readdir(path.join(root, group))) {
      const dist = path.join(group, name, 'dist');
      const files = await readdir(path.join(root, dist), { recursive: true }).catch(() => []);
      for (const file of files.filter((each) => each.endsWith('.d.ts')))
        await cp(path.join(root, dist, file), path.join(folder, dist, file), { recursive: true });
    }
}

/** The links to neighbours are relative, so they lead to the copies; all else is what is installed here. */
async function linkDependencies(root: string, folder: string): Promise<void> {
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const group of GROUPS) {
    const names = ['.', ...(await readdir(path.join(root, group)))];
    for (const name of names) {
      const modules = path.join(group, name, 'node_modules');
      await run('cp', ['-a', '--', path.join(root, modules), path.join(folder, modules)]).catch(
        () => undefined,
      );
    }
  }
}
