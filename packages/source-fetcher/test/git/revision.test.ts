import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { parseRevision } from '../../src/git/revision.js';
import { fetchSources } from '../../src/index.js';
import { request, useWorkspace } from '../support/workspace.js';

test.each<[string, object | undefined]>([
  ['v1.0', { base: 'v1.0', steps: [] }],
  [
    'v1~3^2^{}',
    { base: 'v1', steps: [{ type: 'ancestors', count: 3 }, { type: 'parent', number: 2 }, { type: 'peel' }] },
  ],
  ['@^', { base: '@', steps: [{ type: 'parent', number: 1 }] }],
  ['HEAD~', { base: 'HEAD', steps: [{ type: 'ancestors', count: 1 }] }],
  ['', undefined],
  ['^v1', undefined],
  ['-x', undefined],
  ['a b', undefined],
  ['a..b', undefined],
  ['a@{1}', undefined],
  ['a^{tree}', undefined],
  ['a:b', undefined],
  ['~', undefined],
])('%s is read', (text, expected) => {
  expect(parseRevision(text)).toEqual(expected);
});

describe.each(['embedded', 'system'] as const)('a revision, %s git,', (git) => {
  test('is the commit that git itself says', { timeout: 60_000 }, async () => {
    const workspace = await useWorkspace();
    const repository = await createGitRepository(path.join(workspace.root, 'remote/r'));
    const run = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=u', '-c', 'user.email=u@h', ...args], { cwd: repository.folder })
        .toString()
        .trim();
    await repository.commit({ a: '1' });
    run('tag', '-a', 'v1.0', '-m', 'one');
    run('checkout', '-q', '-b', 'side');
    await repository.commit({ b: '2' });
    run('checkout', '-q', '-');
    await repository.commit({ a: '3' });
    run('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    run('tag', 'light');
    // A name that looks like the beginning of an id: the name counts.
    run('tag', 'abcdef', 'side');
    const { url } = await startGitServer(path.join(workspace.root, 'remote'));
    const revisions = [
      'v1.0',
      'v1.0^{}',
      'HEAD',
      '@~1',
      'light^2',
      'side',
      'origin/side',
      'refs/tags/v1.0',
      'abcdef',
      run('describe', 'light^'),
    ];
    for (const revision of revisions)
      for (const key of ['commit', 'tag']) {
        const [fetched] = await fetchSources([request(`git+${url}/r#${key}=${revision}`)], {
          ...workspace,
          git,
        });
        const known = revision.replace('origin/', '');
        expect([key, revision, fetched?.commit]).toEqual([
          key,
          revision,
          run('rev-parse', `${known}^{commit}`),
        ]);
      }
    for (const revision of ['none', 'v1.0^', 'HEAD~99', 'light^3'])
      expect(
        await rejectionOf(fetchSources([request(`git+${url}/r#commit=${revision}`)], { ...workspace, git })),
      ).toMatchObject({ code: 'GIT_REF_NOT_FOUND', message: expect.stringContaining(revision) });
  });
});
