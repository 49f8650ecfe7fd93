import { isSourceFetchError } from '@rbee/source-fetcher';
import type { CatalogParts } from '../open-parts.js';
import type { ResolvedModel } from '../types.js';
import { hubRefusal } from '../vendors/hugging-face/hub-refusal.js';

/** Fetches, and says what a hub's refusal of a file means: terms that are not accepted, a limit that is used up … */
export async function explainRefusals<T>(
  { hubSettings, hub }: CatalogParts,
  { vendor, source }: ResolvedModel & { readonly vendor: string },
  fetch: () => Promise<T>,
): Promise<T> {
  try {
    return await fetch();
  } catch (error) {
    if (!isSourceFetchError(error) || error.refusal === undefined || vendor !== hub.name) throw error;
    const { status, errorCode } = error.refusal;
    const { endpoint, token } = hubSettings;
    throw hubRefusal(
      { status, errorCode, retryAfterMilliseconds: error.retryable?.afterMilliseconds },
      {
        endpoint,
        repository: source.slice(endpoint.length + 1),
        hasToken: token !== undefined,
        cause: error,
      },
    );
  }
}
