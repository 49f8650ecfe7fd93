import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ID = 'licensed-worker-cpu';

/** What holders of a licence get; a real one would be a compiled program in an archive. */
export const PROGRAM = '#!/bin/sh\necho licensed-worker-cpu 1.0\n';

/** Writes the worker's folder, whose only source lies at `origin`. */
export async function writeLicensedWorker(folder: string, origin: string): Promise<void> {
  const place = path.join(folder, ID);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'PKGBUILD'), recipe(origin));
  const metadata = {
    id: ID,
    name: 'Licensed worker',
    version: '1.0',
    worker_type: 'cpu',
    platforms: ['linux', 'macos'],
    architectures: ['x86_64', 'aarch64'],
    license: 'custom',
    binary_name: ID,
    requires_license: true,
    license_origins: [origin],
  };
  await writeFile(path.join(place, 'worker.json'), JSON.stringify(metadata, undefined, 2));
}

function recipe(origin: string): string {
  return `pkgname=${ID}
pkgver=1.0
pkgrel=1
pkgdesc="A worker for holders of a licence"
arch=(x86_64 aarch64)
url="https://example.org"
license=(custom)
source=("${ID}::${origin}/downloads/${ID}")
sha256sums=('${createHash('sha256').update(PROGRAM).digest('hex')}')

package() {
  install -Dm755 ${ID} "$pkgdir/usr/bin/${ID}"
}
`;
}
