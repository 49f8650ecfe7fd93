import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer, startHttpServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type FetchSourcesOptions, fetchSources as fetchWith, type SourceRequest } from '../../src/index.js';
import { leftIn, request, useWorkspace, type Workspace } from '../support/workspace.js';

const NOTHING = { src: [], cache: [] };

async function useRemote() {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
  const first = await repository.commit({ readme: 'first' });
  const server = await startGitServer(path.join(workspace.root, 'remote'));
  return { workspace, repository, first, server, entry: `git+${server.url}/tool.git` };
}

function gitIn({ srcDir }: Workspace, ...args: string[]): string {
  const cwd = path.join(srcDir, 'tool');
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
  return String(execFileSync('git', args, { cwd, env })).trimEnd();
}

function readme({ srcDir }: Workspace): Promise<string> {
  return readFile(path.join(srcDir, 'tool/readme'), 'utf8');
}

describe.each(['embedded', 'system'] as const)('with the %s git,', (git) => {
  const fetchSources = (requests: readonly SourceRequest[], options: FetchSourcesOptions) =>
    fetchWith(requests, { git, ...options });

  describe('a git source', () => {
    test('without a fragment is on the default branch, as git itself sees it', async () => {
      const { workspace, repository, entry } = await useRemote();
      await mkdir(path.join(repository.folder, 'sub'));
      await symlink('../readme', path.join(repository.folder, 'sub/link'));
      await symlink('../../../../etc/passwd', path.join(repository.folder, 'sub/outward'));
      const commit = await repository.commit({ 'bin/run*': '#!/bin/sh', 'sub/ünï': 'x', 'sub.a': 'y' });
      const asked = request(entry);
      expect(await fetchSources([asked], workspace)).toEqual([
        {
          source: asked.source,
          path: path.join(workspace.srcDir, 'tool'),
          commit,
          verified: 'skipped',
          extracted: false,
        },
      ]);
      expect(gitIn(workspace, 'status', '--porcelain', '--branch')).toBe('## main');
      expect(gitIn(workspace, 'rev-parse', 'HEAD')).toBe(commit);
      expect(gitIn(workspace, 'fsck', '--strict')).toBe('');
      expect(gitIn(workspace, 'config', 'remote.origin.url')).toBe(entry.slice('git+'.length));
      const tool = path.join(workspace.srcDir, 'tool');
      expect((await lstat(path.join(tool, 'bin/run'))).mode & 0o777).toBe(0o755);
      expect((await lstat(path.join(tool, 'readme'))).mode & 0o777).toBe(0o644);
      expect(await readlink(path.join(tool, 'sub/link'))).toBe('../readme');
      expect(await leftIn(workspace)).toEqual({ src: ['tool'], cache: [] });
      expect(workspace.events.filter(({ type }) => type !== 'source-progress')).toEqual([
        { type: 'source-start', name: 'tool', url: entry },
        { type: 'source-verified', name: 'tool', verified: 'skipped' },
        { type: 'source-end', name: 'tool', commit },
      ]);
    });

    test('at a branch is on the local branch makepkg', async () => {
      const { workspace, repository, first, entry } = await useRemote();
      await repository.git('branch', 'feature/x');
      await repository.commit({ readme: 'second' });
      expect(await fetchSources([request(`${entry}#branch=feature/x`)], workspace)).toMatchObject([
        { commit: first },
      ]);
      expect(await readme(workspace)).toBe('first');
      expect(gitIn(workspace, 'status', '--porcelain', '--branch')).toBe('## makepkg');
      expect(gitIn(workspace, 'rev-list', '--count', 'HEAD')).toBe('1');
    });

    test.each([[], ['--annotate', '--message', 'm']])('at a tag (%j)', async (...options: string[]) => {
      const { workspace, repository, first, entry } = await useRemote();
      await repository.git('tag', ...options, 'v1');
      await repository.commit({ readme: 'second' });
      expect(await fetchSources([request(`${entry}#tag=v1`)], workspace)).toMatchObject([{ commit: first }]);
      expect(await readme(workspace)).toBe('first');
      expect(gitIn(workspace, 'describe', '--tags', '--dirty')).toBe('v1');
    });

    test('at a commit has its history, whether it is named in full or in short', async () => {
      const { workspace, repository, first, entry } = await useRemote();
      const second = await repository.commit({ readme: 'second' });
      await repository.commit({ readme: 'third' });
      await fetchSources([request(`${entry}#commit=${second}`)], workspace);
      expect(await readme(workspace)).toBe('second');
      expect(gitIn(workspace, 'rev-list', 'HEAD')).toBe(`${second}\n${first}`);
      await fetchSources([request(`${entry}#commit=${first.slice(0, 8)}`)], workspace);
      expect(await readme(workspace)).toBe('first');
      expect(gitIn(workspace, 'status', '--porcelain', '--branch')).toBe('## makepkg');
    });

    test.each(['', '#branch=main', '#tag=v2'])(
      'with %j brings the history and tags that pkgver() needs',
      async (fragment) => {
        const { workspace, repository, entry } = await useRemote();
        await repository.git('tag', 'v1');
        await repository.commit({ readme: 'second' });
        await repository.commit({ readme: 'third' });
        await repository.git('tag', 'v2', 'HEAD');
        await fetchSources([request(`${entry}${fragment}`)], workspace);
        expect(gitIn(workspace, 'rev-list', '--count', 'HEAD')).toBe('3');
        expect(gitIn(workspace, 'describe', '--tags', '--match', 'v1', '--abbrev=0')).toBe('v1');
      },
    );

    test('replaces an earlier copy, and a link in its place is not followed', async () => {
      const { workspace, entry } = await useRemote();
      await mkdir(path.join(workspace.root, 'outside'));
      await symlink('../outside', path.join(workspace.srcDir, 'tool'));
      await fetchSources([request(entry)], workspace);
      await writeFile(path.join(workspace.srcDir, 'tool/readme'), 'changed');
      await fetchSources([request(entry)], workspace);
      expect(await readme(workspace)).toBe('first');
      expect(await readdir(path.join(workspace.root, 'outside'))).toEqual([]);
    });

    test('may have submodules, which stay empty folders', async () => {
      const { workspace, repository, first, entry } = await useRemote();
      await repository.git('update-index', '--add', '--cacheinfo', `160000,${first},module`);
      await repository.git('commit', '--quiet', '--message', 'module');
      await fetchSources([request(entry)], workspace);
      expect(await readdir(path.join(workspace.srcDir, 'tool/module'))).toEqual([]);
      expect(gitIn(workspace, 'status', '--porcelain')).toBe('');
    });

    test('moves with its listing when that is redirected', async () => {
      const { workspace, first, server } = await useRemote();
      const listing = '/info/refs?service=git-upload-pack';
      const moved = await startHttpServer({
        [`/old${listing}`]: { type: 'redirect', to: `${server.url}/tool.git${listing}` },
      });
      const asked = request(`git+${moved.url}/old`, { name: 'tool' });
      expect(await fetchSources([asked], workspace)).toMatchObject([{ commit: first }]);
      // The program asks for the list twice; what counts is that nothing else goes to the old address.
      expect(new Set(moved.requests.map(({ path }) => path))).toEqual(new Set([`/old${listing}`]));
      expect(server.requests).toContain('/tool.git/git-upload-pack');
    });
  });

  describe('a git source that cannot be had', () => {
    test.each(['branch', 'tag'])('a missing %s lists what there is', async (kind) => {
      const { workspace, repository, entry } = await useRemote();
      for (const tag of ['v1', 'v2', 'v3', 'v4', 'v5']) await repository.git('tag', tag);
      expect(await rejectionOf(fetchSources([request(`${entry}#${kind}=none`)], workspace))).toMatchObject({
        code: 'GIT_REF_NOT_FOUND',
        message: `The repository of 'tool' has no ${kind} 'none'; it has main, v1, v2, v3, v4 and 1 more.`,
      });
      expect(await leftIn(workspace)).toEqual(NOTHING);
    });

    test.each(['0'.repeat(40), 'abcdef12'])('a missing commit %s', async (commit) => {
      const { workspace, entry } = await useRemote();
      expect(
        await rejectionOf(fetchSources([request(`${entry}#commit=${commit}`)], workspace)),
      ).toMatchObject({
        code: 'GIT_REF_NOT_FOUND',
        message: `The repository of 'tool' has no commit ${commit}; it has main.`,
      });
      expect(await leftIn(workspace)).toEqual(NOTHING);
    });

    test('an empty repository', async () => {
      const workspace = await useWorkspace();
      await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
      const server = await startGitServer(path.join(workspace.root, 'remote'));
      const failed = fetchSources([request(`git+${server.url}/tool.git`)], workspace);
      expect(await rejectionOf(failed)).toMatchObject({
        code: 'GIT_REF_NOT_FOUND',
        message: "The repository of 'tool' has no default branch; it has no branches or tags.",
      });
    });

    test('no repository at all', async () => {
      const workspace = await useWorkspace();
      const { url } = await startHttpServer({
        '/page/info/refs?service=git-upload-pack': { type: 'body', body: '<html>' },
      });
      expect(await rejectionOf(fetchSources([request(`git+${url}/page`)], workspace))).toMatchObject({
        code: { embedded: 'GIT_FAILED', system: 'GIT_REF_NOT_FOUND' }[git],
      });
      expect(await rejectionOf(fetchSources([request(`git+${url}/none`)], workspace))).toMatchObject({
        code: { embedded: 'HTTP_STATUS', system: 'GIT_FAILED' }[git],
        message: expect.stringMatching(/answered with status 404|not found/),
      });
      expect(await leftIn(workspace)).toEqual(NOTHING);
    });

    test('too many bytes, too many files, too large files', async () => {
      const { workspace, repository, entry } = await useRemote();
      await repository.commit({ a: 'a', 'b/c': 'c'.repeat(500) });
      const limits = [{ downloadBytes: 300 }, { archiveEntries: 3 }, { unpackedBytes: 400 }];
      for (const limit of limits) {
        const failed = fetchSources([request(entry)], { ...workspace, limits: limit });
        expect(await rejectionOf(failed)).toMatchObject({
          code: 'LIMIT',
          message: expect.stringContaining(`limits.${Object.keys(limit)[0]}`),
        });
        expect(await leftIn(workspace)).toEqual(NOTHING);
      }
    });
  });

  describe('a hostile repository', () => {
    /** A commit on `main` whose tree is what `entries` says: lines of `git mktree`, or raw bytes. */
    async function useHostileTree(tree: (blob: string, subtree: string) => [string, string][]) {
      const { workspace, repository, entry } = await useRemote();
      await writeFile(path.join(repository.folder, 'evil'), '../../outside');
      const blob = await repository.git('hash-object', '-w', 'evil');
      const subtree = await repository.git('rev-parse', 'HEAD^{tree}');
      const bytes = tree(blob, subtree).map(([head, oid]) =>
        Buffer.concat([Buffer.from(`${head}\0`), Buffer.from(oid, 'hex')]),
      );
      await writeFile(path.join(repository.folder, 'raw-tree'), Buffer.concat(bytes));
      const hostile = await repository.git('hash-object', '--literally', '-w', '-t', 'tree', 'raw-tree');
      const commit = await repository.git('commit-tree', '-m', 'evil', hostile);
      await repository.git('update-ref', 'refs/heads/main', commit);
      return { workspace, entry };
    }

    test.each<[string, (blob: string, subtree: string) => [string, string][]]>([
      ['.git', (_, subtree) => [['40000 .git', subtree]]],
      ['.GIT', (_, subtree) => [['40000 .GIT', subtree]]],
      ['.git on NTFS', (_, subtree) => [['40000 git~1', subtree]]],
      ['..', (_, subtree) => [['40000 ..', subtree]]],
      ['.', (_, subtree) => [['40000 .', subtree]]],
      ['a slash', (blob) => [['100644 a/../../../x', blob]]],
      ['an absolute path', (blob) => [['100644 /tmp/x', blob]]],
      ['.git, with a character that HFS+ does not see', (_, subtree) => [['40000 .g\u200cit', subtree]]],
      ['.git, with a mark that HFS+ does not see', (_, subtree) => [['40000 .git\ufeff', subtree]]],
      ['.git, as NTFS reads it', (_, subtree) => [['40000 .git. .', subtree]]],
      [
        'a name twice',
        (blob, subtree) => [
          ['120000 a', blob],
          ['40000 a', subtree],
        ],
      ],
      [
        'a link with a twin',
        (blob, subtree) => [
          ['120000 A', blob],
          ['40000 a', subtree],
        ],
      ],
    ])('with %s in its tree is refused before checkout', async (_, tree) => {
      const { workspace, entry } = await useHostileTree(tree);
      expect(await rejectionOf(fetchSources([request(entry)], workspace))).toMatchObject({
        code: 'GIT_UNSAFE',
      });
      expect(await leftIn(workspace)).toEqual(NOTHING);
      expect((await readdir(workspace.root)).sort()).toEqual(['cache', 'remote', 'src', 'start']);
    });

    test('with a tag made under another name is refused', async () => {
      const { workspace, repository, entry } = await useRemote();
      await repository.git('tag', '--annotate', '--message', 'm', 'v1');
      await repository.git('update-ref', 'refs/tags/v2', await repository.git('rev-parse', 'refs/tags/v1'));
      expect(await rejectionOf(fetchSources([request(`${entry}#tag=v2`)], workspace))).toMatchObject({
        code: 'GIT_UNSAFE',
        message: "The repository of 'tool' is refused: its tag 'v2' was made as 'v1'.",
      });
    });

    test('with a ref that names a path is refused', async () => {
      const workspace = await useWorkspace();
      const oid = '1'.repeat(40);
      const line = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;
      const refs = `${line(`${oid} HEAD\0symref=HEAD:refs/heads/../../../../x shallow\n`)}${line(`${oid} refs/heads/../../../../x\n`)}`;
      const body = `${line('# service=git-upload-pack\n')}0000${refs}0000`;
      const headers = { 'content-type': 'application/x-git-upload-pack-advertisement' };
      const { url, requests } = await startHttpServer({
        '/r/info/refs?service=git-upload-pack': { type: 'body', body, headers },
      });
      expect(await rejectionOf(fetchSources([request(`git+${url}/r`)], workspace))).toMatchObject({
        // The program itself takes no such ref, so nothing is left of the repository.
        code: { embedded: 'GIT_UNSAFE', system: 'GIT_REF_NOT_FOUND' }[git],
      });
      expect(requests.every(({ method }) => method === 'GET')).toBe(true);
    });
  });
});
