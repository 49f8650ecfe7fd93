export type { BuildConfig } from './build-config.js';
export { defaultBuildConfig } from './build-config.js';
export { BUILD_ENVIRONMENT_NAMES } from './build-environment.js';
export type { CheckDependenciesOptions, DependencyReport } from './check-dependencies.js';
export { checkDependencies } from './check-dependencies.js';
export type { Compression } from './compression.js';
export type { CreatePackageOptions } from './create-package.js';
export { createPackage } from './create-package.js';
export type { ExecuteErrorCode, ExecuteErrorInit } from './errors.js';
export { ExecuteError, isExecuteError } from './errors.js';
export type { ExecuteEvent } from './events.js';
export { executePkgbuild } from './execute-pkgbuild.js';
export { DEFAULT_EXECUTE_LIMITS } from './options.js';
export type { ReadMakepkgConfOptions } from './read-makepkg-conf.js';
export { readMakepkgConf } from './read-makepkg-conf.js';
export type {
  BuiltPackage,
  EndReason,
  ExecuteLimits,
  ExecuteOptions,
  ExecuteResult,
  GuardName,
  LimitName,
  PackageMetadata,
  PathOwner,
  Phase,
  PhaseReport,
  PhaseResult,
} from './types.js';
