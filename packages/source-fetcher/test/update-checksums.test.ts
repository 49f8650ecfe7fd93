import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, listTree, startGitServer } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { updateChecksums } from '../src/index.js';
import { hexDigest, request, useWorkspace } from './support/workspace.js';

test('returns what the checksums are, and SKIP where makepkg -g does', async () => {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool'));
  const commit = await repository.commit({ a: 'a' });
  const { url } = await startGitServer(path.join(workspace.root, 'remote'));
  const tar = execFileSync('git', ['archive', '--format=tar', commit], { cwd: repository.folder });
  await writeFile(path.join(workspace.startDir, 'a.patch'), 'content');
  await writeFile(path.join(workspace.startDir, 'a.patch.sig'), 'signature');
  const requests = [
    request('a.patch', { checksums: { md5: 'wrong', b2: 'SKIP' } }),
    request('a.patch.sig', { checksums: {} }),
    request(`pinned::git+${url}/tool#commit=${commit}`),
    request(`moving::git+${url}/tool#branch=main`),
  ];
  expect(await updateChecksums(requests, workspace)).toEqual([
    { md5: hexDigest('md5', 'content'), b2: hexDigest('blake2b512', 'content') },
    { sha256: 'SKIP' },
    { sha256: hexDigest('sha256', tar) },
    { sha256: 'SKIP' },
  ]);
  expect(await listTree(workspace.srcDir)).toEqual([]);
});
