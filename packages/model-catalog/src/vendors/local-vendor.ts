import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSystemError } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { chooseFiles } from '../choose/choose-files.js';
import { formatOf } from '../choose/file-kinds.js';
import { ModelCatalogError } from '../errors.js';
import type { ResolvedFile, ResolvedModel, VendorCallOptions } from '../types.js';
import { choicesOf } from './choices-of.js';
import { listFiles, localFiles, partsOf } from './local-files.js';
import type { ResolvingVendor } from './model-vendor.js';
import { invalidReference } from './reference.js';

/** Models on this machine: an absolute path, or a `file:` URL, of a file or of a folder. */
export function createLocalVendor(): ResolvingVendor {
  return {
    name: 'local',
    supports: (reference) => reference.startsWith('file:') || path.isAbsolute(reference),
    async resolve(reference, options = {}) {
      const file = pathOf(reference);
      options.signal?.throwIfAborted();
      return (await isFolder(file)) ? fromFolder(file, options) : fromFile(file, options);
    },
  };
}

function pathOf(reference: string): string {
  try {
    return path.resolve(reference.startsWith('file:') ? fileURLToPath(reference) : reference);
  } catch {
    throw invalidReference(reference, 'an absolute path, or "file:///path/model.gguf"');
  }
}

async function isFolder(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) throw error;
    throw new ModelCatalogError({
      code: 'MODEL_NOT_FOUND',
      message: `There is no file "${showForeign(file)}".`,
      hint: 'Check how the path is written.',
      cause: error,
    });
  }
}

async function fromFile(file: string, { digest }: VendorCallOptions): Promise<ResolvedModel> {
  const parts = await partsOf(file);
  const files = localFiles(path.dirname(file), parts, parts.length === 1 ? digest : undefined);
  return describe(
    file,
    files.map((part) => (part.role === 'other' ? { ...part, role: 'weights' } : part)),
  );
}

async function fromFolder(folder: string, { signal }: VendorCallOptions): Promise<ResolvedModel> {
  const files = await listFiles(folder, signal);
  const choice = chooseFiles(files, undefined);
  if (choice.found === 'no-weights' || choice.found === 'no-such-file') {
    throw new ModelCatalogError({
      code: 'NO_WEIGHTS',
      message: `"${showForeign(folder)}" has no GGUF, safetensors or ggml file.`,
      hint: 'Name the model file, or the folder that has it.',
    });
  }
  const chosen = choice.found === 'safetensors' ? choice.files : choice.offer.files;
  const projector = choice.found === 'gguf' && choice.projector !== undefined ? [choice.projector] : [];
  return { ...describe(folder, localFiles(folder, [...chosen, ...projector])), choices: choicesOf(files) };
}

function describe(source: string, files: readonly ResolvedFile[]): ResolvedModel {
  const name = path.basename(source);
  const format = formatOf(files[0]?.name ?? '') ?? 'other';
  return { id: name, name, source, format, files, choices: [] };
}
