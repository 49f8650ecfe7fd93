import { stat } from 'node:fs/promises';
import type { Source } from '@rbee/pkgbuild-parser';
import { isSourceFetchError, SourceFetchError } from '../../errors.js';
import type { FetchContext } from '../../fetchers/fetcher.js';
import { fetchHttp } from '../../fetchers/http.js';
import type { LfsPlace } from './ask-lfs-server.js';
import type { LfsPointer } from './find-lfs-pointers.js';

/** What the cache calls an object. Its address is of no use later, and may have a signature in it. */
const OBJECT_URL = 'https://git-lfs.invalid/objects/';

/** The file in the cache that has a pointer's content. */
export async function cachedLfsObject(
  pointer: LfsPointer,
  context: FetchContext,
): Promise<string | undefined> {
  try {
    return await objectFile(pointer, { ...context, offline: true });
  } catch (error) {
    if (isSourceFetchError(error) && error.code === 'OFFLINE') return undefined;
    throw error;
  }
}

interface DownloadInit {
  readonly context: FetchContext;
  /** Of the source, for events. */
  readonly name: string;
}

/**
 * Downloads a pointer's content into the cache, resumed and repeated as every file is. The headers that the server says to send go
 * to the origin that it names and no other, in place of what the user signs in with there.
 *
 * @returns the file
 * @throws SourceFetchError as for a file of a source
 */
export async function downloadLfsObject(
  pointer: LfsPointer,
  { href, headers }: Exclude<LfsPlace, { readonly refusal: string }>,
  { context, name }: DownloadInit,
): Promise<string> {
  const { authorize, addresses } = context.network;
  const origin = URL.canParse(href) ? new URL(href).origin : undefined;
  return objectFile(pointer, {
    ...context,
    emit: (event) => context.emit({ ...event, name }),
    network: {
      ...context.network,
      addresses: (url) => addresses(url === urlOf(pointer) ? href : url),
      authorize: (url) => ({ ...authorize(url), ...(url.origin === origin ? headers : {}) }),
    },
  });
}

async function objectFile(pointer: LfsPointer, context: FetchContext): Promise<string> {
  const { bytes, oid } = pointer;
  const url = urlOf(pointer);
  const source: Source = { entry: url, protocol: 'https', name: oid, url, remote: url };
  const limits = { ...context.limits, downloadBytes: Math.min(bytes, context.limits.downloadBytes) };
  const found = await fetchHttp({ source, checksums: { sha256: oid } }, { ...context, limits });
  const { size } = await stat(found.path);
  if (size === bytes) return found.path;
  throw new SourceFetchError({
    code: 'CHECKSUM_MISMATCH',
    message: `The Git LFS object ${oid} has ${size} bytes, but its pointer says ${bytes}.`,
    hint: 'Write to the author of the repository: the pointer is wrong.',
  });
}

function urlOf({ oid }: LfsPointer): string {
  return OBJECT_URL + oid;
}
