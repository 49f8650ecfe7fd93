import { lstat, open, readdir } from 'node:fs/promises';
import { pathBytes } from '../backends/read-tree.js';
import { isLfsFile, type LfsRule, readLfsRules } from './lfs-attributes.js';

/** A file whose content is elsewhere: Git LFS keeps only this in the repository. */
export interface LfsPointer {
  /** Below the work tree: its bytes, a character for each. */
  readonly path: string;
  /** The SHA-256 of the content that it stands for, in hex. */
  readonly oid: string;
  /** Of that content. */
  readonly bytes: number;
}

const ATTRIBUTES = '.gitattributes';
const MAX_ATTRIBUTES_BYTES = 1024 * 1024;

/** As the specification has it: a pointer is smaller than this. */
const MAX_POINTER_BYTES = 1024;
const POINTER =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n/;

/** The pointers in a work tree, of the files that its attributes give to Git LFS. Where none does, no file is read. */
export async function findLfsPointers(workTree: string, signal: AbortSignal): Promise<LfsPointer[]> {
  const root = Buffer.from(workTree);
  const files = (await filesBelow(root, signal)).sort();
  const rules = await rulesIn(root, files);
  if (!rules.some(({ isLfs }) => isLfs)) return [];
  const pointers: LfsPointer[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    if (!isLfsFile(file, rules)) continue;
    const [, oid, size] = POINTER.exec((await readSmall(inTree(root, file), MAX_POINTER_BYTES)) ?? '') ?? [];
    if (oid !== undefined) pointers.push({ path: file, oid, bytes: Number(size) });
  }
  return pointers;
}

/** The bytes of a file's path. */
export function inTree(root: Buffer, file: string): Buffer {
  return Buffer.concat([root, Buffer.from('/'), pathBytes(file)]);
}

/** Those of an outer folder first: those of an inner one overrule them. */
async function rulesIn(root: Buffer, files: readonly string[]): Promise<LfsRule[]> {
  const depth = (file: string) => file.split('/').length;
  const found = files.filter((file) => file === ATTRIBUTES || file.endsWith(`/${ATTRIBUTES}`));
  const rules: LfsRule[] = [];
  for (const file of found.sort((a, b) => depth(a) - depth(b))) {
    const text = await readSmall(inTree(root, file), MAX_ATTRIBUTES_BYTES);
    rules.push(...readLfsRules(file.slice(0, -ATTRIBUTES.length), text ?? ''));
  }
  return rules;
}

/** Regular files that are not git's own; names are bytes, a character for each. */
async function filesBelow(root: Buffer, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted();
    const entries = await readdir(inTree(root, folder), { encoding: 'buffer', withFileTypes: true });
    for (const entry of entries) {
      const name = folder + entry.name.toString('latin1');
      if (entry.isDirectory() && name !== '.git') pending.push(`${name}/`);
      else if (entry.isFile()) files.push(name);
    }
  }
  return files;
}

/** A character for each byte; nothing of a file that is larger. */
async function readSmall(file: Buffer, maxBytes: number): Promise<string | undefined> {
  if ((await lstat(file)).size >= maxBytes) return undefined;
  const handle = await open(file);
  try {
    return await handle.readFile('latin1');
  } finally {
    await handle.close();
  }
}
