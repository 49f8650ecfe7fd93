import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A `worker.json` that is accepted for the folder `tiny`. */
export const tinyMetadata = {
  id: 'tiny',
  name: 'Tiny',
  version: '1.2.3',
  platforms: ['linux'],
  architectures: ['x86_64'],
  further: { kept: [1, null] },
};

export const tinyRecipe = `pkgname=tiny
pkgver=1.2.3 # ä
pkgrel=1
arch=(x86_64)
package() { install -Dm755 tiny "$pkgdir/usr/bin/tiny"; }
`;

/** The recipe of another worker, or another version. */
function recipeOf(id: string, version = '1.2.3'): string {
  return tinyRecipe.replaceAll('tiny', id).replace('1.2.3', version);
}

/** Both files of a worker that is accepted in the folder `id`. */
export function workerFiles(id: string, version = '1.2.3'): Record<'worker.json' | 'PKGBUILD', string> {
  const metadata = { ...tinyMetadata, id, name: id, version };
  return { 'worker.json': JSON.stringify(metadata), PKGBUILD: recipeOf(id, version) };
}

/** Writes `<root>/<id>` with these files, named by paths in it; objects become JSON. */
export async function writeWorker(
  root: string,
  id: string,
  files: Record<string, string | Uint8Array | object>,
): Promise<void> {
  await mkdir(path.join(root, id), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const isPlain = typeof content === 'string' || content instanceof Uint8Array;
    const file = path.join(root, id, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, isPlain ? content : JSON.stringify(content));
  }
}
