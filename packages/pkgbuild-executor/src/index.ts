export { BUILD_ENVIRONMENT_NAMES } from './build-environment.js';
export type { ExecuteErrorCode, ExecuteErrorInit } from './errors.js';
export { ExecuteError, isExecuteError } from './errors.js';
export type { ExecuteEvent } from './events.js';
export { executePkgbuild } from './execute-pkgbuild.js';
export { DEFAULT_EXECUTE_LIMITS } from './options.js';
export type { ExecuteLimits, ExecuteOptions, ExecuteResult, Phase, PhaseResult } from './types.js';
