import { showForeign } from '@rbee-internal/redact-url';
import { isWorkerId, WORKER_ID_RULE } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';

/** @throws ProvisionError `INVALID_WORKER_ID` */
export function requireWorkerId(id: string): void {
  if (isWorkerId(id)) return;
  throw new ProvisionError({
    code: 'INVALID_WORKER_ID',
    message: `${JSON.stringify(showForeign(id))} is not a valid worker id.`,
    hint: WORKER_ID_RULE,
  });
}
