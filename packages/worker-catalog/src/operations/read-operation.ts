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

/**
 * The first thing that a schema found wrong: where, such as `args.3`, and what.
 *
 * @example const { path, problem } = describeIssue(error);
 */
export function describeIssue({ issues: [first] }: z.ZodError): {
  readonly path: string;
  readonly problem: string;
} {
  if (first === undefined) return { path: '', problem: 'it is malformed' };
  const issue = deepest(first);
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknown].map(String).join('.').slice(0, MAX_PATH_LENGTH);
  return { path, problem: issue.message };
}

/** What is wrong with a name of a record, or, of a union, with the member that came furthest, says most. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  const inner = innerOf(issue).map(deepest);
  const [furthest] = inner.sort((a, b) => b.path.length - a.path.length);
  if (furthest === undefined || (issue.code === 'invalid_union' && furthest.path.length === 0)) return issue;
  return { ...furthest, path: [...issue.path, ...furthest.path] };
}

function innerOf(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code === 'invalid_key') return issue.issues.slice(0, 1);
  return issue.code === 'invalid_union' ? issue.errors.flatMap((errors) => errors.slice(0, 1)) : [];
}
