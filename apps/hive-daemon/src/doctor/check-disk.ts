import { statfs } from 'node:fs/promises';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

const GIBIBYTE = 1024 ** 3;
/** A small build needs about one, one with CUDA about ten. */
const LEAST_BYTES = GIBIBYTE;
const COMFORTABLE_BYTES = 10 * GIBIBYTE;

/** Whether there is room for builds. */
export async function checkDisk({ catalog }: CheckContext): Promise<Finding[]> {
  const { bavail, bsize } = await statfs(catalog.root);
  const free = bavail * bsize;
  const message = `${(free / GIBIBYTE).toFixed(1)} GiB are free where ${catalog.root} is.`;
  if (free >= COMFORTABLE_BYTES) return [{ check: 'disk', verdict: 'ok', message }];
  return [
    {
      check: 'disk',
      verdict: free < LEAST_BYTES ? 'problem' : 'warning',
      message,
      hint: 'Remove old versions of workers (prune), or make room otherwise.',
    },
  ];
}
