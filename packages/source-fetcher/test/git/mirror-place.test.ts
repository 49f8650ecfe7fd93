import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { type FetchEvent, type FetchSourcesOptions, fetchSources, openSourceCache } from '../../src/index.js';
import { request, useWorkspace, type Workspace } from '../support/workspace.js';

/** Three commits; the second has the annotated tag `v1`, the third is `main`. */
async function useRemote() {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
  const first = await repository.commit({ readme: 'first' });
  const second = await repository.commit({ readme: 'second' });
  await repository.git('tag', '--annotate', '--message', 'one', 'v1');
  await repository.commit({ readme: 'third' });
  const server = await startGitServer(path.join(workspace.root, 'remote'));
  const entry = `git+${server.url}/tool.git`;
  const fetch = (fragment: string, options: Partial<FetchSourcesOptions> = {}) =>
    fetchSources([request(`${entry}#${fragment}`, { history: 'shallow' })], { ...workspace, ...options });
  return { workspace, repository, first, second, server, entry, fetch };
}

function inClone({ srcDir }: Workspace, ...args: string[]): string {
  return execFileSync('git', args, { cwd: path.join(srcDir, 'tool'), encoding: 'utf8' }).trim();
}

describe.each(['embedded', 'system'] as const)('without the history, by the %s git', (git) => {
  test('a tag comes alone, in a clone that git finds whole', async () => {
    const { workspace, second, fetch } = await useRemote();
    expect(await fetch('tag=v1', { git })).toMatchObject([{ commit: second }]);
    expect(await readFile(path.join(workspace.srcDir, 'tool/readme'), 'utf8')).toBe('second');
    expect(inClone(workspace, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(inClone(workspace, 'status', '--porcelain')).toBe('');
    expect(inClone(workspace, 'tag')).toBe('v1');
    inClone(workspace, 'fsck', '--strict');
  });

  test('a tag that moved is noticed, and comes alone again', async () => {
    const { workspace, repository, fetch } = await useRemote();
    await fetch('tag=v1', { git });
    await repository.git('tag', '--force', '--annotate', '--message', 'two', 'v1');
    const moved = await repository.git('rev-parse', 'v1^{commit}');
    const events: FetchEvent[] = [];
    const onEvent = (event: FetchEvent) => void events.push(event);
    expect(await fetch('tag=v1', { git, onEvent })).toMatchObject([{ commit: String(moved).trim() }]);
    expect(events.filter(({ type }) => type === 'tag-moved')).toHaveLength(1);
    expect(inClone(workspace, 'rev-list', '--count', 'HEAD')).toBe('1');
  });

  test('a commit is served from the cache without the network', async () => {
    const { workspace, second, server, fetch } = await useRemote();
    await fetch(`commit=${second}`, { git });
    const before = server.requests.length;
    expect(await fetch(`commit=${second}`, { git, offline: true })).toMatchObject([{ commit: second }]);
    expect(server.requests.length).toBe(before);
    expect(inClone(workspace, 'log', '-1', '--format=%s')).not.toBe('');
  });

  test('the whole history is used where it is in the cache', async () => {
    const { workspace, entry, fetch } = await useRemote();
    await fetchSources([request(entry)], { ...workspace, git });
    await fetch('tag=v1', { git });
    expect(inClone(workspace, 'rev-list', '--count', 'HEAD')).toBe('2');
    expect((await openSourceCache(workspace.cacheDir).usage()).repositories.count).toBe(1);
  });

  test('what is not there is named with what is', async () => {
    const { fetch } = await useRemote();
    expect(await rejectionOf(fetch('tag=v2', { git }))).toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
      message: expect.stringContaining("has no tag 'v2'; it has main, v1"),
    });
  });

  test('a revision that needs a history gets it', async () => {
    const { workspace, first, fetch } = await useRemote();
    expect(await fetch('tag=v1~1', { git })).toMatchObject([{ commit: first }]);
    expect(existsSync(path.join(workspace.srcDir, 'tool/.git/shallow'))).toBe(false);
  });
});

test('a commit that no ref names comes alone by the system git, and with its history by the embedded', async () => {
  for (const [git, count] of [
    ['system', '1'],
    ['embedded', '1'],
  ] as const) {
    const { workspace, first, fetch } = await useRemote();
    expect(await fetch(`commit=${first}`, { git })).toMatchObject([{ commit: first }]);
    expect(inClone(workspace, 'rev-list', '--count', 'HEAD')).toBe(count);
    expect(existsSync(path.join(workspace.srcDir, 'tool/.git/shallow'))).toBe(git === 'system');
  }
});

test('a tag is fetched with the history, too, for a build that asks for it later', async () => {
  const { workspace, entry, fetch } = await useRemote();
  await fetch('tag=v1');
  await fetchSources([request(`${entry}#tag=v1`)], workspace);
  expect(inClone(workspace, 'rev-list', '--count', 'HEAD')).toBe('2');
  expect(inClone(workspace, 'describe')).toBe('v1');
});
