import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file whose content is elsewhere: Git LFS keeps only this in the repository. */
export interface LfsPointer {
  /** Below the work tree. */
  readonly path: string;
  /** Of the content that it stands for. */
  readonly bytes: number;
}

const ATTRIBUTES = '.gitattributes';
const MAX_ATTRIBUTES_BYTES = 1024 * 1024;

/** As the specification has it: a pointer is smaller than this. */
const MAX_POINTER_BYTES = 1024;
const POINTER =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-.*\n)*oid sha256:[0-9a-f]{64}\nsize (\d{1,16})\n/;

/** The pointers in a work tree. No file is read unless the repository's attributes name the filter of Git LFS. */
export async function findLfsPointers(workTree: string, signal: AbortSignal): Promise<LfsPointer[]> {
  const entries = await readdir(workTree, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(workTree, file).startsWith(`.git${path.sep}`));
  if (!(await usesLfs(files, signal))) return [];
  const pointers: LfsPointer[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const bytes = await pointedBytes(file);
    if (bytes !== undefined) pointers.push({ path: path.relative(workTree, file), bytes });
  }
  return pointers.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function usesLfs(files: readonly string[], signal: AbortSignal): Promise<boolean> {
  for (const file of files.filter((name) => path.basename(name) === ATTRIBUTES)) {
    signal.throwIfAborted();
    if ((await stat(file)).size > MAX_ATTRIBUTES_BYTES) continue;
    if (/\bfilter=lfs\b/.test(await readFile(file, 'latin1'))) return true;
  }
  return false;
}

async function pointedBytes(file: string): Promise<number | undefined> {
  if ((await stat(file)).size >= MAX_POINTER_BYTES) return undefined;
  const handle = await open(file);
  try {
    const [, size] = POINTER.exec(await handle.readFile('latin1')) ?? [];
    return size === undefined ? undefined : Number(size);
  } finally {
    await handle.close();
  }
}
