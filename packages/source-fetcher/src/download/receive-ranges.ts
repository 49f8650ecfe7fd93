import { requireSpace } from '../http/require-space.js';
import { cutRanges } from './byte-ranges.js';
import { type Download, receiveRange, receiveWhole, restart } from './receive.js';

/**
 * One try: receives what is missing, by several requests at a time where the server has ranges. When one fails, the
 * others end too, and what they received stays.
 */
export async function receiveMissing(download: Download, address: string): Promise<void> {
  const { size, job, partial } = download;
  const missing = size === undefined ? undefined : partial.ranges.gaps(size);
  const isProven = job.digest !== undefined || download.etag !== undefined;
  const isSmall = partial.ranges.total() === 0 && size !== undefined && size <= job.rangeBytes;
  if (missing === undefined || !isProven || download.ignoresRanges || isSmall) {
    await receiveWhole(download, address);
    return;
  }
  await requireSpace(
    partial.path,
    missing.reduce((sum, { start, end }) => sum + end - start, 0),
  );
  const outcome = await receiveAtOnce(download, address, cutRanges(missing, job.rangeBytes));
  if (outcome === 'received') return;
  download.ignoresRanges = true;
  await restart(download);
  await receiveWhole(download, address);
}

async function receiveAtOnce(
  download: Download,
  address: string,
  ranges: ReturnType<typeof cutRanges>,
): Promise<'received' | 'ignored'> {
  const { job, options, partial } = download;
  const group = new AbortController();
  const onAbort = () => group.abort(options.signal.reason);
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  const failures: unknown[] = [];
  let isIgnored = false;
  const queue = ranges.values();
  const workOff = async () => {
    for (const range of queue) {
      if (group.signal.aborted) return;
      try {
        isIgnored ||= (await receiveRange(download, { address, range, signal: group.signal })) === 'ignored';
        await partial.save();
        if (isIgnored) group.abort();
      } catch (error) {
        failures.push(error);
        group.abort(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(job.connections, ranges.length) }, workOff));
  } finally {
    options.signal.removeEventListener('abort', onAbort);
  }
  options.signal.throwIfAborted();
  if (isIgnored) return 'ignored';
  if (failures.length > 0) throw failures[0];
  return 'received';
}
