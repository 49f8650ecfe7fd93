import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { openRegularFile } from '@rbee-internal/system/files';
import { type ByteSource, fileSource } from './byte-source.js';
import { factsFromHeaders } from './facts-from-headers.js';
import { DEFAULT_GGUF_LIMITS, type GgufLimits } from './limits.js';
import type { ModelFacts } from './model-facts.js';
import { readHeader } from './read-header.js';
import { shardNames } from './shards.js';
import type { ReadFile } from './tensor-sums.js';

/** Options of {@link readModelFacts}. */
export interface ReadModelFactsOptions {
  readonly signal?: AbortSignal | undefined;
  /** @default `DEFAULT_GGUF_LIMITS` */
  readonly limits?: Partial<GgufLimits> | undefined;
  /** Whether links at the end of a path are followed: stores of models are made of them. @default false */
  readonly followLinks?: boolean | undefined;
}

/**
 * Reads what a GGUF file says of its model: of a model that is split, from all its parts, whichever is named. Only the
 * headers are read, within bounds.
 *
 * @param file an absolute path
 * @throws ModelCatalogError `INVALID_MODEL`, `LIMIT`; the system's error when a file is missing; the signal's reason
 *
 * @example
 * ```ts
 * const facts = await readModelFacts('/models/qwen3-8b-Q4_K_M.gguf');
 * console.log(facts.architecture, facts.quantization, facts.contextLength);
 * ```
 */
export async function readModelFacts(file: string, options: ReadModelFactsOptions = {}): Promise<ModelFacts> {
  const names = shardNames(path.basename(file));
  const files = names.map((name) => path.join(path.dirname(file), name));
  return collectFacts(files, (part) => readPart(part, options));
}

/** Reads a model's parts one after the other. */
export async function collectFacts<Part>(
  parts: readonly Part[],
  read: (part: Part) => Promise<ReadFile>,
): Promise<ModelFacts> {
  const [first, ...others] = parts;
  if (first === undefined) throw new TypeError('A model has at least one file.');
  const files: [ReadFile, ...ReadFile[]] = [await read(first)];
  for (const part of others) files.push(await read(part));
  return factsFromHeaders(files);
}

/** Reads the header of one file of this machine. */
export async function readPart(file: string, options: ReadModelFactsOptions): Promise<ReadFile> {
  options.signal?.throwIfAborted();
  const handle = await openRegularFile(options.followLinks === true ? await realpath(file) : file);
  try {
    const { size } = await handle.stat();
    return await readSource(fileSource(file, handle, size), options);
  } finally {
    await handle.close();
  }
}

/** Reads the header of one file from anywhere. */
export async function readSource(
  source: ByteSource,
  { signal, limits }: ReadModelFactsOptions,
): Promise<ReadFile> {
  const header = await readHeader(source, { limits: { ...DEFAULT_GGUF_LIMITS, ...limits }, signal });
  return { name: source.name, header, size: source.size ?? 0 };
}
