import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, rejectionOf, startGitServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources, openSourceCache } from '../../../src/index.js';
import { hexDigest, request, useWorkspace } from '../../support/workspace.js';

async function useRemote() {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
  const first = await repository.commit({ readme: 'first' });
  const server = await startGitServer(path.join(workspace.root, 'remote'));
  return { workspace, repository, first, server, entry: `git+${server.url}/tool.git` };
}

function packs(requests: readonly string[]): number {
  return requests.filter((url) => url.endsWith('/git-upload-pack')).length;
}

describe.each(['embedded', 'system'] as const)('a mirror of the %s git', (git) => {
  test('is updated, not cloned again, and serves a pinned commit without the network', async () => {
    const { workspace, repository, first, server, entry } = await useRemote();
    const options = { ...workspace, git };
    await fetchSources([request(entry)], options);
    const second = await repository.commit({ readme: 'second' });
    await fetchSources([request(entry)], options);
    expect(await readFile(path.join(workspace.srcDir, 'tool/readme'), 'utf8')).toBe('second');
    const before = server.requests.length;
    for (const commit of [first, second])
      expect(await fetchSources([request(`${entry}#commit=${commit}`)], options)).toMatchObject([{ commit }]);
    expect(
      await fetchSources([request(`${entry}#tag=none`)], { ...options, offline: true }).catch((e) => e.code),
    ).toBe('GIT_REF_NOT_FOUND');
    expect(server.requests.length).toBe(before);
    expect((await openSourceCache(workspace.cacheDir).usage()).repositories.count).toBe(1);
    server.stall();
    expect(
      await fetchSources([request(`${entry}#branch=main`)], { ...options, offline: true }),
    ).toMatchObject([{ commit: second }]);
  });

  test('asks for a pinned commit that it does not have, also in a ref that is no branch or tag', async () => {
    const { workspace, repository, entry } = await useRemote();
    const options = { ...workspace, git };
    await fetchSources([request(entry)], options);
    const hidden = await repository.commit({ readme: 'hidden' });
    await repository.git('update-ref', 'refs/pull/1/head', hidden);
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    expect(await fetchSources([request(`${entry}#commit=${hidden}`)], options)).toMatchObject([
      { commit: hidden },
    ]);
  });

  test('does not take refs that are no branch or tag unless it must', async () => {
    const { workspace, repository, entry } = await useRemote();
    const hidden = await repository.commit({ readme: 'hidden' });
    await repository.git('update-ref', 'refs/pull/1/head', hidden);
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    await fetchSources([request(entry)], { ...workspace, git });
    const has = () =>
      execFileSync('git', ['cat-file', '-e', hidden], {
        cwd: path.join(workspace.srcDir, 'tool'),
        stdio: 'ignore',
      });
    expect(has).toThrow();
  });

  test('tells tags that moved, and takes them', async () => {
    const { workspace, repository, first, entry } = await useRemote();
    const options = { ...workspace, git };
    await repository.git('tag', 'v1');
    await repository.git('tag', 'stays');
    await fetchSources([request(`${entry}#tag=v1`)], options);
    const second = await repository.commit({ readme: 'second' });
    await repository.git('tag', '--force', 'v1');
    expect(await fetchSources([request(`${entry}#tag=v1`)], options)).toMatchObject([{ commit: second }]);
    expect(workspace.events.filter(({ type }) => type === 'tag-moved')).toEqual([
      { type: 'tag-moved', name: 'tool', tag: 'v1', from: first, to: second },
    ]);
  });

  test('forgets branches that are gone', async () => {
    const { workspace, repository, entry } = await useRemote();
    const options = { ...workspace, git };
    await repository.git('branch', 'old');
    await fetchSources([request(`${entry}#branch=old`)], options);
    await repository.git('branch', '--delete', 'old');
    expect(await rejectionOf(fetchSources([request(`${entry}#branch=old`)], options))).toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
    });
  });

  test('that is damaged, unfinished or changed is cloned again', async () => {
    const { workspace, server, entry, first } = await useRemote();
    // Were the mirror whole, no server would be asked.
    const pinned = `${entry}#commit=${first}`;
    const options = { ...workspace, git };
    await fetchSources([request(pinned)], options);
    const mirrors = path.join(workspace.cacheDir, 'v1/mirrors');
    const mirror = path.join(mirrors, (await readdir(mirrors))[0] ?? '');
    const pack =
      (await readdir(path.join(mirror, 'objects/pack'))).find((name) => name.endsWith('.pack')) ?? '';
    const damages = [
      async () => {
        await chmod(path.join(mirror, 'objects/pack', pack), 0o644);
        await truncate(path.join(mirror, 'objects/pack', pack), 40);
      },
      () => rm(path.join(mirror, 'fetched.json')),
      async () => writeFile(path.join(mirror, 'fetched.json'), '{"url":"https://elsewhere","refs":[]}'),
    ];
    const before = packs(server.requests);
    await fetchSources([request(pinned)], options);
    expect(packs(server.requests)).toBe(before);
    for (const damage of damages) {
      await damage();
      const before = packs(server.requests);
      await fetchSources([request(pinned)], options);
      expect(packs(server.requests)).toBeGreaterThan(before);
    }
  });

  test('survives what a killed program left in it', async () => {
    const { workspace, repository, entry } = await useRemote();
    const options = { ...workspace, git };
    await fetchSources([request(entry)], options);
    const mirrors = path.join(workspace.cacheDir, 'v1/mirrors');
    const mirror = path.join(mirrors, (await readdir(mirrors))[0] ?? '');
    for (const name of ['packed-refs.lock', 'objects/pack/tmp_pack_x', 'objects/pack/pack-1.pack'])
      await writeFile(path.join(mirror, name), 'x');
    const { ino } = await stat(path.join(mirror, 'objects'));
    const commit = await repository.commit({ readme: 'second' });
    expect(await fetchSources([request(`${entry}#commit=${commit.slice(0, 10)}`)], options)).toMatchObject([
      { commit },
    ]);
    const left = [...(await readdir(mirror)), ...(await readdir(path.join(mirror, 'objects/pack')))];
    expect(left.filter((name) => /\.lock$|^tmp_|^pack-1\./.test(name))).toEqual([]);
    // It is the same mirror still, not a new one.
    expect((await stat(path.join(mirror, 'objects'))).ino).toBe(ino);
  });

  test('a clone outlives the cache, and prune and verify know the mirror', async () => {
    const { workspace, entry } = await useRemote();
    await fetchSources([request(entry)], { ...workspace, git });
    const cache = openSourceCache(workspace.cacheDir);
    expect(await cache.verify()).toEqual({ checked: 1, removed: [] });
    expect((await cache.prune({ maxBytes: 0 })).removed).toHaveLength(1);
    const tool = path.join(workspace.srcDir, 'tool');
    expect(
      String(execFileSync('git', ['fsck', '--full'], { cwd: tool, stdio: ['ignore', 'pipe', 'ignore'] })),
    ).toBe('');
  });

  test('has the checksum that git archive gives, whatever is in the tree', async () => {
    const { workspace, repository, entry } = await useRemote();
    const options = { ...workspace, git };
    await mkdir(path.join(repository.folder, 'links'));
    await symlink('x'.repeat(150), path.join(repository.folder, 'links/long'));
    await symlink('../readme', path.join(repository.folder, 'links/short'));
    const deep = `${'d'.repeat(60)}/${'e'.repeat(60)}`;
    const commit = await repository.commit({
      'run*': '#!/bin/sh\n',
      empty: '',
      block: 'b'.repeat(512),
      big: 'y'.repeat(30_000),
      'ünï cödé': 'x',
      [`${deep}/${'f'.repeat(60)}`]: 'prefix',
      [`${deep}/${'g'.repeat(150)}`]: 'pax',
      [`${'h'.repeat(99)}/i`]: 'edge',
      '.gitattributes': 'empty export-ignore\nrun export-subst\n',
    });
    await repository.git('tag', '--annotate', '--message', 'm', 'v1');
    await writeFile(path.join(repository.folder, '.git/info/attributes'), '* -export-subst -export-ignore\n');
    const tar = execFileSync('git', ['-c', 'core.abbrev=no', 'archive', '--format=tar', commit], {
      cwd: repository.folder,
      maxBuffer: 1e8,
    });
    const checksums = { sha256: hexDigest('sha256', tar), b2: hexDigest('blake2b512', tar) };
    for (const pin of [`tag=v1`, `commit=${commit}`])
      expect(await fetchSources([request(`${entry}#${pin}`, { checksums })], options)).toMatchObject([
        { commit, verified: 'checksum' },
      ]);
    const wrong = request(`${entry}#tag=v1`, { checksums: { sha256: '0'.repeat(64) } });
    expect(await rejectionOf(fetchSources([wrong], options))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  });
});

test('the archive of a commit ends as git ends it, whatever its length', async () => {
  const { workspace, repository, entry } = await useRemote();
  for (const records of [12, 13, 14, 15, 16, 17]) {
    const commit = await repository.commit({ body: 'z'.repeat(512 * records) });
    const tar = execFileSync('git', ['archive', '--format=tar', commit], { cwd: repository.folder });
    const asked = request(`${entry}#commit=${commit}`, { checksums: { md5: hexDigest('md5', tar) } });
    expect(await fetchSources([asked], { ...workspace, git: 'embedded' })).toMatchObject([
      { verified: 'checksum' },
    ]);
  }
});

describe('without http', () => {
  test.each(['git+file://', 'git+'])(
    '%s is read by the system git, and the embedded one says that it cannot',
    async (scheme) => {
      const workspace = await useWorkspace();
      const repository = await createGitRepository(path.join(workspace.root, 'remote/tool.git'));
      const commit = await repository.commit({ readme: 'x' });
      const remote = `${scheme.slice('git+'.length)}${repository.folder}`;
      const asked = request('git+file:///tool');
      const local = { ...asked, source: { ...asked.source, remote } };
      expect(await fetchSources([local], workspace)).toMatchObject([{ commit }]);
      expect(await rejectionOf(fetchSources([local], { ...workspace, git: 'embedded' }))).toMatchObject({
        code: 'UNSUPPORTED_PROTOCOL',
      });
    },
  );

  test('a git that is not installed is named', async () => {
    const workspace = await useWorkspace();
    const failed = fetchSources([request('git+file:///r')], { ...workspace, env: { PATH: '/nonexistent' } });
    expect(await rejectionOf(failed)).toMatchObject({
      code: 'PROGRAM_MISSING',
      message: "The program 'git' is needed, but it is not installed.",
    });
  });
});
