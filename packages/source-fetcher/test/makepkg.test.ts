import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSource } from '@rbee/pkgbuild-parser';
import { createGitRepository, describeWith, startGitServer, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { fetchSources } from '../src/index.js';
import { startOrigin } from './support/origin-server.js';
import { describeTree, type Recipe, runMakepkg } from './support/run-makepkg.js';
import { tarOf } from './support/tar-archive.js';
import { useWorkspace } from './support/workspace.js';
import { zipOf } from './support/zip-archive.js';

/** makepkg needs it too. */
const LIBARCHIVE = 'bsdtar';

/** Packs `app-1.0` and more of a tree with names, modes and links of every kind, in every kind of archive. */
async function makeFiles(folder: string): Promise<void> {
  const tree = await useTempDir();
  const app = path.join(tree, 'app-1.0');
  await mkdir(path.join(app, 'sub/ünï çödé'), { recursive: true });
  await writeFile(path.join(app, 'run'), '#!/bin/sh\n');
  await writeFile(path.join(app, 'sub/data'), 'data', { mode: 0o600 });
  await writeFile(path.join(app, 'sub/ünï çödé/a file'), 'spaces');
  await writeFile(path.join(app, 'shared'), 'x');
  await writeFile(path.join(app, 'set-id'), 'x');
  await symlink('sub/data', path.join(app, 'link'));
  await symlink('nowhere', path.join(app, 'dangling'));
  await symlink('../shared', path.join(app, 'sub/up'));
  await link(path.join(app, 'shared'), path.join(app, 'hard'));
  await mkdir(path.join(app, 'empty'));
  const modes = { run: 0o775, shared: 0o666, 'set-id': 0o4755, empty: 0o700, sub: 0o775 };
  for (const [name, mode] of Object.entries(modes)) await chmod(path.join(app, name), mode);
  await writeFile(path.join(folder, 'app.tar'), execFileSync('tar', ['-cf', '-', '-C', tree, 'app-1.0']));
  for (const { program, extension } of PACKERS) {
    const options = { maxBuffer: 1e8 };
    const top = `--transform=s,^app-1.0,app-${extension},`;
    const tar = execFileSync('tar', [top, '-cf', '-', '-C', tree, 'app-1.0']);
    const packed = execFileSync(program, ['-c'], {
      ...options,
      input: tar,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await writeFile(path.join(folder, `app.tar.${extension}`), packed);
    const page = execFileSync(program, ['-c'], {
      ...options,
      input: 'manual',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await writeFile(path.join(folder, `page-${extension}.1.${extension}`), page);
    await writeFile(path.join(folder, `blob-${extension}.dat`), page);
  }
  for (const [name, format] of Object.entries(LIBARCHIVE_FORMATS))
    execFileSync(LIBARCHIVE, [
      '-cf',
      path.join(folder, name),
      `--format=${format}`,
      '-s',
      `,^app-1.0,app-${format},`,
      '-C',
      tree,
      'app-1.0',
    ]);
  await writeFile(path.join(folder, 'fix.patch'), '--- a\n+++ b\n');
  await writeFile(path.join(folder, 'a name with spaces ü.txt'), 'text');
  await writeFile(
    path.join(folder, 'lib.jar'),
    zipOf(
      { name: 'META/', mode: 0o40755 },
      { name: 'META/x', body: 'x', mode: 0o100644 },
      { name: 'r', body: 'r'.repeat(1000), mode: 0o100755, deflate: true },
      { name: 'dos', body: 'no mode at all' },
    ),
  );
  execFileSync(
    'sh',
    [
      '-c',
      'mkdir n && cp "$1" n/ && echo 2.0 > n/debian-binary && cd n && ar rc "$2" debian-binary app.tar.gz',
      'sh',
      path.join(folder, 'app.tar.gz'),
      path.join(folder, 'pkg.deb'),
    ],
    { cwd: tree },
  );
  execFileSync('tar', ['-czf', path.join(folder, 'nested.tgz'), '-C', folder, 'app.tar.gz', 'fix.patch']);
  await writeFile(
    path.join(folder, 'over.tar'),
    tarOf(
      { path: 'app-1.0/run', body: 'replaced', mode: 0o644 },
      { path: 'app-1.0/link', body: 'no link any more' },
      { path: 'fix.patch', body: 'from the archive' },
      { path: 'later/new', body: 'new' },
    ),
  );
  await writeFile(
    path.join(folder, 'dots.tar'),
    tarOf(
      { path: './', type: 'Directory', mode: 0o755 },
      { path: './a//b', body: 'b' },
      { path: 'c/./d', body: 'd', mode: 0o444 },
    ),
  );
  for (const name of await readdir(folder)) await chmod(path.join(folder, name), 0o644);
}

const PACKERS = [
  { program: 'gzip', extension: 'gz' },
  { program: 'bzip2', extension: 'bz2' },
  { program: 'xz', extension: 'xz' },
  { program: 'zstd', extension: 'zst' },
];

const LIBARCHIVE_FORMATS = {
  'app.cpio': 'newc',
  'app.odc': 'odc',
  'app.zip': 'zip',
  'app.7z': '7zip',
  'app.pax': 'pax',
  'app.ustar.bin': 'ustar',
};

/** What honest packers make now and then. */
async function makeOddFiles(folder: string): Promise<void> {
  const tar = tarOf(
    { path: 'odd/twice', body: 'first' },
    { path: 'odd/absolute', type: 'SymbolicLink', linkpath: '/etc/hostname' },
    { path: 'odd/out', type: 'SymbolicLink', linkpath: '../../elsewhere' },
    { path: 'odd/loop', type: 'SymbolicLink', linkpath: 'loop' },
    { path: 'odd/twice', body: 'the second' },
  );
  await writeFile(path.join(folder, 'odd.tar'), tar);
  await writeFile(path.join(folder, 'odd.tar.gz'), Buffer.concat([gzipSync(tar), Buffer.from('signed\n')]));
  const program = Buffer.from(`MZ${'a program '.repeat(1000)}`);
  await writeFile(
    path.join(folder, 'odd.run'),
    Buffer.concat([program, zipOf({ name: 'odd/f', body: 'x' })]),
  );
}

/** Recipes by what they are about; `GIT` and `WEB` stand for the servers' addresses. Each kind of archive has a folder of its own. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  'archives of every kind, by their content': {
    sources: [
      'app.tar',
      'app.tar.gz',
      'app.tar.bz2',
      'app.tar.xz',
      'app.pax',
      'app.ustar.bin',
      'app.zip',
      'app.cpio',
      'app.odc',
      'app.7z',
      // A jar is a zip.
      'lib.jar',
      // Paths with dots and double slashes.
      'dots.tar',
      // Links out of it, and a path twice.
      'odd.tar',
    ],
  },
  'single files, text, and a .deb': {
    sources: [
      ...['gz', 'bz2', 'xz'].flatMap((name) => [`page-${name}.1.${name}`, `blob-${name}.dat`]),
      'fix.patch',
      'a name with spaces ü.txt',
      'pkg.deb',
      // Text after its end.
      'odd.tar.gz',
    ],
  },
  'an archive in an archive stays packed, and a zip after a program': { sources: ['nested.tgz', 'odd.run'] },
  'noextract, of a renamed one too': {
    sources: ['app.tar.gz', 'lib.jar', 'page-gz.1.gz', 'other.tgz::WEB/app.tar.gz'],
    noExtract: ['app.tar.gz', 'page-gz.1.gz', 'other.tgz'],
  },
  'noextract by another name is none, and downloads with names of their own': {
    sources: [
      'other.tgz::WEB/app.tar.gz',
      'renamed.gz::WEB/page-gz.1.gz',
      'plain::WEB/fix.patch',
      // Its name is after the last slash of the query.
      'WEB/get?file=a/fix.patch',
    ],
    noExtract: ['app.tar.gz'],
  },
  'an archive over another and over a source, beside a download': {
    sources: ['app.tar', 'fix.patch', 'over.tar', 'WEB/app.tar.gz'],
  },
  'a source over what an archive left': { sources: ['over.tar', 'fix.patch'] },
  'git at a branch, a tag and a commit, by each other’s names, and at no place': {
    sources: [
      'b::git+GIT/tool#branch=dev',
      't::git+GIT/tool#tag=v1',
      'c::git+GIT/tool#commit=COMMIT',
      'n::git+GIT/tool#commit=v1',
      'x::git+GIT/tool#tag=COMMIT',
      'git+GIT/tool.git',
      'app.tar.gz',
    ],
  },
};

describeWith('makepkg', 'the source folder is as makepkg leaves it:', () => {
  test.each(Object.entries(RECIPES))('%s', { timeout: 60_000 }, async (_, recipe) => {
    const workspace = await useWorkspace();
    const { startDir } = workspace;
    const files = path.join(workspace.root, 'files');
    await mkdir(files);
    await makeFiles(files);
    await makeOddFiles(files);
    const places = { ...(await startGit(workspace.root)), WEB: await startWeb(files) };
    const sources = recipe.sources.map((entry) =>
      entry.replace(/GIT|WEB|COMMIT/g, (word) => places[word as keyof typeof places]),
    );
    for (const entry of sources)
      if (!entry.includes('://')) await copyFile(path.join(files, entry), path.join(startDir, entry));
    await runMakepkg(workspace, { ...recipe, sources });
    const requests = sources.map((entry) => {
      const source = parseSource(entry);
      const noExtract = recipe.noExtract?.includes(source.name) ?? false;
      return { source, checksums: { sha256: 'SKIP' }, noExtract };
    });
    const sourceDestDir = path.join(workspace.root, 'own');
    await mkdir(sourceDestDir);
    await fetchSources(requests, { ...workspace, sourceDestDir });
    const expected = describeTree(path.join(startDir, 'src'), startDir);
    expect(expected.length).toBeGreaterThan(0);
    expect(describeTree(workspace.srcDir, startDir)).toEqual(expected);
  });
});

async function startGit(root: string): Promise<{ GIT: string; COMMIT: string }> {
  const repository = await createGitRepository(path.join(root, 'remote/tool'));
  const COMMIT = await repository.commit({ a: 'a', 'run*': 'x', 'sub/b': 'b' });
  await repository.git('tag', 'v1');
  await repository.git('branch', 'dev');
  await repository.commit({ a: 'aa' });
  await symlink('tool', path.join(root, 'remote/tool.git'));
  return { GIT: (await startGitServer(path.join(root, 'remote'))).url, COMMIT };
}

async function startWeb(folder: string): Promise<string> {
  const { url } = await startOrigin((request, response) => {
    const name = (request.url ?? '').split('/').at(-1) ?? '';
    response.end(readFileSync(path.join(folder, name)));
  });
  return url;
}
