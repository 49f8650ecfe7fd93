import type { Source } from '@rbee/pkgbuild-parser';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from './errors.js';

/** What a source is called in the source folder: a fossil one loses the extension of its repository. */
export function placedName({ name, protocol }: Source): string {
  return protocol === 'fossil' ? name.replace(/\.fossil$/, '') : name;
}

/** File systems allow 255; the rest is for the suffix of a partial download. */
const MAX_NAME_BYTES = 240;

/**
 * Makes sure that a source's name is one plain file name.
 * @throws SourceFetchError `INVALID_SOURCE`
 */
export function assertPlainName(name: string): void {
  const problem = nameProblem(name);
  if (problem === undefined) return;
  throw new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `The source name '${showForeign(name)}' ${problem}, but a plain file name was expected.`,
    hint: "Give the source a name of its own: 'name::url'.",
  });
}

/** @throws SourceFetchError `INVALID_SOURCE` when the name would lead out of the folder. */
export function requirePathInside(folder: string, name: string): string {
  assertPlainName(name);
  const joined = joinInside(folder, name);
  if (joined !== undefined) return joined;
  throw new SourceFetchError({
    code: 'INVALID_SOURCE',
    message: `The source name '${showForeign(name)}' leads out of its folder.`,
  });
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'is a folder';
  if (name.includes('/')) return 'contains a slash';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'contains a control character';
  if (/^[A-Za-z]:/.test(name) || name.startsWith('\\\\')) return 'looks like a drive';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `is longer than ${MAX_NAME_BYTES} bytes`;
  return undefined;
}
