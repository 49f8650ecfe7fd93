import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { chooseFiles } from '../choose/choose-files.js';
import { ModelCatalogError } from '../errors.js';
import type { ResolvedModel } from '../types.js';
import { choicesOf } from './choices-of.js';
import { type LocalFile, listFiles, localFiles } from './local-files.js';
import type { ResolvingVendor } from './model-vendor.js';
import { parseRepositoryReference, type RepositoryReference } from './reference.js';

const SCHEME = 'lmstudio:';

/**
 * Models that LM Studio has on this machine: `lmstudio:publisher/model[:quantization or file]`.
 *
 * @param folders where its models may be, the first that has one first
 */
export function createLmStudioVendor(folders: readonly string[]): ResolvingVendor {
  return {
    name: 'lmstudio',
    supports: (reference) => reference.startsWith(SCHEME),
    async resolve(reference, { signal } = {}) {
      const parsed = parseRepositoryReference(reference, SCHEME);
      for (const folder of folders) {
        const found = await filesIn(folder, parsed, signal);
        if (found !== undefined) return describe(parsed, found);
      }
      throw notFound(parsed.repository, folders);
    },
  };
}

interface FoundFolder {
  readonly folder: string;
  readonly files: readonly LocalFile[];
}

async function filesIn(
  root: string,
  { repository }: RepositoryReference,
  signal: AbortSignal | undefined,
): Promise<FoundFolder | undefined> {
  const folder = joinInside(root, repository);
  if (folder === undefined) return undefined;
  try {
    return { folder, files: await listFiles(folder, signal) };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function describe({ repository, tag }: RepositoryReference, { folder, files }: FoundFolder): ResolvedModel {
  const choice = chooseFiles(files, tag);
  if (choice.found !== 'gguf') {
    throw new ModelCatalogError({
      code: choice.found === 'no-such-file' ? 'FILE_NOT_FOUND' : 'NO_WEIGHTS',
      message: `"${showForeign(folder)}" has no GGUF file${tag === undefined ? '' : ` that goes by "${showForeign(tag)}"`}.`,
      hint: 'Name one of its files behind a colon.',
    });
  }
  const { offer, projector } = choice;
  const chosen = projector === undefined ? offer.files : [...offer.files, projector];
  const [author] = repository.split('/');
  return {
    id: `${SCHEME}${repository}:${offer.label}`,
    name: `${path.basename(folder)} ${offer.label}`,
    author,
    source: folder,
    format: 'gguf',
    files: localFiles(folder, chosen),
    choices: choicesOf(files),
  };
}

function notFound(repository: string, folders: readonly string[]): ModelCatalogError {
  const where =
    folders.length === 0 ? 'no folder' : folders.map((folder) => `"${showForeign(folder)}"`).join(', ');
  return new ModelCatalogError({
    code: 'MODEL_NOT_FOUND',
    message: `LM Studio has no model ${showForeign(repository)} on this machine: ${where} was looked into.`,
    hint: 'Download it with LM Studio first, or name the folder of its models.',
  });
}
