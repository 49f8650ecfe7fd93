import { isModelCatalogError } from '@rbee/model-catalog';
import { isWorkerCatalogFailure } from '@rbee/worker-catalog/installed';
import { messageOf } from '@rbee-internal/coded-error';
import type { ApiError, ApiErrorCode } from './api/errors.js';
import type { GatewayErrorCode } from './api/gateway.js';
import { isDaemonError } from './errors.js';

const STATUS: Readonly<Record<ApiErrorCode | GatewayErrorCode, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN_ORIGIN: 403,
  FORBIDDEN_ADDRESS: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ENDED: 409,
  STILL_RUNNING: 409,
  NAME_TAKEN: 409,
  BODY_TOO_LARGE: 413,
  NOT_JSON: 415,
  BUSY: 429,
  WORKER_NOT_READY: 502,
  MODEL_IN_USE: 409,
  NO_MODELS: 404,
  WORKER_UNREACHABLE: 502,
  INTERRUPTED: 500,
  INTERNAL: 500,
  LAUNCH_INCOMPLETE: 422,
  KEY_INVALID: 401,
  KEY_EXISTS: 409,
  RATE_LIMITED: 429,
  MODEL_NOT_FOUND: 404,
  MODEL_UNSUITABLE: 400,
  MODEL_BUSY: 429,
  MODEL_NOT_STARTED: 502,
  MODEL_STOPPED: 503,
  NO_MEMORY: 503,
};

/** Codes of the catalogs' errors whose status says more than "cannot be done". */
const CATALOG_STATUS: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  NOT_INSTALLED: 404,
  WORKER_NOT_FOUND: 404,
  INVALID_WORKER_ID: 400,
  INVALID_ID: 400,
  INVALID_OPERATION: 400,
  RUNNING: 409,
  REGISTRY_UNREACHABLE: 502,
  REGISTRY_STATUS: 502,
  REGISTRY_INVALID: 502,
  MODEL_NOT_FOUND: 404,
  REVISION_NOT_FOUND: 404,
  FILE_NOT_FOUND: 404,
  INVALID_REFERENCE: 400,
  RATE_LIMITED: 429,
  UNREACHABLE: 502,
  INVALID_ANSWER: 502,
};

const UNPROCESSABLE = 422;

/** The status of the answer that reports a failure. */
export function statusOf(thrown: unknown): number {
  if (isDaemonError(thrown)) return (STATUS as Record<string, number>)[thrown.code] ?? STATUS.INTERNAL;
  if (isWorkerCatalogFailure(thrown) || isModelCatalogError(thrown))
    return CATALOG_STATUS[thrown.code] ?? UNPROCESSABLE;
  return STATUS.INTERNAL;
}

/** A failure as it goes over the wire. Of an error that is not ours, only the message. */
export function toApiError(thrown: unknown): ApiError {
  if (isDaemonError(thrown) || isWorkerCatalogFailure(thrown) || isModelCatalogError(thrown)) {
    const path = 'path' in thrown ? thrown.path : undefined;
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.hint !== undefined && { hint: thrown.hint }),
      ...(path !== undefined && { path }),
    };
  }
  return { code: 'INTERNAL', message: messageOf(thrown) };
}
