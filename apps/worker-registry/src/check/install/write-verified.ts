import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { METADATA_FILE } from '../../store/read-worker-files.js';
import type { WorkerVerification } from '../../store/types.js';
import { writeMetadata } from '../../store/write-metadata.js';
import type { Row } from './row.js';

const verified = z.looseObject({ state: z.string().optional(), note: z.string().optional() }).optional();
const entrySchema = z.looseObject({
  version: z.string(),
  verified,
  variants: z.array(z.looseObject({ backend: z.string(), verified })).optional(),
});

/**
 * Writes how far a row went into its `worker.json`: of a variant into that variant, since the others were not tried. A
 * note stays as long as the row goes no further than it says. Returns why nothing was written.
 */
export async function writeVerified(
  { path: folder, worker }: Row,
  root: string,
  found: WorkerVerification,
): Promise<string | undefined> {
  const file = path.join(root, folder, METADATA_FILE);
  const read = entrySchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  // Someone edited it meanwhile: what was tried is not what is there.
  if (read.data?.version !== worker.version) return `${folder}/${METADATA_FILE} is no longer what was tried`;
  const entry = read.data;
  const { variants } = entry;
  await writeMetadata(
    file,
    worker.variant_of === undefined || variants === undefined
      ? withVerified(entry, found)
      : {
          ...entry,
          variants: variants.map((each) =>
            each.backend === worker.backend ? withVerified(each, found) : each,
          ),
        },
  );
  return undefined;
}

interface Verifiable {
  readonly verified?: z.output<typeof verified>;
}

function withVerified<T extends Verifiable>(part: T, found: WorkerVerification): T {
  const { state, note, build } = part.verified ?? {};
  const isSame = state === found.state && note !== undefined;
  return {
    ...part,
    verified: { ...(build !== undefined && { build }), ...found, ...(isSame && { note }) },
  };
}
