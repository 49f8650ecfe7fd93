import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '@rbee-internal/coded-error';
import { z } from 'zod';
import { WorkerRegistryError } from '../errors.js';
import { isWorkerId } from '../names.js';
import { METADATA_FILE } from '../read-worker-files.js';

const Declared = z.object({ id: z.string().refine(isWorkerId, 'Expected a worker id') });

/** The id that the `worker.json` of a folder states. @throws WorkerRegistryError `INVALID_WORKER` */
export async function readDeclaredId(folder: string): Promise<string> {
  const file = path.join(folder, METADATA_FILE);
  try {
    return Declared.parse(JSON.parse(await readFile(file, 'utf8'))).id;
  } catch (error) {
    const reason = error instanceof z.ZodError ? (error.issues[0]?.message ?? 'no id') : messageOf(error);
    throw new WorkerRegistryError({
      code: 'INVALID_WORKER',
      message: `${file} does not state an id: ${reason}.`,
      hint: 'Name a folder with a worker.json and a PKGBUILD; the command "new" makes one.',
      cause: error,
    });
  }
}
