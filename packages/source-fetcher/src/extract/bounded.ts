import { stat } from 'node:fs/promises';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { UnpackContext } from './unpack-context.js';

/** Up to here there is no harm, and small files may shrink a lot. */
const RATIO_FREE_BYTES = 256 * 1024 ** 2;

/**
 * The same bytes, as long as they are not too many for the file that they come out of.
 * @throws SourceFetchError `LIMIT`; the signal's reason when it is aborted
 */
export async function* bounded(
  content: AsyncIterable<Buffer>,
  { file, name }: { readonly file: string; readonly name: string },
  { limits, signal }: UnpackContext,
): AsyncGenerator<Buffer, void> {
  const mostByRatio = Math.max(RATIO_FREE_BYTES, (await stat(file)).size * limits.unpackedRatio);
  let bytes = 0;
  for await (const chunk of content) {
    signal.throwIfAborted();
    bytes += chunk.length;
    if (bytes > limits.unpackedBytes) throw limitError(name, limits.unpackedBytes);
    if (bytes > mostByRatio) throw ratioError(name, limits.unpackedRatio);
    yield chunk;
  }
}

function limitError(name: string, maxBytes: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' unpacks to more than ${maxBytes} bytes (limits.unpackedBytes).`,
    hint: 'Raise limits.unpackedBytes if that is intended.',
  });
}

function ratioError(name: string, ratio: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `'${showForeign(name)}' unpacks to more than ${ratio} times its size (limits.unpackedRatio).`,
    hint: 'It may be made to fill the disk. Raise limits.unpackedRatio if that is intended.',
  });
}
