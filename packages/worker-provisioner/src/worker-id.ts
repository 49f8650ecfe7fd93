import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from './errors.js';

const WORKER_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Whether a worker could have this id: letters, digits, `.`, `_` and `-`, at most 128, and no `..`. */
export function isWorkerId(id: string): boolean {
  return WORKER_ID.test(id) && !id.includes('..');
}

/** @throws ProvisionError `INVALID_WORKER_ID` */
export function requireWorkerId(id: string): void {
  if (isWorkerId(id)) return;
  throw new ProvisionError({
    code: 'INVALID_WORKER_ID',
    message: `${JSON.stringify(showForeign(id))} is no worker id.`,
    hint: 'Ids are letters, digits, ".", "_" and "-", begin with a letter or digit, and have no "..".',
  });
}
