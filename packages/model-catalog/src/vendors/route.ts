import { showForeign } from '@rbee-internal/redact-url';
import { ModelCatalogError } from '../errors.js';
import type { ResolvingVendor } from './model-vendor.js';
import { requireReference } from './reference.js';

/**
 * The first vendor that supports a reference.
 * @throws ModelCatalogError `INVALID_REFERENCE`, `NO_VENDOR`
 */
export function vendorFor(vendors: readonly ResolvingVendor[], reference: string): ResolvingVendor {
  requireReference(reference);
  const vendor = vendors.find((candidate) => candidate.supports(reference));
  if (vendor !== undefined) return vendor;
  throw new ModelCatalogError({
    code: 'NO_VENDOR',
    message: `"${showForeign(reference)}" is not a reference that any vendor supports.`,
    hint: `Write it such as "hf:org/repo:Q4_K_M", "https://host/model.gguf", "/path/model.gguf", "ollama:llama3.2" or "lmstudio:publisher/model"; asked: ${vendors.map(({ name }) => name).join(', ')}.`,
  });
}
