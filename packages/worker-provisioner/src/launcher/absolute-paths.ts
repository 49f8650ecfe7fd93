import type { FileHandle } from 'node:fs/promises';

/** Bytes of one file that are searched. */
const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Characters of a path. */
const MAX_PATH_LENGTH = 1_024;
/** Paths that the usual pattern would miss. */
const MAX_UNUSUAL = 500;
/** Paths of one file. */
const MAX_PATHS = 10_000;

/** Folders at the top that packages are installed in: FHS 3.0, "The Root Filesystem". */
const PACKAGED = '/(?:usr|opt|etc|var|srv)/';

const ABSOLUTE = new RegExp(`${PACKAGED}[A-Za-z0-9._+@/-]{1,1000}`, 'g');
const STARTS_PACKAGED = new RegExp(`^${PACKAGED}`);

/** A path goes on before it. */
const BEFORE = /[A-Za-z0-9._+@/-]$/;

/** The paths below `/usr`, `/opt`, `/etc`, `/var` and `/srv` that a file names, as text or in its data; only its first 64 MiB are searched. */
export async function readAbsolutePaths(
  file: FileHandle,
  unusual: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const found = new Set<string>();
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let rest = '';
  for (let offset = 0; offset < MAX_SEARCHED_BYTES && found.size < MAX_PATHS; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
    if (bytesRead === 0) break;
    offset += bytesRead;
    // One character a byte: what is looked for is ASCII.
    const text = rest + buffer.toString('latin1', 0, bytesRead);
    for (const path of pathsIn(text)) found.add(path);
    for (const path of unusual) if (isNamed(text, path)) found.add(path);
    rest = text.slice(-MAX_PATH_LENGTH);
  }
  return found;
}

/** The paths of a tree that the usual pattern would miss, such as those with a blank. */
export function unusualPaths(names: readonly string[]): readonly string[] {
  const absolute = names.map((name) => `/${name}`).filter((path) => STARTS_PACKAGED.test(path));
  return absolute.filter((path) => /[^A-Za-z0-9._+@/-]/.test(path)).slice(0, MAX_UNUSUAL);
}

/** As it is in quotes, and as it is without. */
function isNamed(text: string, path: string): boolean {
  const bytes = Buffer.from(path).toString('latin1');
  return text.includes(bytes) || text.includes(bytes.replace(/[^\w./+@-]/g, '\\$&'));
}

function* pathsIn(text: string): Generator<string> {
  for (const { 0: path, index } of text.matchAll(ABSOLUTE)) {
    // `/build/usr/lib` is another place.
    if (index > 0 && BEFORE.test(text.slice(index - 1, index))) continue;
    yield path.replace(/[/.]+$/, '').replace(/\/{2,}/g, '/');
  }
}
