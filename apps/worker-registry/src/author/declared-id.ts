import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import { z } from 'zod';
import { WorkerRegistryError } from '../errors.js';
import { isWorkerId } from '../store/names.js';
import { METADATA_FILE } from '../store/read-worker-files.js';

const Declared = z.object({ id: z.string().refine(isWorkerId, 'Expected a worker id') });

/** The id in the `worker.json` of a folder. @throws WorkerRegistryError `INVALID_WORKER` */
export async function readDeclaredId(folder: string): Promise<string> {
  const file = path.join(folder, METADATA_FILE);
  try {
    return Declared.parse(JSON.parse(await readFile(file, 'utf8'))).id;
  } catch (error) {
    const reason = error instanceof z.ZodError ? (error.issues[0]?.message ?? 'no id') : messageOf(error);
    throw new WorkerRegistryError({
      code: 'INVALID_WORKER',
      message: `${file} has no valid id: ${reason}.`,
      hint: 'Pass a folder with a worker.json and a PKGBUILD; "rbee-worker-registry new ID" creates one.',
      cause: error,
    });
  }
}
