import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTarball, listTree, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { CARCH, OTHER_ARCH, openTestCatalog, startRegistry } from '../../support.js';

/** A tarball with one program and its licence, and its sha256. */
async function makeTarball(program: string): Promise<{ bytes: Buffer; sha256: string }> {
  const folder = await useTempDir();
  const tree = path.join(folder, 'tree');
  await mkdir(tree);
  await writeFile(path.join(tree, program), `#!/bin/sh\necho ${program} for $1\n`);
  await chmod(path.join(tree, program), 0o755);
  await writeFile(path.join(tree, 'LICENSE'), 'do as you like\n');
  const file = path.join(folder, 'a.tar.gz');
  await createTarball(tree, file);
  const bytes = await readFile(file);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

describe('a binary package', () => {
  test('takes the tarball of this architecture, verifies it, and only packages', async () => {
    const { bytes, sha256 } = await makeTarball('premium-worker');
    const server = await startHttpServer({ '/worker-2.1-here.tar.gz': { type: 'body', body: bytes } });
    const registry = await startRegistry({
      'premium-worker': {
        metadata: { version: '2.1', worker_type: 'cuda' },
        pkgbuild: `
pkgname=premium-worker
pkgver=2.1
pkgrel=1
arch=('x86_64' 'aarch64')
source_${CARCH}=("${server.url}/worker-\${pkgver}-here.tar.gz")
source_${OTHER_ARCH}=("${server.url}/worker-\${pkgver}-elsewhere.tar.gz")
sha256sums_${CARCH}=('${sha256}')
sha256sums_${OTHER_ARCH}=('${'0'.repeat(64)}')
package() {
  install -Dm755 "$srcdir/premium-worker" "$pkgdir/usr/local/bin/premium-worker"
  install -Dm644 "$srcdir/LICENSE" "$pkgdir/usr/share/licenses/$pkgname/LICENSE"
}
`,
      },
    });
    const { catalog, root, events, job, steps } = await openTestCatalog(registry.url);

    const worker = await catalog.provisionAndAdd('premium-worker', job());

    expect(execFileSync(worker.path, ['me'], { encoding: 'utf8' })).toBe('premium-worker for me\n');
    expect(worker.workerType).toBe('CudaLlm');
    expect(worker.provenance?.sources).toEqual([
      { url: `${server.url}/worker-2.1-here.tar.gz`, digest: `sha256:${sha256}` },
    ]);
    expect(await listTree(path.join(root, worker.id))).toEqual([
      '.tree',
      'metadata.json',
      'premium-worker',
      'usr/',
      'usr/share/',
      'usr/share/licenses/',
      'usr/share/licenses/premium-worker/',
      'usr/share/licenses/premium-worker/LICENSE',
    ]);
    expect(steps()).not.toContain('build');
    expect(events).toContainEqual(expect.objectContaining({ type: 'source-verified', verified: 'checksum' }));
    expect(server.requests.map((request) => request.path)).toEqual(['/worker-2.1-here.tar.gz']);
  });

  test('leaves what noextract names for package() to unpack', async () => {
    const { bytes } = await makeTarball('app');
    const server = await startHttpServer({ '/app.tar.gz': { type: 'body', body: bytes } });
    const registry = await startRegistry({
      app: {
        pkgbuild: `
pkgname=app
pkgver=1.0
pkgrel=1
arch=(any)
source=("${server.url}/app.tar.gz")
noextract=('app.tar.gz')
sha256sums=('SKIP')
package() {
  [[ ! -e app ]]
  mkdir -p "$pkgdir/opt/bin"
  tar -xzf app.tar.gz -C "$pkgdir/opt/bin" ./app
}
`,
      },
    });
    const { catalog, events, job } = await openTestCatalog(registry.url);

    const worker = await catalog.provisionAndAdd('app', job());

    expect(execFileSync(worker.path, ['you'], { encoding: 'utf8' })).toBe('app for you\n');
    expect(events).toContainEqual(expect.objectContaining({ type: 'source-verified', verified: 'skipped' }));
  });
});
