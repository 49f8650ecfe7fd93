import { isSourceFetchError } from '@rbee/source-fetcher';
import { ProvisionError } from '../errors.js';

/** Adds to a transport error which part of the system could not be reached; anything else passes unchanged. */
export function rethrowUnreachable(
  error: unknown,
  facts: { readonly target: string; readonly hint: string },
): never {
  if (!isSourceFetchError(error)) throw error;
  throw new ProvisionError({
    code: error.code === 'LIMIT' ? 'REGISTRY_INVALID' : 'REGISTRY_UNREACHABLE',
    message: `${facts.target} could not be read: ${error.message}`,
    hint: facts.hint,
    cause: error,
  });
}
