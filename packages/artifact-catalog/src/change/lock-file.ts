import { createHash } from 'node:crypto';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { type LockPlace, takeLock } from '@rbee-internal/system/files';
import { SYSTEM_CLOCK } from '@rbee-internal/system/time';
import { LOCKS_FOLDER, STAGING_FOLDER } from '../catalog-layout.js';
import { ArtifactCatalogError } from '../errors.js';
import type { CatalogPlace } from '../options.js';
import type { LockHolder } from './lock-holder.js';

/** What a lock is taken for, and how. */
export interface LockFileRequest {
  /** The lock's file, of {@link lockFileOf}. */
  readonly file: string;
  /** What is locked, for people who look into the file. */
  readonly subject: string;
  readonly label?: string | undefined;
  /** Whether to wait for another holder. */
  readonly wait: boolean;
  readonly onWait?: ((holder: LockHolder) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The file of a lock. One name is one file, however long the name. */
export function lockFileOf(root: string, name: string): string {
  return path.join(root, LOCKS_FOLDER, createHash('sha256').update(name).digest('hex').slice(0, 32));
}

/** Where a lock's file is, for what internal/system does with it. */
export function lockPlace({ root, owner }: CatalogPlace, file: string): LockPlace {
  return {
    file,
    owner,
    temporaryFolder: path.join(root, STAGING_FOLDER),
    removesFolder: true,
    // Not the catalog's own clock, which may say anything: this one is compared with the times of files.
    clock: SYSTEM_CLOCK,
  };
}

/**
 * Takes a lock among processes and returns how it is given back.
 * @throws `BUSY` without `wait`
 */
export function takeLockFile(catalog: CatalogPlace, request: LockFileRequest): Promise<() => Promise<void>> {
  return takeLock({
    ...lockPlace(catalog, request.file),
    ...request,
    since: catalog.now().toISOString(),
    busy: (holder) => busy(request.subject, holder),
  });
}

/** @returns the error for a lock that another holds */
export function busy(
  subject: string,
  { file, pid, machine, since, label }: LockHolder,
): ArtifactCatalogError {
  const who = pid === undefined ? 'another process' : `process ${pid} of "${showForeign(machine ?? '')}"`;
  const forWhat = label === undefined ? '' : ` ("${showForeign(label)}")`;
  return new ArtifactCatalogError({
    code: 'BUSY',
    message: `"${showForeign(subject)}" is locked by ${who}${forWhat} since ${since ?? 'an unknown time'}.`,
    hint: `Wait for it to end. If there is no such process, remove "${showForeign(file)}".`,
  });
}
