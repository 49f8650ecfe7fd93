import { execFileSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createGitRepository,
  rejectionOf,
  startGitServer,
  startHttpServer,
  testWith,
} from '@rbee-internal/test-kit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { copyPrivately } from '../../src/place/copy-file.js';
import { request, useWorkspace, type Workspace } from '../support/workspace.js';

/** Every file below the folders that a build must not reach: its inode, mode, time and content. */
async function stateOf(...folders: string[]): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const folder of folders)
    for (const name of await readdir(folder, { recursive: true })) {
      const file = path.join(folder, name);
      const stats = await lstat(file);
      if (!stats.isFile() || /\/(uses|locks)\//.test(file)) continue;
      const content = (await readFile(file)).toString('latin1');
      state[file] = [stats.ino, stats.mode, stats.mtimeMs, stats.nlink, content].join(' ');
    }
  return state;
}

/** What recipes do with a source. */
async function abuse(file: string): Promise<void> {
  await appendFile(file, 'more');
  await chmod(file, 0o755);
  await utimes(file, 1, 1);
  execFileSync('sed', ['-i', 's/more/less/', file]);
  await writeFile(file, 'other');
  await rename(file, `${file}.moved`);
}

async function fetchAll(workspace: Workspace): Promise<void> {
  const { url } = await startHttpServer({ '/f': { type: 'body', body: 'content' } });
  await writeFile(path.join(workspace.startDir, 'local.sh'), 'echo', { mode: 0o444 });
  await writeFile(path.join(workspace.root, 'named'), 'by a URL');
  const named = request(pathToFileURL(path.join(workspace.root, 'named')).href);
  await fetchSources([request(`${url}/f`), request('local.sh'), named], workspace);
}

test('what a build does with its sources reaches neither the cache nor the recipe', async () => {
  const workspace = await useWorkspace();
  await fetchAll(workspace);
  const kept = [workspace.cacheDir, workspace.startDir];
  const before = await stateOf(...kept);
  for (const name of ['f', 'local.sh', 'named']) await abuse(path.join(workspace.srcDir, name));
  expect(await stateOf(...kept)).toEqual(before);
  expect(await readFile(path.join(workspace.root, 'named'), 'utf8')).toBe('by a URL');
});

test('nothing in the source folder is a link to the cache or has a second name there', async () => {
  const workspace = await useWorkspace();
  await fetchAll(workspace);
  for (const name of await readdir(workspace.srcDir)) {
    const stats = await lstat(path.join(workspace.srcDir, name));
    expect([name, stats.isFile(), stats.nlink, stats.mode & 0o200]).toEqual([name, true, 1, 0o200]);
  }
});

test('a local file keeps its permissions to execute and its time', async () => {
  const workspace = await useWorkspace();
  const local = path.join(workspace.startDir, 'run');
  await writeFile(local, 'x');
  await chmod(local, 0o4555);
  await utimes(local, 1e9, 1e9);
  await fetchSources([request('run')], workspace);
  const stats = await stat(path.join(workspace.srcDir, 'run'));
  expect([stats.mode & 0o7777, stats.mtimeMs]).toEqual([0o755, 1e12]);
});

describe.each(['embedded', 'system'] as const)('a repository, %s git,', (git) => {
  test('has objects of its own', async () => {
    const workspace = await useWorkspace();
    const repository = await createGitRepository(path.join(workspace.root, 'remote/r'));
    await repository.commit({ a: 'a' });
    const { url } = await startGitServer(path.join(workspace.root, 'remote'));
    await fetchSources([request(`git+${url}/r`)], { ...workspace, git });
    const before = await stateOf(workspace.cacheDir);
    const objects = path.join(workspace.srcDir, 'r/.git/objects');
    for (const name of await readdir(objects, { recursive: true })) {
      const file = path.join(objects, name);
      if (!(await lstat(file)).isFile()) continue;
      expect([name, (await lstat(file)).nlink]).toEqual([name, 1]);
      await chmod(file, 0o644);
      await abuse(file);
    }
    expect(await stateOf(workspace.cacheDir)).toEqual(before);
    expect(await readdir(path.join(objects, 'info'))).not.toContain('alternates');
  });
});

testWith('hg', 'a clone of a local hg repository shares no file with it', async () => {
  const workspace = await useWorkspace();
  const remote = path.join(workspace.root, 'remote');
  await mkdir(remote);
  const hg = (...args: string[]) =>
    execFileSync('hg', args, { cwd: remote, env: { ...workspace.env, HGRCPATH: '' } });
  hg('init');
  await writeFile(path.join(remote, 'f'), 'content');
  hg('commit', '--addremove', '--message', 'm', '--user', 'u');
  await fetchSources([request(`r::hg+${pathToFileURL(remote).href}`)], workspace);
  for (const name of await readdir(path.join(workspace.srcDir, 'r'), { recursive: true })) {
    const stats = await lstat(path.join(workspace.srcDir, 'r', name));
    if (stats.isFile()) expect([name, stats.nlink]).toEqual([name, 1]);
  }
});

test('folders behind a link, such as a cache on another disk, are as good as any', async () => {
  const workspace = await useWorkspace();
  const link = `${workspace.root}-link`;
  await symlink(workspace.root, link);
  onTestFinished(() => rm(link));
  const behind = (folder: string) => path.join(link, path.basename(folder));
  const { startDir, srcDir, cacheDir } = workspace;
  await fetchAll({
    ...workspace,
    startDir: behind(startDir),
    srcDir: behind(srcDir),
    cacheDir: behind(cacheDir),
  });
  expect((await readdir(srcDir)).sort()).toEqual(['f', 'local.sh', 'named']);
});

test('a copy ends when it is cancelled, and is never made over another file', async () => {
  const { root } = await useWorkspace();
  await writeFile(path.join(root, 'a'), 'a');
  const copy = (signal: AbortSignal) => copyPrivately(path.join(root, 'a'), path.join(root, 'b'), signal);
  expect(await rejectionOf(copy(AbortSignal.abort('enough')))).toBe('enough');
  await writeFile(path.join(root, 'b'), 'b');
  expect(await rejectionOf(copy(new AbortController().signal))).toMatchObject({ code: 'EEXIST' });
  expect(await readFile(path.join(root, 'b'), 'utf8')).toBe('b');
});

test('with a folder of the build’s own, `srcDir` has links to copies in it, which are as private', async () => {
  const workspace = await useWorkspace();
  const { root, srcDir, startDir, cacheDir } = workspace;
  const real = path.join(root, 'own');
  await mkdir(real);
  const sourceDestDir = path.join(root, 'by-a-link');
  await symlink(real, sourceDestDir);
  await fetchAll({ ...workspace, sourceDestDir } as Workspace);
  const before = await stateOf(startDir, cacheDir);
  for (const name of ['f', 'local.sh', 'named']) {
    expect(await readlink(path.join(srcDir, name))).toBe(path.join(real, name));
    expect((await stat(path.join(srcDir, name))).mode & 0o600).toBe(0o600);
    await abuse(path.join(srcDir, name));
  }
  expect(await stateOf(startDir, cacheDir)).toEqual(before);
});
