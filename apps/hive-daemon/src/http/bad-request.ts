import { describeIssue } from '@rbee/worker-catalog/operations';
import type { z } from 'zod';
import { DaemonError } from '../errors.js';

/** What a schema found wrong, as the error of the answer: `BAD_REQUEST` with the path of the first bad field. */
export function badRequest(error: z.ZodError, what: string): DaemonError {
  const { path, problem } = describeIssue(error);
  const where = path === '' ? '' : ` at ${JSON.stringify(path)}`;
  return new DaemonError({ code: 'BAD_REQUEST', message: `${what} is not valid${where}: ${problem}.`, path });
}
