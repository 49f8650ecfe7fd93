import { createHash } from 'node:crypto';
import { requireDigest } from './digest.js';
import { OciError } from './errors.js';
import type { Descriptor } from './manifest.js';

/**
 * The same bytes while they pass: never more than are declared, at the end as many, and with the digest.
 * @throws OciError `TOO_LARGE`, `DIGEST_MISMATCH`
 */
export async function* checkedBytes(
  content: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
  what: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let received = 0;
  for await (const chunk of content) {
    received += chunk.length;
    if (received > size) throw tooLarge(what, size);
    hash.update(chunk);
    yield chunk;
  }
  requireDigest(`sha256:${hash.digest('hex')}`, digest, what);
}

export function tooLarge(what: string, size: number): OciError {
  return new OciError({
    code: 'TOO_LARGE',
    message: `${what} has more than the ${size} bytes that are declared.`,
    hint: 'It was changed or damaged on its way: do not use this store before you know why.',
  });
}
