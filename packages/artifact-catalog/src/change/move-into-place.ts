import { showForeign } from '@rbee-internal/redact-url';
import { stateOfFolder } from '../catalog-layout.js';
import { ArtifactCatalogError } from '../errors.js';
import type { CatalogPlace } from '../options.js';
import { renameIfFree } from './rename-if-free.js';
import { dropReplaced, putBack, setAside } from './replaced.js';

/** Where an artifact is to stand. */
export interface Place {
  readonly folder: string;
  readonly id: string;
  /** Whether a recorded artifact may be replaced. */
  readonly replace?: boolean | undefined;
}

/** How often others, who hold no lock, may put a folder into the place before the promotion gives up. */
const MAX_ATTEMPTS = 10;

/**
 * Renames a folder to its place. Only an absent or empty place is taken by the rename itself; what is replaced is set
 * aside before, which the caller keeps others from by a lock.
 * @throws `ALREADY_EXISTS`
 */
export async function moveIntoPlace(catalog: CatalogPlace, source: string, place: Place): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (await renameIfFree(source, place.folder)) return;
    await refuseTaken(place);
    if (await replaceFolder(catalog, source, place.folder)) return;
  }
  throw new ArtifactCatalogError({
    code: 'IO',
    message: `Could not take the place "${showForeign(place.folder)}": others keep putting folders there.`,
    hint: 'Let one process at a time install an artifact.',
  });
}

/** @throws `ALREADY_EXISTS` when the place holds a record that is not replaced, or something that is not a folder */
export async function refuseTaken({ folder, id, replace = false }: Place): Promise<void> {
  const state = await stateOfFolder(folder);
  if (state === 'recorded' && !replace) throw alreadyRecorded(id);
  if (state === 'foreign') throw placeTaken(folder);
}

/** The error for an id that is recorded. */
export function alreadyRecorded(id: string): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'ALREADY_EXISTS',
    message: `The artifact "${showForeign(id)}" already exists in the catalog.`,
    hint: 'Remove it first to record it again.',
  });
}

function placeTaken(folder: string): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'ALREADY_EXISTS',
    message: `Something that is not a folder already exists at "${showForeign(folder)}".`,
    hint: 'Look at it and move it away: the catalog touches nothing that is not its own.',
  });
}

/** Sets the folder in the place aside first. @returns whether the place was taken */
async function replaceFolder(catalog: CatalogPlace, source: string, target: string): Promise<boolean> {
  const aside = await setAside(catalog, target);
  let isReplaced: boolean;
  try {
    isReplaced = await renameIfFree(source, target);
  } catch (error) {
    // What cannot be put back now, the next one to read the catalog puts back.
    if (aside !== undefined) await putBack(catalog, aside).catch(() => undefined);
    throw error;
  }
  if (aside !== undefined && isReplaced) await dropReplaced(catalog, aside).catch(() => undefined);
  return isReplaced;
}
