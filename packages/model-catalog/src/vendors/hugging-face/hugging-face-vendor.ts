import { showForeign } from '@rbee-internal/redact-url';
import { chooseFiles, type FileChoice, offersOf } from '../../choose/choose-files.js';
import { ModelCatalogError } from '../../errors.js';
import type { FoundModel } from '../../types.js';
import type { ResolvingVendor } from '../model-vendor.js';
import { parseRepositoryReference, type RepositoryReference } from '../reference.js';
import type { VendorNetwork } from '../vendor-network.js';
import { createHubApi, type HubApi } from './hub-api.js';
import { type FoundFiles, resolvedFrom } from './resolved-from.js';
import type { HubFile, HubModel } from './schema.js';
import { toFoundModel } from './to-found-model.js';

const HUB_SCHEME = 'hf:';

/** How a hub is reached. */
export interface HuggingFaceOptions {
  /** @default 'https://huggingface.co' */
  readonly endpoint?: string | undefined;
  /** Sent to the endpoint's origin alone. @default none */
  readonly token?: string | undefined;
}

/** A vendor that can also be searched. */
export interface HuggingFaceVendor extends ResolvingVendor {
  search(
    query: string,
    options: { readonly limit: number; readonly signal?: AbortSignal | undefined },
  ): Promise<FoundModel[]>;
}

/** A hub whose endpoint is known. */
export interface HuggingFaceSettings {
  /** Without a final slash. */
  readonly endpoint: string;
  readonly token: string | undefined;
}

/** Models of a hub: `hf:org/repo[:quantization or file][@revision]`. */
export function createHuggingFaceVendor(
  { endpoint, token }: HuggingFaceSettings,
  network: VendorNetwork,
): HuggingFaceVendor {
  const api = createHubApi({ endpoint, token, network });
  return {
    name: 'huggingface',
    supports: (reference) => reference.startsWith(HUB_SCHEME),
    async resolve(reference, { signal } = {}) {
      const parsed = parseRepositoryReference(reference, HUB_SCHEME);
      const { model, files, commit } = await lookUp(api, parsed, signal);
      const choice = chooseFiles(files, parsed.tag);
      requireFound(choice, { files, parsed });
      return resolvedFrom({ endpoint, parsed, model, files, commit, choice });
    },
    async search(query, { limit, signal }) {
      const parameters = new URLSearchParams({ search: query, limit: String(limit) });
      parameters.set('filter', 'gguf');
      parameters.set('sort', 'downloads');
      parameters.set('direction', '-1');
      parameters.set('full', 'true');
      return (await api.search(parameters, signal)).map(toFoundModel);
    },
  };
}

interface LookedUp {
  readonly model: HubModel;
  readonly files: readonly HubFile[];
  readonly commit: string;
}

/** All that follows is of one commit, whatever is pushed meanwhile. */
async function lookUp(
  api: HubApi,
  { repository, revision }: RepositoryReference,
  signal: AbortSignal | undefined,
): Promise<LookedUp> {
  const model = await api.model(repository, revision, signal);
  const commit = model.sha ?? undefined;
  if (commit === undefined) {
    throw new ModelCatalogError({
      code: 'INVALID_ANSWER',
      message: `The hub does not say at which commit ${showForeign(repository)} is.`,
      hint: 'Check that the endpoint is one of a hub.',
    });
  }
  return { model, commit, files: await api.files(model.id, commit, signal) };
}

interface Refused {
  readonly files: readonly HubFile[];
  readonly parsed: RepositoryReference;
}

function requireFound(
  choice: FileChoice<HubFile>,
  { files, parsed }: Refused,
): asserts choice is FoundFiles<HubFile> {
  const shown = showForeign(parsed.repository);
  if (choice.found === 'no-weights') {
    throw new ModelCatalogError({
      code: 'NO_WEIGHTS',
      message: `${shown} has no GGUF, safetensors or ggml file.`,
      hint: 'Look for a repository with -GGUF in its name.',
    });
  }
  if (choice.found !== 'no-such-file') return;
  const labels = [...new Set(offersOf(files).map(({ label }) => showForeign(label)))].slice(0, 30);
  throw new ModelCatalogError({
    code: 'FILE_NOT_FOUND',
    message: `${shown} has no model file that goes by "${showForeign(parsed.tag ?? '')}".`,
    hint: labels.length === 0 ? 'It has no model files.' : `It has ${labels.join(', ')}.`,
  });
}
