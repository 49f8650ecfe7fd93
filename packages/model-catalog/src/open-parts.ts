import path from 'node:path';
import {
  defaultCatalogFolder,
  FilesystemCatalog,
  type ModelEntry,
  modelEntryCodec,
} from '@rbee/artifact-catalog';
import { createFetch, DEFAULT_RETRY } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';
import { SYSTEM_CLOCK } from '@rbee-internal/system/time';
import { currentProcessFacts, lmStudioFolders, networkOf, ollamaFolders } from './environment.js';
import { ModelCatalogError } from './errors.js';
import { openSchema, requireOptions } from './option-schemas.js';
import type { OpenOptions } from './options.js';
import type { FetchSettings } from './provision/fetch-files.js';
import {
  createHuggingFaceVendor,
  type HuggingFaceSettings,
  type HuggingFaceVendor,
} from './vendors/hugging-face/hugging-face-vendor.js';
import { createLmStudioVendor } from './vendors/lm-studio-vendor.js';
import { createLocalVendor } from './vendors/local-vendor.js';
import type { ResolvingVendor } from './vendors/model-vendor.js';
import { createOllamaVendor } from './vendors/ollama-vendor.js';
import { createUrlVendor } from './vendors/url-vendor.js';
import { wrapErrors } from './wrap-error.js';

const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** Where downloads are until they are complete, in the catalog's folder. */
const PARTIALS_FOLDER = '@downloads';

/** What a model catalog works with. */
export interface CatalogParts {
  readonly models: FilesystemCatalog<ModelEntry>;
  /** In the order in which they are asked whether they support a reference. */
  readonly vendors: readonly ResolvingVendor[];
  readonly hub: HuggingFaceVendor;
  readonly hubSettings: HuggingFaceSettings;
  readonly fetching: FetchSettings;
  /** Makes requests for descriptions and headers. */
  readonly ask: typeof globalThis.fetch;
}

/** Makes the parts from the options, whose defaults it applies. */
export async function openParts(options: OpenOptions): Promise<CatalogParts> {
  requireOptions('ModelCatalog.open', openSchema, options);
  const facts = options.process ?? currentProcessFacts();
  const network = networkOf(facts.env);
  const downloads = { proxy: network.proxy, ...options.downloads };
  const fetch = options.fetch ?? network.fetch;
  const ask = fetch ?? createFetch(downloads);
  const hubSettings = hubSettingsOf(options);
  const { clock = SYSTEM_CLOCK, offline = false } = downloads;
  const retry = { ...DEFAULT_RETRY, ...downloads.retry };
  const hub = createHuggingFaceVendor(hubSettings, { fetch: ask, offline, retry, clock });
  const models = await wrapErrors(options.signal, () =>
    FilesystemCatalog.open({
      root: options.root ?? defaultCatalogFolder('models', facts),
      codec: modelEntryCodec,
      signal: options.signal,
    }),
  );
  return {
    models,
    hub,
    hubSettings,
    ask,
    vendors: [
      ...(options.vendors ?? []),
      hub,
      createOllamaVendor(options.ollamaFolders ?? ollamaFolders(facts)),
      createLmStudioVendor(options.lmStudioFolders ?? lmStudioFolders(facts)),
      createUrlVendor(),
      createLocalVendor(),
    ],
    fetching: {
      fetch,
      partialsDir: path.join(models.root, PARTIALS_FOLDER),
      downloads: { ...downloads, credentials: withHubToken(downloads.credentials, hubSettings) },
    },
  };
}

function hubSettingsOf({ huggingFace }: OpenOptions): HuggingFaceSettings {
  const endpoint = (huggingFace?.endpoint ?? DEFAULT_ENDPOINT).replace(/\/+$/, '');
  const token = huggingFace?.token;
  const { protocol, hostname, username, password } = new URL(endpoint);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
  if (username !== '' || password !== '') throw unsafeEndpoint(endpoint, 'carries a user name or password');
  if (token !== undefined && protocol !== 'https:' && !isLoopback)
    throw unsafeEndpoint(endpoint, 'is not encrypted, and a token would be sent to it');
  return { endpoint, token };
}

function unsafeEndpoint(endpoint: string, why: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'INVALID_OPTIONS',
    message: `The hub's endpoint ${redactUrl(endpoint)} ${why}.`,
    hint: 'Name it as https://host, and pass the token as an option of its own.',
  });
}

function withHubToken(
  credentials: FetchSettings['downloads']['credentials'],
  { endpoint, token }: HuggingFaceSettings,
): FetchSettings['downloads']['credentials'] {
  if (token === undefined) return credentials;
  return { ...credentials, tokens: { ...credentials?.tokens, [new URL(endpoint).origin]: token } };
}
