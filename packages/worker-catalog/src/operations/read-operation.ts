import type { z } from 'zod';
import { WorkerCatalogError } from '../errors.js';
import { CatalogOperation } from './operation.js';

/**
 * Reads an operation from outside, checked to the last field.
 *
 * @throws WorkerCatalogError `INVALID_OPERATION`, with the `path` of the first bad field
 * @example
 * const operation = readOperation(JSON.parse('{"operation":"worker_rollback","worker":"hello-worker-cpu"}'));
 */
export function readOperation(value: unknown): CatalogOperation {
  const read = CatalogOperation.safeParse(value);
  if (read.success) return read.data;
  const { path, problem } = describeIssue(read.error);
  const where = path === '' ? '' : ` at ${JSON.stringify(path)}`;
  throw new WorkerCatalogError({
    code: 'INVALID_OPERATION',
    message: `The operation is not valid${where}: ${problem}.`,
    hint: 'Correct the field; nothing was done.',
    path,
  });
}

const MAX_PATH_LENGTH = 256;

/** The first thing that a schema found wrong: where, such as `args.3`, and what. */
export function describeIssue({ issues: [issue] }: z.ZodError): {
  readonly path: string;
  readonly problem: string;
} {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknown].map(String).join('.').slice(0, MAX_PATH_LENGTH);
  return { path, problem: issue?.message ?? 'it is malformed' };
}
