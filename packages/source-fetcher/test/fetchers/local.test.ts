import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { hexDigest, leftIn, request, useWorkspace } from '../support/workspace.js';

test('a file beside the recipe is verified and copied', async () => {
  const workspace = await useWorkspace();
  await writeFile(path.join(workspace.startDir, 'fix.patch'), 'content');
  const asked = request('fix.patch', { checksums: { b2: hexDigest('blake2b512', 'content'), md5: 'SKIP' } });
  const target = path.join(workspace.srcDir, 'fix.patch');
  expect(await fetchSources([asked], workspace)).toEqual([
    {
      source: asked.source,
      path: target,
      digest: `sha256:${hexDigest('sha256', 'content')}`,
      verified: 'checksum',
      extracted: false,
    },
  ]);
  expect(await readFile(target, 'utf8')).toBe('content');
  expect(workspace.events).toEqual([
    { type: 'source-start', name: 'fix.patch', url: 'fix.patch' },
    { type: 'source-verified', name: 'fix.patch', verified: 'checksum' },
    { type: 'source-end', name: 'fix.patch', digest: `sha256:${hexDigest('sha256', 'content')}` },
  ]);
});

test('a source in a subfolder is looked up by its base name, as makepkg does', async () => {
  const workspace = await useWorkspace();
  await writeFile(path.join(workspace.startDir, 'a.conf'), 'content');
  await fetchSources([request('files/a.conf')], workspace);
  expect(await readFile(path.join(workspace.srcDir, 'a.conf'), 'utf8')).toBe('content');
});

test('an old file or link in srcdir is replaced, not written through', async () => {
  const workspace = await useWorkspace();
  await writeFile(path.join(workspace.root, 'outside'), 'untouched');
  await symlink('../outside', path.join(workspace.srcDir, 'a'));
  await writeFile(path.join(workspace.startDir, 'a'), 'new');
  await fetchSources([request('a')], workspace);
  expect(await readFile(path.join(workspace.root, 'outside'), 'utf8')).toBe('untouched');
  expect(await readFile(path.join(workspace.srcDir, 'a'), 'utf8')).toBe('new');
});

test('a folder in srcdir is not replaced by a file', async () => {
  const workspace = await useWorkspace();
  await mkdir(path.join(workspace.srcDir, 'a'));
  await writeFile(path.join(workspace.startDir, 'a'), 'new');
  expect(await rejectionOf(fetchSources([request('a')], workspace))).toMatchObject({
    code: 'INVALID_SOURCE',
  });
  expect(await leftIn(workspace)).toEqual({ src: ['a'], cache: [] });
});

test('a missing file', async () => {
  const workspace = await useWorkspace();
  expect(await rejectionOf(fetchSources([request('a')], workspace))).toMatchObject({
    code: 'LOCAL_SOURCE_MISSING',
    message: "The local source 'a' was expected as a file beside the PKGBUILD, but there is none.",
    hint: 'Put the file beside the PKGBUILD, or name a URL.',
  });
});

test('a folder is not a source', async () => {
  const workspace = await useWorkspace();
  await mkdir(path.join(workspace.startDir, 'a'));
  expect(await rejectionOf(fetchSources([request('a')], workspace))).toMatchObject({
    code: 'LOCAL_SOURCE_MISSING',
    message: expect.stringContaining('it is not a regular file'),
  });
});

test('a link out of the recipe folder is refused', async () => {
  const workspace = await useWorkspace();
  await writeFile(path.join(workspace.root, 'secret'), 'x');
  await symlink('../secret', path.join(workspace.startDir, 'a'));
  expect(await rejectionOf(fetchSources([request('a')], workspace))).toMatchObject({
    code: 'LOCAL_SOURCE_MISSING',
    message: expect.stringContaining('it is a link to elsewhere'),
  });
  expect(await leftIn(workspace)).toEqual({ src: [], cache: [] });
});

test('a wrong checksum leaves nothing', async () => {
  const workspace = await useWorkspace();
  await writeFile(path.join(workspace.startDir, 'a'), 'content');
  const asked = request('a', { checksums: { ck: '1' } });
  expect(await rejectionOf(fetchSources([asked], workspace))).toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  expect(await leftIn(workspace)).toEqual({ src: [], cache: [] });
});
