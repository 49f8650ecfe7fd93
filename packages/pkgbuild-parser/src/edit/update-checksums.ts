import type { EditResult, ParseOptions } from '../types.js';
import { setVariables } from './set-variable.js';

/**
 * Writes new checksums into their arrays, as `updpkgsums` does, but in place: order, layout, comments, quotes, `+=` and
 * what `SKIP`s stay, and only the words whose value changes are touched.
 * @param sums the elements by variable, such as `sha256sums` or `b2sums_x86_64`, in the order of the sources
 * @example
 * ```ts
 * updateChecksums(text, { sha256sums: [digest, 'SKIP'] }).text;
 * ```
 */
export function updateChecksums(
  text: string,
  sums: Readonly<Record<string, readonly string[]>>,
  options?: ParseOptions,
): EditResult {
  return setVariables(
    text,
    Object.entries(sums).map(([name, value]) => ({ name, value })),
    options,
  );
}
