import { showForeign } from '@rbee-internal/redact-url';
import type { PromiseFsClient } from 'isomorphic-git';
import { SourceFetchError } from '../errors.js';

/** A clone that is being made. */
export interface Repository {
  /** The source's name, for messages. */
  readonly name: string;
  /** The work tree; `.git` is in it. */
  readonly folder: string;
  /** What isomorphic-git's functions take to find it. */
  readonly access: { readonly fs: PromiseFsClient; readonly dir: string; readonly cache: object };
}

export function unsafeRepository({ name }: Repository, why: string): SourceFetchError {
  return new SourceFetchError({
    code: 'GIT_UNSAFE',
    message: `The repository of '${showForeign(name)}' is refused: ${showForeign(why)}.`,
    hint: 'Nothing of it was checked out. Do not trust it before you know why.',
  });
}
