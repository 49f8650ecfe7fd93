import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { WorkerRegistryError } from '../errors.js';
import { isWorkerId } from '../store/names.js';
import { folderPath } from '../store/read-folder.js';

export interface NewFlags {
  readonly workers: string | URL;
}

/**
 * Creates a worker's folder with a recipe that passes the checks: it installs a script. Returns the folder.
 *
 * @throws WorkerRegistryError `INVALID_ARGUMENT`, `ALREADY_EXISTS`
 */
export async function newWorker(id: string, { workers }: NewFlags): Promise<string> {
  requireWorkerId(id);
  const folder = path.join(folderPath(workers), id);
  await mkdir(path.dirname(folder), { recursive: true });
  await mkdir(folder).catch((error: unknown) => {
    throw isSystemError(error, 'EEXIST') ? alreadyThere(folder, error) : error;
  });
  try {
    for (const [name, content] of Object.entries(scaffold(id)))
      await writeFile(path.join(folder, name), content, { flag: 'wx' });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** @throws WorkerRegistryError `INVALID_ARGUMENT` */
export function requireWorkerId(id: string): void {
  if (isWorkerId(id)) return;
  throw new WorkerRegistryError({
    code: 'INVALID_ARGUMENT',
    message: `"${showForeign(id)}" is not a valid worker id.`,
    hint: 'Use lower-case letters, digits, ".", "_" and "-", as in my-worker-cpu.',
  });
}

function alreadyThere(folder: string, cause: unknown): WorkerRegistryError {
  return new WorkerRegistryError({
    code: 'ALREADY_EXISTS',
    message: `${folder} already exists.`,
    hint: 'Choose another id, or edit the existing worker.',
    cause,
  });
}

const VERSION = '0.1.0';

function scaffold(id: string): Record<string, string> {
  const script = scriptOf(id);
  const digest = createHash('sha256').update(script).digest('hex');
  const type = /-(cpu|cuda|metal|rocm|vulkan)$/.exec(id)?.[1] ?? 'cpu';
  const metadata = {
    id,
    name: id,
    version: VERSION,
    worker_type: type,
    description: `Describe ${id} here in a sentence.`,
    license: 'MIT',
    platforms: ['linux', 'macos'],
    architectures: ['x86_64', 'aarch64'],
    depends: [],
    makedepends: [],
    binary_name: id,
    pkgbuild_url: `/workers/${id}/PKGBUILD`,
  };
  return {
    'worker.json': `${JSON.stringify(metadata, undefined, 2)}\n`,
    PKGBUILD: recipeOf(id, digest),
    'worker.sh': script,
  };
}

function scriptOf(id: string): string {
  return `#!/bin/sh
# Put an inference server here: it is started with --port N and --queen-url URL and serves GET /health.
case "$1" in
  --version) echo "${id} ${VERSION}" ;;
  *) echo "${id} serves nothing yet" >&2; exit 1 ;;
esac
`;
}

function recipeOf(id: string, digest: string): string {
  return `pkgname=${id}
pkgver=${VERSION}
pkgrel=1
pkgdesc="Describe ${id} here in a sentence"
arch=('x86_64' 'aarch64')
license=('MIT')
# After changing the file, run: sha256sum worker.sh
source=("worker.sh")
sha256sums=('${digest}')

package() {
  install -Dm755 worker.sh "$pkgdir/usr/local/bin/$pkgname"
}
`;
}
