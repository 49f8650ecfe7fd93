import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { readRegularFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { ModelCatalogError } from '../errors.js';
import type { ResolvedFile, ResolvedModel } from '../types.js';
import { fileSize } from './local-files.js';
import type { ResolvingVendor } from './model-vendor.js';
import { invalidReference } from './reference.js';

const SCHEME = 'ollama:';
const MAX_MANIFEST_BYTES = 1024 * 1024;

const Layer = z.object({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
});
const Manifest = z.object({ layers: z.array(Layer).max(100) });

/** What the layers of a model are, by the end of their media type. */
const ROLES = new Map([
  ['model', { role: 'weights', name: 'model.gguf' }],
  ['projector', { role: 'projector', name: 'mmproj.gguf' }],
  ['adapter', { role: 'adapter', name: 'adapter.gguf' }],
] as const);

/**
 * Models that ollama has on this machine: `ollama:llama3.2:1b`. Its store names files by their digest.
 *
 * @param folders where its models may be, the first that has one first
 */
export function createOllamaVendor(folders: readonly string[]): ResolvingVendor {
  return {
    name: 'ollama',
    supports: (reference) => reference.startsWith(SCHEME),
    async resolve(reference, { signal } = {}) {
      const place = parse(reference);
      for (const folder of folders) {
        signal?.throwIfAborted();
        const manifest = await readManifest(folder, place);
        if (manifest !== undefined) return describe(place, { folder, manifest });
      }
      throw notFound(place, folders);
    },
  };
}

interface Place {
  /** Below `manifests`. */
  readonly segments: readonly [string, string, string, string];
  /** As ollama shows it. */
  readonly shown: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** `[[host/]namespace/]model[:tag]`, as ollama reads it. */
function parse(reference: string): Place {
  const [model = '', tag = 'latest', ...others] = reference.slice(SCHEME.length).split(':');
  const parts = model.split('/');
  const name = parts.pop() ?? '';
  const namespace = parts.pop() ?? 'library';
  const host = parts.pop() ?? 'registry.ollama.ai';
  const segments = [host, namespace, name, tag] as const;
  if (parts.length > 0 || others.length > 0 || !segments.every((segment) => NAME.test(segment)))
    throw invalidReference(reference, '"ollama:llama3.2:1b"');
  return { segments, shown: `${model}:${tag}` };
}

async function readManifest(
  folder: string,
  { segments }: Place,
): Promise<z.output<typeof Manifest> | undefined> {
  const file = joinInside(folder, path.join('manifests', ...segments));
  if (file === undefined) return undefined;
  try {
    const text = (await readRegularFile(file, { maxBytes: MAX_MANIFEST_BYTES })).toString('utf8');
    return Manifest.parse(JSON.parse(text));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new ModelCatalogError({
      code: 'INVALID_MODEL',
      message: `"${showForeign(file)}" is not a manifest as ollama writes it.`,
      hint: 'Pull the model again with ollama.',
      cause: error,
    });
  }
}

interface Manifested {
  readonly folder: string;
  readonly manifest: z.output<typeof Manifest>;
}

async function describe({ shown }: Place, { folder, manifest }: Manifested): Promise<ResolvedModel> {
  const files: ResolvedFile[] = [];
  for (const [type, { role, name }] of ROLES) {
    const layers = manifest.layers.filter(({ mediaType }) => mediaType.endsWith(`.image.${type}`));
    for (const [index, layer] of layers.entries())
      files.push(await fileOf(layer, { folder, role, name: index === 0 ? name : `${index}-${name}` }));
  }
  if (files[0]?.role !== 'weights') {
    throw new ModelCatalogError({
      code: 'NO_WEIGHTS',
      message: `The model ${shown} of ollama has no file with weights here.`,
      hint: 'It may be one that ollama only asks another server for.',
    });
  }
  return { id: `ollama:${shown}`, name: shown, source: folder, format: 'gguf', files, choices: [] };
}

interface Layered {
  readonly folder: string;
  readonly role: ResolvedFile['role'];
  readonly name: string;
}

async function fileOf(
  { digest, size }: z.output<typeof Layer>,
  { folder, role, name }: Layered,
): Promise<ResolvedFile> {
  const hex = digest.slice('sha256:'.length);
  const file = path.join(folder, 'blobs', `sha256-${hex}`);
  if ((await fileSize(file)) !== size) {
    throw new ModelCatalogError({
      code: 'INVALID_MODEL',
      message: `"${showForeign(file)}" is missing or not complete.`,
      hint: 'Pull the model again with ollama.',
    });
  }
  return { name, role, size, digest: { algorithm: 'sha256', hex }, origin: { type: 'path', path: file } };
}

function notFound({ shown }: Place, folders: readonly string[]): ModelCatalogError {
  const where =
    folders.length === 0 ? 'no folder' : folders.map((folder) => `"${showForeign(folder)}"`).join(', ');
  return new ModelCatalogError({
    code: 'MODEL_NOT_FOUND',
    message: `ollama has no model ${shown} on this machine: ${where} was looked into.`,
    hint: 'Pull it with ollama first, or name the folder of its models.',
  });
}
