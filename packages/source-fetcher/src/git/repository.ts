import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';

/** A bare repository in the cache: what a remote had when it was asked last. */
export interface GitMirror {
  /** The source's name, for messages. */
  readonly name: string;
  readonly folder: string;
}

export function unsafeRepository({ name }: { readonly name: string }, why: string): SourceFetchError {
  return new SourceFetchError({
    code: 'GIT_UNSAFE',
    message: `The repository of '${showForeign(name)}' is refused: ${showForeign(why)}.`,
    hint: 'Nothing of it was checked out. Do not trust it before you know why.',
  });
}
