import { access, constants, stat } from 'node:fs/promises';
import type { WorkerBinary } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { vercmp } from '@rbee-internal/vercmp';

/** What is asked for. */
export interface WantedWorker {
  readonly workerId: string;
  /** Of its recipe. */
  readonly pkgbuildDigest: string;
}

/** What a recipe was installed as. */
export interface SameRecipe {
  /** Those that can be run, newest first. */
  readonly usable: readonly WorkerBinary[];
  /** Those whose program is gone, cut off, or not executable. */
  readonly broken: readonly WorkerBinary[];
}

/** Which of these artifacts are of this very recipe. */
export async function findSameRecipe(
  artifacts: readonly WorkerBinary[],
  { workerId, pkgbuildDigest }: WantedWorker,
): Promise<SameRecipe> {
  const broken: WorkerBinary[] = [];
  const usable: WorkerBinary[] = [];
  const same = artifacts.filter(
    (artifact) => isUsableAs(workerId, artifact) && artifact.provenance?.pkgbuildDigest === pkgbuildDigest,
  );
  for (const artifact of same.sort((a, b) => vercmp(b.version, a.version))) {
    if (await isIntact(artifact)) usable.push(artifact);
    else broken.push(artifact);
  }
  return { usable, broken };
}

/** Whether an artifact is recorded as a usable one of what was asked for. */
export function isUsableAs(workerId: string, { catalogId, status }: WorkerBinary): boolean {
  return catalogId === workerId && status === 'Available';
}

/** As far as can be told at once: `verify` reads all of it. */
async function isIntact({ path: program, size }: WorkerBinary): Promise<boolean> {
  try {
    const stats = await stat(program);
    await access(program, constants.X_OK);
    return stats.isFile() && stats.size === size;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return false;
    throw error;
  }
}
