import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelSettings } from '../../api/gateway.js';

/** What an engine needs besides the weights: its context and its buffers, roughly. */
const EXTRA_FACTOR = 1.05;
const EXTRA_BYTES = 256 * 1024 ** 2;
/** Of a folder. */
const MAX_FILES = 1_000;

/** What a model takes when it is loaded, by the size of its files; 0 for a worker that needs no model. */
export async function estimateModelBytes({ model, mmproj }: ModelSettings): Promise<number> {
  if (model === undefined) return 0;
  const bytes = (await sizeOf(model)) + (mmproj === undefined ? 0 : await sizeOf(mmproj));
  return Math.ceil(bytes * EXTRA_FACTOR + EXTRA_BYTES);
}

async function sizeOf(file: string): Promise<number> {
  const facts = await stat(file);
  if (facts.isDirectory()) return sumOf(file, () => true);
  const [, start, total] = /^(.*-)00001-of-(\d{5})\.gguf$/i.exec(path.basename(file)) ?? [];
  if (start === undefined) return facts.size;
  return sumOf(path.dirname(file), (name) => name.startsWith(start) && name.endsWith(`-of-${total}.gguf`));
}

async function sumOf(folder: string, isWanted: (name: string) => boolean): Promise<number> {
  const names = (await readdir(folder)).filter(isWanted).slice(0, MAX_FILES);
  const sizes = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(path.join(folder, name)).catch(() => undefined);
      return facts?.isFile() ? facts.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
