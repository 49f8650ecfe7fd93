import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';

/**
 * Says so before the first byte when a download cannot fit.
 * @throws SourceFetchError `DISK_FULL`
 */
export async function requireSpace(file: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path.dirname(file));
  const free = bavail * bsize;
  if (bytes <= free) return;
  throw new SourceFetchError({
    code: 'DISK_FULL',
    message: `The download has ${bytes} bytes, but the disk of '${showForeign(path.dirname(file))}' has only ${free} left.`,
    hint: 'Free some space and try again; pruning the cache may be enough.',
  });
}
