import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parsePkgbuild } from './parse-pkgbuild.js';
import type { HostFacts, ParseOptions, ParseResult } from './types.js';

/** Larger files beside a recipe are not handed to it. */
const LARGEST_NEIGHBOUR = 256 * 1024;

/** How many files beside a recipe are handed to it. */
const MOST_NEIGHBOURS = 64;

export interface ReadOptions extends ParseOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a recipe from disk, with what lies beside it as facts: the names of all files, and the contents of the
 * small ones whose names stand in the recipe, since it may source them. Facts handed in come first.
 * @throws the file system's error when the file cannot be read, the signal's reason when it aborts
 */
export async function readPkgbuild(
  file: string,
  { signal, ...options }: ReadOptions = {},
): Promise<ParseResult> {
  signal?.throwIfAborted();
  const text = await readFile(file, 'utf8');
  signal?.throwIfAborted();
  const folder = path.dirname(path.resolve(file));
  const names = await readdir(folder);
  const files = await readNeighbours(text, { folder, names, own: path.basename(file), signal });
  const facts: HostFacts = { folder: names, fileName: path.basename(file), ...options.facts };
  const environment = { startdir: folder, PWD: folder, ...options.facts?.environment };
  return parsePkgbuild(text, {
    ...options,
    facts: { ...facts, environment, files: { ...files, ...options.facts?.files } },
  });
}

async function readNeighbours(
  text: string,
  {
    folder,
    names,
    own,
    signal,
  }: { folder: string; names: readonly string[]; own: string; signal: AbortSignal | undefined },
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const named = names.filter((name) => name !== own && text.includes(name)).slice(0, MOST_NEIGHBOURS);
  for (const name of named) {
    signal?.throwIfAborted();
    const place = path.join(folder, name);
    const found = await stat(place).catch(() => undefined);
    if (found?.isFile() !== true || found.size > LARGEST_NEIGHBOUR) continue;
    files[name] = await readFile(place, 'utf8');
  }
  signal?.throwIfAborted();
  return files;
}
