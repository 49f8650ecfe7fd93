import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CallOptions, ModelEntry, ModelFile } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { joinInside } from '@rbee-internal/contained-path';
import { digestFile } from '@rbee-internal/system/files';

/** How one file of a model is not what was recorded. */
export interface FileDifference {
  /** As the record has it. */
  readonly file: string;
  readonly kind: 'missing' | 'not-a-file' | 'size' | 'content' | 'changed-since';
}

/** Whether a model is what was recorded. */
export type ModelVerification =
  | { readonly id: string; readonly verdict: 'intact' }
  /** Its size and time are as recorded, and there is no digest to compare. */
  | { readonly id: string; readonly verdict: 'unproven' }
  | { readonly id: string; readonly verdict: 'changed'; readonly differences: readonly FileDifference[] };

/** Reads every file of a model again and compares it with the record. */
export async function verifyModel(
  entry: ModelEntry,
  folder: string,
  { signal }: CallOptions,
): Promise<ModelVerification> {
  const differences: FileDifference[] = [];
  const isReference = entry.storage === 'reference';
  const files = entry.files ?? [
    { path: path.basename(entry.path), size: entry.size, role: 'weights' as const },
  ];
  for (const file of files) {
    signal?.throwIfAborted();
    const kind = await differenceOf(file, { folder, isReference, signal });
    if (kind !== undefined) differences.push({ file: file.path, kind });
  }
  if (differences.length > 0) return { id: entry.id, verdict: 'changed', differences };
  const isProven = files.every(({ digest }) => digest !== undefined);
  return { id: entry.id, verdict: isProven ? 'intact' : 'unproven' };
}

interface Place extends CallOptions {
  readonly folder: string;
  readonly isReference: boolean;
}

async function differenceOf(
  { path: name, size, digest, modifiedAt }: ModelFile,
  { folder, isReference, signal }: Place,
): Promise<FileDifference['kind'] | undefined> {
  const file = isReference ? name : joinInside(folder, name);
  const stats = file === undefined ? undefined : await lookAt(file, isReference);
  if (file === undefined || stats === undefined) return 'missing';
  if (!stats.isFile()) return 'not-a-file';
  if (stats.size !== size) return 'size';
  if (digest === undefined)
    return modifiedAt !== undefined && stats.mtime.toISOString() !== modifiedAt ? 'changed-since' : undefined;
  return (await digestFile(file, { signal })) === digest ? undefined : 'content';
}

/** A link in the catalog's own folder is none of its files; elsewhere, stores of models are made of links. */
async function lookAt(file: string, mayBeLink: boolean) {
  try {
    return await (mayBeLink ? stat(file) : lstat(file));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  }
}
