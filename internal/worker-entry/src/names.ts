import { z } from 'zod';

const WORKER_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** What a worker id looks like, for messages. */
export const WORKER_ID_RULE =
  'Ids are letters, digits, ".", "_" and "-", begin with a letter or digit, and have no "..".';

/** Whether a text is a valid worker id: letters, digits, `.`, `_` and `-`, at most 128, and no `..`. */
export function isWorkerId(id: string): boolean {
  return WORKER_ID.test(id) && !id.includes('..');
}

/** A worker id. */
export const workerIdSchema = z.string().refine(isWorkerId, 'must be a worker id');
