import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { parsePkgbuild } from './parse/parse-pkgbuild.js';
import type { FileFact, HostFacts, ParseOptions, ParseResult } from './types.js';

/** Larger files are not passed to the recipe, in bytes. */
const LARGEST_FILE = 256 * 1024;

/** How many files are passed to the recipe. */
const MOST_FILES = 64;

/** What {@link readPkgbuild} takes. */
export interface ReadOptions extends ParseOptions {
  /** Ends the reading; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Files in this folder and below it may be read for the recipe. @default the recipe's own folder */
  readonly root?: string | undefined;
}

/**
 * Reads a recipe from disk, with what lies around it as facts: the names in its folder, and the contents of the
 * small files that it sources, reads or asks about, as far as they lie below `root`. Facts that you pass come first.
 * @throws the file system's error when the recipe cannot be read, the signal's reason when it aborts
 * @example
 * ```ts
 * import { readPkgbuild } from '@rbee/pkgbuild-parser/node';
 *
 * const { pkgbuild, problems } = await readPkgbuild('recipes/tool/PKGBUILD', { signal });
 * ```
 */
export async function readPkgbuild(
  file: string,
  { signal, root, ...options }: ReadOptions = {},
): Promise<ParseResult> {
  signal?.throwIfAborted();
  const text = await readFile(file, 'utf8');
  signal?.throwIfAborted();
  const folder = path.dirname(path.resolve(file));
  const names = await readdir(folder);
  const facts: HostFacts = { folder: names, fileName: path.basename(file), ...options.facts };
  const environment = { startdir: folder, PWD: folder, ...options.facts?.environment };
  const around: Surroundings = { folder, root: await realpath(root ?? folder), given: options.facts?.files };
  const known = new Map<string, FileFact>();
  for (;;) {
    signal?.throwIfAborted();
    const asked = new Set<string>();
    const files = (name: string) => factOf(name, { around, known, asked });
    const result = parsePkgbuild(text, { ...options, facts: { ...facts, environment, files } });
    if (asked.size === 0 || known.size + asked.size > MOST_FILES) return result;
    for (const name of asked) known.set(name, await readFact(name, around));
  }
}

interface Surroundings {
  readonly folder: string;
  readonly root: string;
  readonly given: HostFacts['files'];
}

/** What is known of a file so far; what is not is noted, to be read before the recipe is read again. */
function factOf(
  name: string,
  use: {
    readonly around: Surroundings;
    readonly known: ReadonlyMap<string, FileFact>;
    readonly asked: Set<string>;
  },
): FileFact {
  const { given } = use.around;
  const fact =
    typeof given === 'function' ? given(name) : given && Object.hasOwn(given, name) ? given[name] : undefined;
  if (fact !== undefined) return fact;
  if (!use.known.has(name)) use.asked.add(name);
  return use.known.get(name);
}

async function readFact(name: string, { folder, root }: Surroundings): Promise<FileFact> {
  const file = path.resolve(folder, name);
  try {
    if (!isWithin(root, await realpath(path.dirname(file)))) return undefined;
    if (!isWithin(root, await realpath(file))) return undefined;
    const found = await stat(file);
    return found.isFile() && found.size <= LARGEST_FILE ? await readFile(file, 'utf8') : undefined;
  } catch (error) {
    const isLink = await lstat(file).then(
      () => true,
      () => false,
    );
    return isLink ? undefined : await missing(file, { root, error });
  }
}

/** A file counts as missing where the nearest folder that is there lies below the root. */
async function missing(file: string, { root, error }: { root: string; error: unknown }): Promise<FileFact> {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const real = await realpath(folder).catch(() => undefined);
    if (real !== undefined) return isWithin(root, real) ? false : undefined;
  }
}

function isWithin(root: string, place: string): boolean {
  const relative = path.relative(root, place);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
