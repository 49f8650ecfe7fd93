import path from 'node:path';
import { type FakeHubOptions, startFakeHub, useTempDir } from '@rbee-internal/test-kit';
import { ModelCatalog, type ModelEvent, type OpenOptions } from '../src/index.js';

/** Retries that wait for almost nothing. */
export const quick = { attempts: 3, baseMilliseconds: 1, maxMilliseconds: 10 };

/** A catalog in a folder of its own, which sees nothing of this machine's stores and environment. */
export async function useCatalog(options: OpenOptions = {}) {
  const folder = await useTempDir();
  const root = path.join(folder, 'models');
  const catalog = await ModelCatalog.open({
    root,
    process: { env: {}, homeDir: folder, platform: 'linux' },
    ollamaFolders: [],
    lmStudioFolders: [],
    downloads: { retry: quick },
    ...options,
  });
  const events: ModelEvent[] = [];
  const call = { jobId: 'job-1', onEvent: (event: ModelEvent) => void events.push(event) };
  return { folder, root, catalog, events, call };
}

/** A fake hub, and a catalog that asks it. */
export async function useHub(
  hubOptions: FakeHubOptions,
  { token, ...options }: OpenOptions & { readonly token?: string | undefined } = {},
) {
  const hub = await startFakeHub(hubOptions);
  const used = await useCatalog({ huggingFace: { endpoint: hub.url, token }, ...options });
  return { hub, ...used };
}
