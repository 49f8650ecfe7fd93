import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Updater } from 'tuf-js';
import { TufError } from './errors.js';
import { expired, explainFailure } from './explain.js';
import { createMetadataFetcher, METADATA_BASE, type MetadataFetcher } from './metadata-fetcher.js';
import { openView } from './open-view.js';
import { findExpired, rememberTime, requireUnexpired } from './require-unexpired.js';
import { withState } from './state.js';
import type { TufClient, TufClientOptions, TufView } from './types.js';

/**
 * A client of a repository of The Update Framework: `tuf-js`, which checks signatures, thresholds and versions,
 * with our transport, a state that survives crashes, and refusals of its own.
 *
 * @throws TufError `ROOT_INVALID`
 */
export function createTufClient(options: TufClientOptions): TufClient {
  const now = options.now ?? (() => new Date());

  async function refresh({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<TufView> {
    signal?.throwIfAborted();
    return withState(options, signal, async (copy) => {
      const fetcher = createMetadataFetcher(options.get, { signal });
      const updater = await openUpdater({ copy, fetcher, root: options.root });
      let staleBecause: unknown;
      try {
        await updater.refresh();
      } catch (error) {
        const failure = explainFailure(error, fetcher);
        if (signal?.aborted || options.isDown?.(failure) !== true) throw failure;
        staleBecause = failure;
      }
      const used =
        staleBecause === undefined ? { updater, fetcher } : await lastGood(copy, options, staleBecause);
      const expires = await requireUnexpired({ folder: options.folder, copy }, now());
      const verifiedAt = await rememberTime(options.folder, staleBecause === undefined ? now() : undefined);
      return openView({ ...used, options, expires, verifiedAt, staleBecause, copy });
    });
  }

  return { refresh };
}

interface UpdaterPlace {
  readonly copy: string;
  readonly fetcher: MetadataFetcher;
  readonly root: string;
  readonly forceCache?: boolean;
}

/** A stored root that is damaged gives way to the one that the user trusts. */
async function openUpdater({ copy, fetcher, root, forceCache = false }: UpdaterPlace): Promise<Updater> {
  const open = () =>
    new Updater({
      metadataDir: copy,
      metadataBaseUrl: METADATA_BASE,
      fetcher,
      forceCache,
      config: { maxRootRotations: MAX_ROTATIONS },
    });
  try {
    return open();
  } catch {
    await writeFile(path.join(copy, 'root.json'), root);
  }
  try {
    return open();
  } catch (cause) {
    throw new TufError({
      code: 'ROOT_INVALID',
      message: 'The trusted root is not the root metadata of a repository, signed by its own keys.',
      hint: 'Ask who runs the registry for its root.json.',
      cause,
    });
  }
}

/** How many new roots are taken in one go: ten years of monthly rotations. */
const MAX_ROTATIONS = 128;

/** What was last verified, without asking. */
async function lastGood(
  copy: string,
  { root }: TufClientOptions,
  staleBecause: unknown,
): Promise<{ readonly updater: Updater; readonly fetcher: MetadataFetcher }> {
  const refusing = createMetadataFetcher(() => Promise.reject(staleBecause), {});
  const updater = await openUpdater({ copy, fetcher: refusing, root, forceCache: true });
  try {
    await updater.refresh();
  } catch {
    const when = await findExpired(copy, new Date());
    throw when === undefined
      ? staleBecause
      : expired(`${when}, and the registry does not answer`, staleBecause);
  }
  return { updater, fetcher: refusing };
}
