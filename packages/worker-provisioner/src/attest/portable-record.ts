import path from 'node:path';
import { type WorkerBinary, workerBinaryCodec } from '@rbee/artifact-catalog';
import { messageOf } from '@rbee-internal/coded-error';
import { readRequirements, type VariantRequirements } from '@rbee-internal/hardware';
import { z } from 'zod';
import { ProvisionError } from '../errors.js';

/** What of a record is the same on every machine. */
export interface PortableRecord {
  readonly worker: Omit<WorkerBinary, 'path' | 'addedAt' | 'status'>;
  /** What starts the worker, in its tree, with `/`. */
  readonly start: string;
  /** What it needs of a machine: as its entry says, and as its files show. */
  readonly requires: VariantRequirements;
}

const storedSchema = z.strictObject({
  rbee_worker: z.literal(1),
  start: z
    .string()
    .max(4_096)
    .refine((text) => isBelow(text), 'must be a path in the tree'),
  requires: z.record(z.string(), z.unknown()),
  artifact: z.record(z.string(), z.unknown()),
});

function isBelow(text: string): boolean {
  return text !== '' && !text.includes('\\') && !text.startsWith('/') && !text.split('/').includes('..');
}

export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** A record's text: the bytes that are signed. */
export function writePortableRecord(
  worker: WorkerBinary,
  { folder, requires }: { readonly folder: string; readonly requires: VariantRequirements },
): string {
  const { path: program, status: _status, added_at: _added, ...artifact } = workerBinaryCodec.encode(worker);
  const start = path.relative(folder, String(program)).split(path.sep).join('/');
  return JSON.stringify({ rbee_worker: 1, start, requires, artifact });
}

/**
 * Reads a record that comes from elsewhere.
 *
 * @throws ProvisionError `STORE_INVALID`
 */
export function readPortableRecord(text: string): PortableRecord {
  try {
    const { start, requires, artifact } = storedSchema.parse(JSON.parse(text));
    const elsewhere = { path: '/elsewhere', status: 'Available', added_at: new Date(0).toISOString() };
    const {
      path: _path,
      addedAt: _at,
      status: _status,
      ...worker
    } = workerBinaryCodec.decode({
      ...artifact,
      ...elsewhere,
    });
    const read = readRequirements(requires);
    if (!('value' in read)) throw new Error(read.problem);
    return { worker, start, requires: read.value };
  } catch (cause) {
    throw new ProvisionError({
      code: 'STORE_INVALID',
      message: `The record of the worker cannot be read: ${messageOf(cause).slice(0, 500)}`,
      hint: 'It may have been pushed by a newer version: upgrade this one.',
      cause,
    });
  }
}
