import path from 'node:path';
import { ATTESTATIONS_FILE } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { MAX_BUNDLE_BYTES } from './bundle.js';
import { MAX_RECORD_BYTES } from './portable-record.js';

const storedSchema = z.object({
  record: z.string().max(MAX_RECORD_BYTES),
  bundles: z.array(z.string().max(MAX_BUNDLE_BYTES)).max(64),
});

/** What is attested of a worker. */
export interface Attestations {
  /** The portable record's text, which the statements are about. */
  readonly record: string;
  /** Sigstore bundles, as text. */
  readonly bundles: readonly string[];
}

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** What is kept beside a worker's record; `undefined` where there is none. */
export async function readAttestations(folder: string): Promise<Attestations | undefined> {
  try {
    const content = await readRegularFile(path.join(folder, ATTESTATIONS_FILE), { maxBytes: MAX_FILE_BYTES });
    return storedSchema.safeParse(JSON.parse(content.toString('utf8'))).data;
  } catch (error) {
    const isNone = error instanceof SyntaxError || error instanceof IrregularFileError;
    if (isNone || isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Keeps them beside a worker's record. */
export async function writeAttestations(folder: string, attestations: Attestations): Promise<void> {
  await replaceFile(path.join(folder, ATTESTATIONS_FILE), JSON.stringify(attestations), { mode: 0o644 });
}
