import { licenseProblem } from '../license/license.js';
import { hostProblem } from '../target/check-host.js';
import type { VerdictFacts } from './verdict-facts.js';
import type { MissingThing, VerdictAction, VerdictReason } from './verdict-schema.js';

const OF_HOST: Readonly<Record<string, MissingThing>> = {
  WORKER_YANKED: 'version',
  PLATFORM_UNSUPPORTED: 'platform',
  ARCHITECTURE_UNSUPPORTED: 'architecture',
};

/** Whether the machine is one that the worker is made for at all. */
export function hostReasons({ worker, host }: VerdictFacts): readonly VerdictReason[] {
  const problem = hostProblem(worker, host);
  if (problem === undefined) return [];
  const { code, message, hint } = problem;
  const missing = OF_HOST[code] ?? 'platform';
  return [{ code, missing, weight: 'unsupported', message, ...(hint !== undefined && { remedy: hint }) }];
}

/** Whether it can be had with the user's licence. */
export function licenseReasons({ worker, license }: VerdictFacts): readonly VerdictReason[] {
  const problem = licenseProblem(worker, license);
  if (problem === undefined) return [];
  const { code, message, hint, origins } = problem;
  const action: VerdictAction =
    origins === undefined ? { type: 'set-licence-token' } : { type: 'trust-origins', origins };
  return [{ code, missing: 'licence', weight: 'blocked', message, ...(hint && { remedy: hint }), action }];
}

/** A build with less than this would not end, whatever it builds. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** Whether the disk has room at all. */
export function diskReasons({ freeBytes }: Pick<VerdictFacts, 'freeBytes'>): readonly VerdictReason[] {
  if (freeBytes === undefined || freeBytes >= LEAST_FREE_BYTES) return [];
  const megabytes = Math.floor(freeBytes / (1024 * 1024));
  return [
    {
      code: 'DISK_FULL',
      missing: 'disk',
      weight: 'blocked',
      message: `The disk of the catalog has ${megabytes} MiB free.`,
      remedy: 'Free space there: remove old versions or kept sources.',
      action: { type: 'free-space', bytes: LEAST_FREE_BYTES - freeBytes },
    },
  ];
}
