import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { ArtifactCatalogError } from '../errors.js';

/** The longest name that common file systems take, in bytes. */
const MAX_NAME_BYTES = 255;

const PLAIN_BYTE = /[a-z0-9._-]/;
const PLAIN_ID = /^[a-z0-9._-]*$/;

/**
 * The name of an artifact's folder. Bytes of `[a-z0-9._-]` stay as they are; every other byte of the id's UTF-8,
 * upper-case letters included, becomes `%XX`. So one id has one name, also where case does not count, and a
 * name is always a single path segment.
 * @param options.platform as in `process.platform`; without it, names are for every system but Windows
 * @throws `INVALID_ID` for `""`, `.`, `..`, absolute paths of any system, control characters, lone surrogates,
 * and ids whose name would be longer than 255 bytes; for `win32` also where the name would end in a dot or is kept for
 * a device, such as `con` and `nul.txt`
 * @example
 * artifactFolderName('org/model:file.gguf'); // 'org%2Fmodel%3Afile.gguf'
 */
export function artifactFolderName(id: string, { platform }: { platform?: string | undefined } = {}): string {
  const refusal = refusalOf(id) ?? (platform === 'win32' ? windowsRefusalOf(id) : undefined);
  if (refusal === undefined) return escapeId(id);
  throw new ArtifactCatalogError({
    code: 'INVALID_ID',
    message: `The artifact id "${showForeign(String(id))}" cannot be used: ${refusal}.`,
    hint: 'Use an id such as "llm-worker-rbee-cpu-v0.1.0-linux" or "meta-llama/Llama-2-7b".',
  });
}

/**
 * The id whose folder has this name, or `undefined` when {@link artifactFolderName} returns it for no id.
 * @example
 * artifactIdFromFolderName('org%2Fmodel%3Afile.gguf'); // 'org/model:file.gguf'
 */
export function artifactIdFromFolderName(name: string): string | undefined {
  const id = unescapeName(name);
  return id !== undefined && refusalOf(id) === undefined && escapeId(id) === name ? id : undefined;
}

function refusalOf(id: string): string | undefined {
  if (typeof id !== 'string') return 'it is not text';
  if (id === '') return 'it is empty';
  if (id === '.' || id === '..') return 'it names a folder of every file system';
  if (path.posix.isAbsolute(id) || path.win32.isAbsolute(id)) return 'it is an absolute path';
  if (/\p{Cc}/u.test(id)) return 'it has a control character';
  if (/\p{Cs}/u.test(id)) return 'it has half of a surrogate pair';
  if (escapeId(id).length > MAX_NAME_BYTES) return `its folder name would be over ${MAX_NAME_BYTES} bytes`;
  return undefined;
}

/** By "Naming Files, Paths, and Namespaces" of the Win32 documentation. */
function windowsRefusalOf(id: string): string | undefined {
  const name = escapeId(id);
  if (name.endsWith('.')) return 'Windows drops the dot at its end';
  if (WINDOWS_DEVICE.test(name)) return 'Windows keeps it for a device';
  return undefined;
}

const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

function escapeId(id: string): string {
  // Most ids are their own names, and a catalog of thousands asks for each.
  if (PLAIN_ID.test(id)) return id;
  return Array.from(Buffer.from(id, 'utf8'), escapeByte).join('');
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return PLAIN_BYTE.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function unescapeName(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    // A stray "%" or bytes that are not UTF-8: no id has this name.
    return undefined;
  }
}
