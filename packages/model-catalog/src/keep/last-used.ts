import path from 'node:path';
import type { FilesystemCatalog, ModelEntry } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile } from '@rbee-internal/system/files';
import { z } from 'zod';

const MAX_RECORD_BYTES = 1024 * 1024;

const Record = z.object({ last_accessed: z.iso.datetime({ offset: true }).nullish() });

/** When a model was used last, in milliseconds since 1970: else when it was added. */
export async function lastUsed(models: FilesystemCatalog<ModelEntry>, entry: ModelEntry): Promise<number> {
  const file = path.join(models.folderOf(entry.id), 'metadata.json');
  const added = Date.parse(entry.addedAt);
  try {
    const text = (await readRegularFile(file, { maxBytes: MAX_RECORD_BYTES })).toString('utf8');
    const { last_accessed: accessed } = Record.parse(JSON.parse(text));
    return accessed === null || accessed === undefined ? added : Math.max(added, Date.parse(accessed));
  } catch (error) {
    // What cannot be read was at least added.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return added;
    if (isSystemError(error, 'ENOENT', 'ELOOP', 'EFTYPE', 'EFBIG')) return added;
    throw error;
  }
}
