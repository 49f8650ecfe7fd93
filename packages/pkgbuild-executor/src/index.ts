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
export type { ExecuteErrorCode, ExecuteErrorInit } from './errors.js';
export { ExecuteError, isExecuteError } from './errors.js';
export type { ExecuteEvent } from './events.js';
export { executePkgbuild } from './execute-pkgbuild.js';
export type { CheckSandboxOptions, SandboxReport } from './guards/check-sandbox.js';
export { checkSandbox } from './guards/check-sandbox.js';
export type { GuardFacts, GuardName } from './guards/guard-facts.js';
export type { SandboxCause, SandboxProblem } from './guards/sandbox-problem.js';
export type { ExecuteLimits, LimitName } from './limits/execute-limits.js';
export { DEFAULT_EXECUTE_LIMITS } from './limits/execute-limits.js';
export type {
  EcosystemFile,
  EcosystemHosts,
  EcosystemOptions,
} from './network/ecosystems/ecosystem-hosts.js';
export { hostsOfEcosystem } from './network/ecosystems/hosts-of-ecosystem.js';
export type { NetworkAttempt } from './network/network-attempt.js';
export type { NetworkUse } from './network/recognise-network-use.js';
export { recogniseNetworkUse } from './network/recognise-network-use.js';
export type {
  Ecosystem,
  HostReached,
  NetworkByPhase,
  NetworkOptions,
  RefusalReason,
  UpstreamProxy,
} from './network/types.js';
export { ECOSYSTEMS } from './network/types.js';
export type {
  BuiltPackage,
  OutwardLink,
  PackageChange,
  PackageMetadata,
  PathOwner,
} from './package/built-package.js';
export type { EndReason, Phase, PhaseReport, PhaseResult } from './phases/phase.js';
export type { BuildConfig, DefaultBuildConfigOptions } from './surroundings/build-config.js';
export { defaultBuildConfig } from './surroundings/build-config.js';
export { BUILD_ENVIRONMENT_NAMES } from './surroundings/build-environment.js';
export type { BuildSurroundings } from './surroundings/build-surroundings.js';
export { isBuildVariable } from './surroundings/build-variables.js';
export type { CheckDependenciesOptions, DependencyReport } from './surroundings/check-dependencies.js';
export { checkDependencies } from './surroundings/check-dependencies.js';
export type { ReadMakepkgConfOptions } from './surroundings/read-makepkg-conf.js';
export { readMakepkgConf } from './surroundings/read-makepkg-conf.js';
export type { ExecuteOptions, ExecuteResult } from './types.js';
