import { type OciStore, openRegistry, parseReference, type Reference } from '@rbee-internal/oci';
import { asProvisionError } from './store-errors.js';
import type { ExchangeContext, WorkerStore } from './types.js';

/** A store's repository, and what of it a reference means. */
export interface OpenStore {
  readonly store: OciStore;
  readonly reference: Reference;
}

/** @throws ProvisionError `REFERENCE_INVALID` */
export function openStore(
  { fetch }: Pick<ExchangeContext, 'fetch'>,
  { reference: text, credentials }: WorkerStore,
): OpenStore {
  const reference = requireReference(text);
  return { store: openRegistry({ reference, fetch, credentials }), reference };
}

/**
 * Reads the reference of a store.
 * @throws ProvisionError `REFERENCE_INVALID`
 * @example
 * const { repository } = requireReference('oci://store.example.org/workers');
 */
export function requireReference(text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    throw asProvisionError(error);
  }
}
