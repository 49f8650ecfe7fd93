import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { linkNewFile, removeTree, writeNewFile } from '@rbee-internal/system/files';
import { artifactFolder, METADATA_FILE } from '../catalog-layout.js';
import type { Artifact } from '../contracts/artifact.js';
import { newRecordText } from '../entry/record.js';
import type { OpenCatalog } from '../options.js';
import { syncFolder } from './flush.js';
import { whilePlaceIsHeld } from './lock.js';
import { alreadyRecorded, type Place, refuseTaken } from './move-into-place.js';
import { renameIfFree } from './rename-if-free.js';
import { newStagingPath } from './staging.js';

/** Records an artifact in one step. See `FilesystemCatalog.add`. */
export async function add<T extends Artifact>(
  catalog: OpenCatalog<T>,
  artifact: T,
  signal?: AbortSignal,
): Promise<void> {
  const folder = artifactFolder(catalog, artifact.id);
  const place = { folder, id: artifact.id };
  const text = newRecordText(artifact, catalog.codec);
  await refuseTaken(place);
  await whilePlaceIsHeld(catalog, { folder, signal }, () => placeRecord(catalog, place, { text, signal }));
}

/** Only a whole folder, or a whole record in a folder that is there, ever becomes visible. */
async function placeRecord<T extends Artifact>(
  catalog: OpenCatalog<T>,
  { folder, id }: Place,
  { text, signal }: { text: string; signal: AbortSignal | undefined },
): Promise<void> {
  const staged = await newStagingPath(catalog);
  try {
    await mkdir(staged);
    await writeNewFile(path.join(staged, METADATA_FILE), text, { flush: true });
    await syncFolder(staged);
    signal?.throwIfAborted();
    if (await renameIfFree(staged, folder)) {
      await syncFolder(catalog.root);
      return;
    }
    await refuseTaken({ folder, id });
    const file = path.join(folder, METADATA_FILE);
    if (!(await linkNewFile(path.join(staged, METADATA_FILE), file, { content: text })))
      throw alreadyRecorded(id);
    await syncFolder(folder);
  } finally {
    await removeTree(staged);
  }
}
