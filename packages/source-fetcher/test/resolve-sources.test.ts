import path from 'node:path';
import { parseSource } from '@rbee/pkgbuild-parser';
import {
  createGitRepository,
  listTree,
  rejectionOf,
  startGitServer,
  startHttpServer,
} from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type ResolveSourcesOptions, resolveSources } from '../src/index.js';
import { useWorkspace } from './support/workspace.js';

async function useRemote() {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
  const first = await repository.commit({ readme: 'first' });
  const server = await startGitServer(path.join(workspace.root, 'remote'));
  return { workspace, repository, first, server, entry: `git+${server.url}/tool.git` };
}

async function commitsOf(entries: readonly string[], options: ResolveSourcesOptions) {
  const resolved = await resolveSources(entries.map(parseSource), options);
  return resolved.map(({ commit }) => commit);
}

describe.each(['embedded', 'system'] as const)('with the %s git', (git) => {
  test('a branch and HEAD are what they name now, and nothing is left behind', async () => {
    const { workspace, repository, first, entry } = await useRemote();
    const entries = [entry, `${entry}#branch=main`, `${entry}#branch=feature/x`, `${entry}?signed`];
    await repository.git('tag', '--annotate', '--message', 'm', 'v1');
    await repository.git('branch', 'feature/x');
    expect(await commitsOf(entries, { ...workspace, git })).toEqual([first, first, first, first]);
    const second = await repository.commit({ readme: 'second' });
    expect(await commitsOf(entries, { ...workspace, git })).toEqual([second, second, first, second]);
    expect((await listTree(workspace.cacheDir)).filter((file) => !file.endsWith('/'))).toEqual([]);
  });

  test('HEAD of a remote without a branch there is its commit', async () => {
    const { workspace, repository, first, entry } = await useRemote();
    await repository.commit({ readme: 'second' });
    await repository.git('checkout', '--quiet', '--detach', first);
    expect(await commitsOf([entry], { ...workspace, git })).toEqual([first]);
  });

  test('what a branch is that is not there is an error with those that are', async () => {
    const { workspace, entry } = await useRemote();
    expect(await rejectionOf(commitsOf([`${entry}#branch=gone`], { ...workspace, git }))).toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
      message: "The repository of 'tool' has no branch 'gone'; it has main.",
    });
  });

  test('mirrors are asked in their order', async () => {
    const { workspace, first, server } = await useRemote();
    const gone = await startHttpServer({});
    const mirrors = [
      { prefix: 'https://example.invalid/', replacements: [`${gone.url}/`, `${server.url}/`] },
    ];
    const entry = 'git+https://example.invalid/tool.git';
    expect(await commitsOf([entry], { ...workspace, git, mirrors })).toEqual([first]);
  });

  test('a remote that fails for now is asked again, as often as the options say', async () => {
    const { workspace } = await useRemote();
    const listing = '/tool.git/info/refs?service=git-upload-pack';
    const busy = await startHttpServer({ [listing]: { type: 'body', status: 503, body: '' } });
    const options = { ...workspace, git, retry: { attempts: 2 } };
    const failure = await rejectionOf(commitsOf([`git+${busy.url}/tool.git`], options));
    expect(failure).toMatchObject({ code: git === 'embedded' ? 'HTTP_STATUS' : 'GIT_FAILED' });
    const retries = git === 'embedded' ? [expect.objectContaining({ type: 'source-retry', attempt: 2 })] : [];
    expect(workspace.events).toEqual(retries);
  });

  test('an abort ends the waiting for an answer', async () => {
    const { workspace } = await useRemote();
    const listing = '/tool.git/info/refs?service=git-upload-pack';
    const silent = await startHttpServer({ [listing]: { type: 'stall' } });
    const abort = new AbortController();
    const reason = new Error('enough');
    const asked = commitsOf([`git+${silent.url}/tool.git`], { ...workspace, git, signal: abort.signal });
    void silent.arrived(listing).then(() => abort.abort(reason));
    expect(await rejectionOf(asked)).toBe(reason);
    expect((await listTree(workspace.cacheDir)).filter((file) => !file.endsWith('/'))).toEqual([]);
  });
});

test("a local repository is asked by the system's git", async () => {
  const { workspace, repository, first } = await useRemote();
  expect(await commitsOf([`git+file://${repository.folder}`], workspace)).toEqual([first]);
});

test('what is pinned or not git is not asked for', async () => {
  const { workspace, first, server, entry } = await useRemote();
  const others = [
    `${entry}#tag=v1`,
    `${entry}#commit=${first}`,
    `${server.url}/a.tar.gz`,
    'a.patch',
    'hg+http://127.0.0.1/x',
  ];
  const offline = { ...workspace, offline: true };
  expect(await commitsOf(others, offline)).toEqual(others.map(() => undefined));
  expect(await listTree(workspace.cacheDir)).toEqual([]);
  expect(await rejectionOf(commitsOf([...others, entry], offline))).toMatchObject({ code: 'OFFLINE' });
});

test('an address that may not be used is refused, without its password', async () => {
  const { workspace, entry } = await useRemote();
  const refused = rejectionOf(commitsOf([entry.replace('http://', 'ftp://user:secret@')], workspace));
  expect(await refused).toMatchObject({
    code: 'UNSUPPORTED_PROTOCOL',
    message: expect.not.stringContaining('secret'),
  });
});
