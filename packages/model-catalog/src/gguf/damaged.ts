import { showForeign } from '@rbee-internal/redact-url';
import { ModelCatalogError } from '../errors.js';

/** A file that is not the GGUF that it should be. */
export function damaged(file: string, what: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'INVALID_MODEL',
    message: `"${showForeign(file)}" is not a GGUF file that can be read: ${what}.`,
    hint: 'Download it again, or get it from its publisher in a current version of the format.',
  });
}

/** A header that reaches a bound. */
export function beyondLimit(file: string, limit: string, bound: number): ModelCatalogError {
  return new ModelCatalogError({
    code: 'LIMIT',
    message: `The header of "${showForeign(file)}" has more than ${bound} (${limit}).`,
    hint: 'No model that is known comes near this bound: do not trust the file.',
  });
}
