import type { ChecksumAlgorithm } from '@rbee/pkgbuild-parser';
import { fetchAll } from './fetch-all.js';
import { withContext } from './fetch-sources.js';
import type { FetchedContent } from './fetchers/fetcher.js';
import { archiveDigests } from './fetchers/git.js';
import { type Digests, digestFile } from './integrity/integrity.js';
import type { Checksums, FetchSourcesOptions, SourceRequest } from './types.js';

const DEFAULT_ALGORITHMS: readonly ChecksumAlgorithm[] = ['sha256'];

/**
 * What the checksums of these sources are, in their order (makepkg -g): by the algorithms that each request names,
 * or sha256 when it names none. Signatures, and version control that is not pinned, have the word `SKIP`. The
 * sources are fetched into the cache and nothing is placed; what the requests say of their checksums is ignored.
 * @throws SourceFetchError as `fetchSources`, but for `CHECKSUM_…`
 * @example
 * const [{ sha256 }] = await updateChecksums([{ source: parseSource('a.patch'), checksums: {} }], options);
 */
export async function updateChecksums(
  requests: readonly SourceRequest[],
  options: FetchSourcesOptions,
): Promise<Checksums[]> {
  const unchecked = requests.map(({ source }) => ({ source, checksums: { sha256: 'SKIP' } as const }));
  return withContext(unchecked, { ...options, signatures: 'skip' }, async (context) => {
    const contents = await fetchAll(unchecked, context);
    const updated: Checksums[] = [];
    for (const [index, request] of requests.entries()) {
      const algorithms = algorithmsOf(request);
      const wanted = Object.fromEntries(algorithms.map((algorithm) => [algorithm, '']));
      const content = contents[index];
      const digests = isSkipped(request) ? undefined : await digestsOf(content, { wanted, request, context });
      updated.push(
        Object.fromEntries(algorithms.map((algorithm) => [algorithm, digests?.[algorithm] ?? 'SKIP'])),
      );
    }
    return updated;
  });
}

function algorithmsOf({ checksums }: SourceRequest): readonly ChecksumAlgorithm[] {
  const named = Object.keys(checksums) as ChecksumAlgorithm[];
  return named.length > 0 ? named : DEFAULT_ALGORITHMS;
}

/** As makepkg decides it: by what stands before `::`, or by the whole entry. */
function isSkipped({ source }: SourceRequest): boolean {
  return /\.(?:sig|sign|asc)$/.test(source.entry.split('::', 1)[0] ?? '');
}

interface DigestInit {
  readonly wanted: Checksums;
  readonly request: SourceRequest;
  readonly context: Parameters<typeof archiveDigests>[1];
}

async function digestsOf(
  content: FetchedContent | undefined,
  { wanted, request, context }: DigestInit,
): Promise<Digests | undefined> {
  if (content?.type === 'file')
    return digestFile(content.path, { checksums: wanted, signal: context.signal });
  if (content === undefined || request.source.protocol !== 'git') return undefined;
  if (!/^(?:tag|commit)=/.test(request.source.fragment ?? '')) return undefined;
  return archiveDigests({ ...request, checksums: wanted }, context, content.commit);
}
