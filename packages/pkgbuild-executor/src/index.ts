export type { BuildConfig } from './build-config.js';
export { defaultBuildConfig } from './build-config.js';
export { BUILD_ENVIRONMENT_NAMES } from './build-environment.js';
export type { CheckDependenciesOptions, DependencyReport } from './check-dependencies.js';
export { checkDependencies } from './check-dependencies.js';
export type { Compression } from './compression.js';
export { DEFAULT_CONFINED_LIMITS } from './confined/options.js';
export { runConfined } from './confined/run-confined.js';
export { startConfined } from './confined/start-confined.js';
export type {
  ConfinedAnswer,
  ConfinedEnd,
  ConfinedLimits,
  ConfinedOptions,
  ConfinedProcess,
  ConfinedRequest,
  ConfinedResult,
  Confinement,
  StartConfinedOptions,
} from './confined/types.js';
export type { CreatePackageOptions } from './create-package.js';
export { createPackage } from './create-package.js';
export type { ExecuteErrorCode, ExecuteErrorInit } from './errors.js';
export { ExecuteError, isExecuteError } from './errors.js';
export type { ExecuteEvent } from './events.js';
export { executePkgbuild } from './execute-pkgbuild.js';
export type { CheckSandboxOptions, SandboxReport } from './guards/check-sandbox.js';
export { checkSandbox } from './guards/check-sandbox.js';
export type { SandboxCause, SandboxProblem } from './guards/sandbox-problem.js';
export type { HostReached, NetworkOptions, RefusalReason, UpstreamProxy } from './network/types.js';
export { DEFAULT_EXECUTE_LIMITS } from './options.js';
export type { ReadMakepkgConfOptions } from './read-makepkg-conf.js';
export { readMakepkgConf } from './read-makepkg-conf.js';
export type {
  BuiltPackage,
  EndReason,
  ExecuteLimits,
  ExecuteOptions,
  ExecuteResult,
  GuardFacts,
  GuardName,
  LimitName,
  PackageMetadata,
  PathOwner,
  Phase,
  PhaseReport,
  PhaseResult,
} from './types.js';
