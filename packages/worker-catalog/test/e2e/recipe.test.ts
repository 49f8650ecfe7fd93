import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { WorkerCatalog } from '../../src/index.js';
import { helloRecipe, openTestCatalog, startRegistry } from '../support.js';

const FEATURES = (server: string) => `
# Maintainer: A Packager
_name=worker   # a comment after a value
pkgname="$_name-full"
pkgver=1.0
pkgrel=1
pkgdesc='braces { in } a "string"'
arch=(
  'x86_64'   # one
  "aarch64"  # another
)
source=("notes.txt"
        "$_name-\${pkgver}.txt::${server}/\${pkgver%.*}/text-\${pkgver}.txt"
)
sha256sums=('SKIP'
            'SKIP')

_words() { printf '%s' "$_name says: $1"; }

prepare() { _prepared=yes; }
pkgver() { printf '1.1'; }

build() {
  msg2 "Building \${pkgname}"
  local text="$(_words "$(cat "worker-1.0.txt")") {$_prepared}"
  printf '#!/bin/sh\\ncat <<EOF\\n%s %s\\n%s\\nEOF\\n' "$text" "$pkgver" "$(cat notes.txt)" > program
}
check() { test -s program; }
package() { install -Dm755 program "$pkgdir/usr/local/bin/$pkgname"; }
`;

describe('a recipe with all that real ones have', () => {
  test('is built as makepkg builds it', async () => {
    const server = await startHttpServer({ '/1/text-1.0.txt': { type: 'body', body: 'fetched' } });
    const registry = await startRegistry({
      'worker-full': { pkgbuild: FEATURES(server.url), files: { 'notes.txt': 'a note' } },
    });
    const { catalog, events, job, steps } = await openTestCatalog(registry.url);

    const worker = await catalog.provisionAndAdd('worker-full', job());

    expect(execFileSync(worker.path, { encoding: 'utf8' })).toBe('worker says: fetched {yes} 1.1\na note\n');
    expect(worker).toMatchObject({ id: 'worker-full-v1.1-linux', version: '1.1' });
    expect(steps()).toEqual([
      'metadata',
      'platform-check',
      'pkgbuild',
      'parse',
      'sources',
      'prepare',
      'pkgver',
      'build',
      'check',
      'package',
      'install',
      'prove',
      'catalog',
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'output', phase: 'build', line: '  -> Building worker-full' }),
    );
    expect(events.every((event) => event.jobId === 'job-1' && event.workerId === 'worker-full')).toBe(true);
  });
});

describe('asking again', () => {
  test('for the same recipe answers at once, without a build', async () => {
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
    const { catalog, events, job, steps } = await openTestCatalog(registry.url);
    const first = await catalog.provisionAndAdd('hello', job());
    events.length = 0;

    const second = await catalog.provisionAndAdd('hello', job());

    expect(second).toEqual(first);
    expect(steps()).toEqual(['metadata', 'platform-check', 'pkgbuild', 'parse']);
    expect(events.at(-1)).toMatchObject({ type: 'already-installed', artifactId: first.id });
  });

  test('for a worker whose program is gone builds it again', async () => {
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
    const { catalog, root, job } = await openTestCatalog(registry.url);
    const first = await catalog.provisionAndAdd('hello', job());
    await rm(first.path);

    const second = await catalog.provisionAndAdd('hello', job());

    expect(execFileSync(second.path, { encoding: 'utf8' })).toBe('hello\n');
    expect(second.path.startsWith(root)).toBe(true);
  });

  test('twice at once gives both the same worker', async () => {
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
    const { catalog, job } = await openTestCatalog(registry.url);

    const [first, second] = await Promise.all([
      catalog.provisionAndAdd('hello', job()),
      catalog.provisionAndAdd('hello', job()),
    ]);

    expect(second.id).toBe(first.id);
    expect(await catalog.count()).toBe(1);
    expect(await catalog.problems()).toEqual([]);
  });

  test('for the same version from another recipe says what to do', async () => {
    const recipe = { pkgbuild: helloRecipe('hello') };
    const { catalog, job, steps } = await openTestCatalog((await startRegistry({ hello: recipe })).url);
    await catalog.provisionAndAdd('hello', job());
    const before = steps().length;
    const changed = await startRegistry({ hello: { pkgbuild: helloRecipe('hello', 'pkgdesc=changed') } });
    const later = await WorkerCatalog.open({ root: catalog.root, registry: changed.url });

    await expect(later.provisionAndAdd('hello', job())).rejects.toMatchObject({
      code: 'RECIPE_CHANGED',
      message: 'hello 1.0 is installed already, from another PKGBUILD of the same version.',
    });
    expect(await later.count()).toBe(1);
    expect(steps().slice(before)).toEqual(['metadata', 'platform-check', 'pkgbuild', 'parse']);
    expect((await later.plan('hello')).obstacles).toMatchObject([{ code: 'RECIPE_CHANGED' }]);
    expect(await later.plan('hello', { force: true })).toMatchObject({ action: 'binary', obstacles: [] });
    await later.provisionAndAdd('hello', { ...job(), force: true });
    expect(await later.plan('hello')).toMatchObject({ action: 'none', obstacles: [] });
  });
});

describe('provision', () => {
  test('installs without recording; add records', async () => {
    const registry = await startRegistry({ hello: { pkgbuild: helloRecipe('hello') } });
    const { catalog, job, steps } = await openTestCatalog(registry.url);

    const worker = await catalog.provision('hello', job());

    expect(execFileSync(worker.path, { encoding: 'utf8' })).toBe('hello\n');
    expect(await catalog.contains(worker.id)).toBe(false);
    expect(steps().at(-1)).toBe('prove');
    await catalog.add(worker);
    expect(await catalog.workerPath(worker.id)).toBe(worker.path);
  });
});

describe('without a registry', () => {
  test('a folder with a PKGBUILD and a local source is installed', async () => {
    const folder = path.join(await useTempDir(), 'my worker');
    await mkdir(folder);
    await writeFile(path.join(folder, 'PKGBUILD'), localRecipe('from-folder-cuda'));
    await writeFile(path.join(folder, 'program.sh'), '#!/bin/sh\necho local\n');
    const { catalog, job } = await openTestCatalog('http://127.0.0.1:9');

    const worker = await catalog.provisionAndAddFrom(folder, job());

    expect(execFileSync(worker.path, { encoding: 'utf8' })).toBe('local\n');
    expect(worker).toMatchObject({ catalogId: 'from-folder-cuda', workerType: 'CudaLlm', version: '3' });
    expect(worker.provenance?.origin).toBe(folder);
  });

  test.each(['/recipes/tool', '/recipes/tool/', '/recipes/tool/PKGBUILD'])(
    'the URL %s is installed',
    async (location) => {
      const server = await startHttpServer({
        '/recipes/tool/PKGBUILD': { type: 'body', body: localRecipe('tool') },
        '/recipes/tool/program.sh': { type: 'body', body: '#!/bin/sh\necho remote\n' },
      });
      const { catalog, job } = await openTestCatalog('http://127.0.0.1:9');

      const worker = await catalog.provisionAndAddFrom(server.url + location, job());

      expect(execFileSync(worker.path, { encoding: 'utf8' })).toBe('remote\n');
      expect(worker).toMatchObject({ catalogId: 'tool', workerType: 'Unknown' });
    },
  );
});

function localRecipe(name: string): string {
  return `
pkgname=${name}
pkgver=3
pkgrel=1
arch=(any)
source=(program.sh)
sha256sums=(SKIP)
package() { install -Dm755 program.sh "$pkgdir/usr/bin/$pkgname"; }
`;
}
