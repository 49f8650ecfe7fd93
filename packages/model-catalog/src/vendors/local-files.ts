import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import type { Candidate } from '../choose/choose-files.js';
import { roleOf } from '../choose/file-kinds.js';
import { ModelCatalogError } from '../errors.js';
import { shardNames } from '../gguf/shards.js';
import type { FileDigest, ResolvedFile } from '../types.js';
import { isSafeFileName } from './safe-file-name.js';

/** How many entries of a folder are looked at, with those of the folders in it. */
const MAX_ENTRIES = 10_000;
/** Folders one in another. */
const MAX_DEPTH = 3;

/** A file on this machine. */
export interface LocalFile extends Candidate {
  readonly size: number;
}

/** The size of a file, or of the file that a link leads to; `undefined` when there is no such file. */
export async function fileSize(file: string): Promise<number | undefined> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  }
}

/**
 * The files below a folder, within bounds. Links to files are followed, as stores of models are made of them; links to
 * folders are not.
 */
export async function listFiles(folder: string, signal: AbortSignal | undefined): Promise<LocalFile[]> {
  const found: LocalFile[] = [];
  let count = 0;
  const walk = async (below: string, depth: number): Promise<void> => {
    for await (const entry of await opendir(path.join(folder, below))) {
      signal?.throwIfAborted();
      count += 1;
      if (count > MAX_ENTRIES) throw tooManyEntries(folder);
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH && !entry.name.startsWith('.')) await walk(name, depth + 1);
        continue;
      }
      const size = await fileSize(path.join(folder, name));
      if (size !== undefined && isSafeFileName(name)) found.push({ name, size });
    }
  };
  await walk('', 1);
  return found;
}

/** A file with all other parts of its model, where it is one of them. */
export async function partsOf(file: string): Promise<LocalFile[]> {
  const parts: LocalFile[] = [];
  for (const name of shardNames(path.basename(file))) {
    const size = await fileSize(path.join(path.dirname(file), name));
    if (size === undefined) throw missingPart(path.join(path.dirname(file), name));
    parts.push({ name, size });
  }
  return parts;
}

/** Files of a folder as those of a model. */
export function localFiles(folder: string, files: readonly LocalFile[], digest?: FileDigest): ResolvedFile[] {
  return files.map(({ name, size }) => ({
    name,
    size,
    role: roleOf(name),
    digest,
    origin: { type: 'path', path: path.join(folder, name) },
  }));
}

function missingPart(file: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'FILE_NOT_FOUND',
    message: `The part "${showForeign(file)}" of the model is missing.`,
    hint: 'Put all parts of the model into one folder, under the names that they had.',
  });
}

function tooManyEntries(folder: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'LIMIT',
    message: `"${showForeign(folder)}" holds more than ${MAX_ENTRIES} files and folders.`,
    hint: 'Name the model file, or the folder that has it alone.',
  });
}
