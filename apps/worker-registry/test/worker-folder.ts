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

export const tinyRecipe = 'pkgname=tiny\npkgver=1.2.3 # ä\n';

/** Writes `<root>/<id>` with these files; objects become JSON. */
export async function writeWorker(
  root: string,
  id: string,
  files: Record<string, string | Uint8Array | object>,
): Promise<void> {
  await mkdir(path.join(root, id), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const isPlain = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(path.join(root, id, name), isPlain ? content : JSON.stringify(content));
  }
}
