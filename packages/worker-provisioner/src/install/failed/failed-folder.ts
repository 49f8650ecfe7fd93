import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { artifactFolderName, artifactIdFromFolderName } from '@rbee/artifact-catalog';
import { isFromSystem } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import type { ProvisionContext } from '../../options/provisioner-options.js';
import { buildIdentity } from '../../recipe/effective-settings.js';
import type { ReadJob } from '../provision-job.js';

/** What keeping failed builds depends on. */
export type FailedContext = Pick<ProvisionContext, 'catalog' | 'now'>;

const MAX_FACTS_BYTES = 4 * 1024 * 1024;
const FACTS = 'build.json';
const IDENTITY_DIGITS = 16;

const text = z.string();
const factsSchema = z.object({
  phase: text.exactOptional(),
  failedAt: z.iso.datetime(),
  until: z.iso.datetime(),
  bytes: z.number(),
  /** What of the recipe may not change for the build to be gone on with. */
  inputs: text,
  sources: z.array(
    z.object({
      url: text,
      digest: text.exactOptional(),
      commit: text.exactOptional(),
      signedBy: text.exactOptional(),
    }),
  ),
});

/** What is known of a build that failed. */
export type FailedFacts = z.output<typeof factsSchema>;

export function failedRoot({ catalog }: FailedContext): string {
  return path.join(catalog.root, '@cache', 'failed');
}

/**
 * The folder of a worker's build with these settings. It is the same for every recipe of the worker: the one that is
 * mended goes on in it, and build systems write where they are into what they make.
 */
export function failedFolderOf(context: FailedContext, { worker, settings }: ReadJob): string {
  const identity = createHash('sha256').update(buildIdentity(settings)).digest('hex');
  const name = `${artifactFolderName(worker.id)}-${identity.slice(0, IDENTITY_DIGITS)}`;
  return path.join(failedRoot(context), name);
}

/** The worker that a name in `@cache/failed` is of; `undefined` for a name that is none of ours. */
export function workerOfFailed(name: string): string | undefined {
  const [, folder] = /^(.+)-[0-9a-f]{16}$/.exec(name) ?? [];
  return folder === undefined ? undefined : artifactIdFromFolderName(folder);
}

/** What is known of the failed build in a folder; `undefined` where that cannot be read. */
export async function readFailed(folder: string): Promise<FailedFacts | undefined> {
  try {
    if (!(await lstat(folder)).isDirectory()) return undefined;
    const bytes = await readRegularFile(path.join(folder, FACTS), { maxBytes: MAX_FACTS_BYTES });
    return factsSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof IrregularFileError || isFromSystem(error))
      return undefined;
    throw error;
  }
}

export function writeFailed(folder: string, facts: FailedFacts): Promise<void> {
  return replaceFile(path.join(folder, FACTS), JSON.stringify(facts));
}
