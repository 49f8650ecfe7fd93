import type { SourceRequest } from '../types.js';
import { assertWellFormedChecksums, createDigester, verifyDigests, wantedAlgorithms } from './integrity.js';

/**
 * Checks bytes that are at hand, such as a file beside the recipe, as those of a fetched source are checked.
 *
 * @throws SourceFetchError `CHECKSUM_MISMATCH`, `CHECKSUM_MISSING`, `CHECKSUM_MALFORMED`
 * @example checkContent(request, await readFile(path.join(folder, request.source.name)));
 */
export function checkContent(request: SourceRequest, content: Uint8Array): void {
  assertWellFormedChecksums(request);
  const digester = createDigester(wantedAlgorithms(request.checksums));
  digester.update(content);
  verifyDigests(request, digester.digests());
}
