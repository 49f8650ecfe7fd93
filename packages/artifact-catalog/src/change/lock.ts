import path from 'node:path';
import { unlessAborted } from '@rbee-internal/system/time';
import { artifactFolder } from '../catalog-layout.js';
import type { Artifact } from '../contracts/artifact.js';
import { isArtifactCatalogError } from '../errors.js';
import type { CatalogPlace, LockOptions, OpenCatalog } from '../options.js';
import { busy, lockFileOf, takeLockFile } from './lock-file.js';
import type { LockHolder } from './lock-holder.js';

/** Who of this process holds a lock or waits for it last; the next one waits for `over`. */
interface Turn {
  readonly holder: LockHolder;
  readonly over: Promise<void>;
}

/** By lock file: whatever catalog of this process a request comes through. */
const lastTurns = new Map<string, Turn>();

/** Takes the lock of an id for the caller: in this process in the order of asking, then among processes. */
export async function lockArtifact<T extends Artifact>(
  catalog: OpenCatalog<T>,
  id: string,
  { signal, wait = true, label, onWait }: LockOptions,
): Promise<() => Promise<void>> {
  const file = lockFileOf(catalog.root, `lock ${path.basename(artifactFolder(catalog, id))}`);
  const request = { file, subject: id, label, wait, onWait, signal };
  const endTurn = await takeTurn(request, {
    file,
    pid: process.pid,
    since: catalog.now().toISOString(),
    ...(label !== undefined && { label }),
  });
  try {
    const giveBack = await takeLockFile(catalog, request);
    return once(() => giveBack().finally(endTurn));
  } catch (error) {
    endTurn();
    throw error;
  }
}

/**
 * Does `work` while no other call anywhere adds or promotes to this place. It is another lock than that of
 * {@link lockArtifact}, under which these calls may be made.
 */
export async function whilePlaceIsHeld<R>(
  catalog: CatalogPlace,
  place: { folder: string; signal: AbortSignal | undefined },
  work: () => Promise<R>,
): Promise<R> {
  return holdPlace(catalog, { ...place, wait: true }, work);
}

/**
 * Does `work` as {@link whilePlaceIsHeld}, unless another holds the place: then nothing is done.
 * @returns whether it was done
 */
export async function ifPlaceIsFree(
  catalog: CatalogPlace,
  place: { folder: string; signal: AbortSignal | undefined },
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await holdPlace(catalog, { ...place, wait: false }, work);
    return true;
  } catch (error) {
    if (isArtifactCatalogError(error) && error.code === 'BUSY') return false;
    throw error;
  }
}

async function holdPlace<R>(
  catalog: CatalogPlace,
  { folder, signal, wait }: { folder: string; signal: AbortSignal | undefined; wait: boolean },
  work: () => Promise<R>,
): Promise<R> {
  // The name and not the whole path: others may reach the catalog by another one.
  const subject = `change ${path.basename(folder)}`;
  const file = lockFileOf(catalog.root, subject);
  const giveBack = await takeLockFile(catalog, { file, subject, wait, signal });
  try {
    return await work();
  } finally {
    await giveBack();
  }
}

type TurnRequest = LockOptions & { readonly file: string; readonly subject: string };

async function takeTurn(
  { file, subject, wait, onWait, signal }: TurnRequest,
  holder: LockHolder,
): Promise<() => void> {
  const ahead = lastTurns.get(file);
  if (ahead !== undefined && wait === false) throw busy(subject, ahead.holder);
  let endTurn = () => {};
  const mine = new Promise<void>((resolve) => {
    endTurn = resolve;
  });
  const turn = { holder, over: Promise.all([ahead?.over, mine]).then(() => undefined) };
  lastTurns.set(file, turn);
  turn.over.then(() => {
    if (lastTurns.get(file) === turn) lastTurns.delete(file);
  });
  try {
    if (ahead !== undefined) {
      onWait?.(ahead.holder);
      await unlessAborted(ahead.over, signal);
    }
  } catch (error) {
    endTurn();
    throw error;
  }
  return endTurn;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
