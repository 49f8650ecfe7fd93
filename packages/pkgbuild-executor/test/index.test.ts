import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  BuildConfig,
  BuildSurroundings,
  BuiltPackage,
  CheckDependenciesOptions,
  CheckSandboxOptions,
  ConfinedAnswer,
  ConfinedEnd,
  ConfinedLimits,
  ConfinedOptions,
  ConfinedProcess,
  ConfinedRequest,
  ConfinedResult,
  Confinement,
  DependencyReport,
  Ecosystem,
  EcosystemHosts,
  EcosystemOptions,
  EndReason,
  ExecuteErrorCode,
  ExecuteErrorInit,
  ExecuteEvent,
  ExecuteLimits,
  ExecuteOptions,
  ExecuteResult,
  GuardFacts,
  GuardName,
  HostReached,
  LimitName,
  NetworkByPhase,
  NetworkOptions,
  NetworkUse,
  OutwardLink,
  PackageChange,
  PackageMetadata,
  PathOwner,
  Phase,
  PhaseReport,
  PhaseResult,
  ReadMakepkgConfOptions,
  RefusalReason,
  SandboxCause,
  SandboxProblem,
  SandboxReport,
  StartConfinedOptions,
  UpstreamProxy,
} from '../src/index.js';
import * as api from '../src/index.js';

describe('the public interface', () => {
  it('has these values', () => {
    expect(Object.keys(api).sort()).toEqual([
      'BUILD_ENVIRONMENT_NAMES',
      'DEFAULT_CONFINED_LIMITS',
      'DEFAULT_EXECUTE_LIMITS',
      'ECOSYSTEMS',
      'ExecuteError',
      'checkDependencies',
      'checkSandbox',
      'defaultBuildConfig',
      'executePkgbuild',
      'hostsOfEcosystem',
      'isBuildVariable',
      'isExecuteError',
      'readMakepkgConf',
      'recogniseNetworkUse',
      'runConfined',
      'startConfined',
    ]);
  });

  it('has these types', () => {
    expectTypeOf(api.executePkgbuild).toEqualTypeOf<(options: ExecuteOptions) => Promise<ExecuteResult>>();
    expectTypeOf(api.runConfined).toEqualTypeOf<(options: ConfinedOptions) => Promise<ConfinedResult>>();
    expectTypeOf(api.startConfined).toEqualTypeOf<
      (options: StartConfinedOptions) => Promise<ConfinedProcess>
    >();
    expectTypeOf(api.checkSandbox).toEqualTypeOf<(options: CheckSandboxOptions) => Promise<SandboxReport>>();
    expectTypeOf<SandboxReport['problem']>().toEqualTypeOf<SandboxProblem | undefined>();
    expectTypeOf<SandboxProblem['cause']>().toEqualTypeOf<SandboxCause>();
    expectTypeOf<ExecuteResult['guardProblem']>().toEqualTypeOf<SandboxProblem | undefined>();
    expectTypeOf<ExecuteResult>().toExtend<GuardFacts>();
    expectTypeOf<ExecuteOptions['network']>().toEqualTypeOf<boolean | NetworkOptions | undefined>();
    expectTypeOf<ExecuteResult['hostsReached']>().toEqualTypeOf<readonly HostReached[]>();
    expectTypeOf<HostReached['reason']>().toEqualTypeOf<RefusalReason | undefined>();
    expectTypeOf<NetworkOptions['proxy']>().toEqualTypeOf<UpstreamProxy | undefined>();
    expectTypeOf<ConfinedProcess['ended']>().toEqualTypeOf<Promise<ConfinedEnd>>();
    expectTypeOf<ConfinedOptions['limits']>().toEqualTypeOf<Partial<ConfinedLimits> | undefined>();
    expectTypeOf<Parameters<ConfinedProcess['request']>[1]>().toEqualTypeOf<ConfinedRequest | undefined>();
    expectTypeOf<Awaited<ReturnType<ConfinedProcess['request']>>>().toEqualTypeOf<ConfinedAnswer>();
    expectTypeOf<ConfinedResult>().toExtend<Confinement>();
    expectTypeOf<ExecuteOptions['limits']>().toEqualTypeOf<Partial<ExecuteLimits> | undefined>();
    expectTypeOf<ExecuteOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
    expectTypeOf<ExecuteEvent['phase']>().toEqualTypeOf<Phase>();
    expectTypeOf<ExecuteResult['phases']>().toEqualTypeOf<readonly PhaseResult[]>();
    expectTypeOf<ExecuteErrorInit['code']>().toEqualTypeOf<ExecuteErrorCode>();
    expectTypeOf<ExecuteErrorCode>().toEqualTypeOf<
      | 'BASH_MISSING'
      | 'INVALID_OPTION'
      | 'INVALID_NAME'
      | 'SOURCE_FAILED'
      | 'FUNCTION_FAILED'
      | 'KILLED'
      | 'INVALID_PKGVER'
      | 'LIMIT'
      | 'SANDBOX'
      | 'FOLDER_REPLACED'
      | 'PACKAGE_INVALID'
      | 'CONFIG_INVALID'
    >();
    expectTypeOf(api.checkDependencies).toEqualTypeOf<
      (dependencies: readonly string[], options: CheckDependenciesOptions) => Promise<DependencyReport>
    >();
    expectTypeOf(api.readMakepkgConf).toEqualTypeOf<
      (file: string, options: ReadMakepkgConfOptions) => Promise<Partial<BuildConfig>>
    >();
    expectTypeOf(api.hostsOfEcosystem).toEqualTypeOf<
      (name: Ecosystem, options: EcosystemOptions) => Promise<EcosystemHosts>
    >();
    expectTypeOf(api.recogniseNetworkUse).toEqualTypeOf<
      (functions: ReadonlyMap<string, string>) => readonly NetworkUse[]
    >();
    expectTypeOf<NetworkOptions['allow']>().toEqualTypeOf<NetworkByPhase | undefined>();
    expectTypeOf<ExecuteResult['surroundings']>().toEqualTypeOf<BuildSurroundings>();
    expectTypeOf<BuiltPackage['changes']>().toEqualTypeOf<readonly PackageChange[]>();
    expectTypeOf<BuiltPackage['outwardLinks']>().toEqualTypeOf<readonly OutwardLink[]>();
    expectTypeOf<BuiltPackage['metadata']>().toEqualTypeOf<PackageMetadata | undefined>();
    expectTypeOf<BuiltPackage['owners']>().toEqualTypeOf<readonly PathOwner[] | undefined>();
    expectTypeOf<api.ExecuteError['reason']>().toEqualTypeOf<EndReason | undefined>();
    expectTypeOf<api.ExecuteError['limit']>().toEqualTypeOf<LimitName | undefined>();
    expectTypeOf<api.ExecuteError['report']>().toEqualTypeOf<PhaseReport | undefined>();
    expectTypeOf<ExecuteResult['guard']>().toEqualTypeOf<GuardName>();
    const error: unknown = new api.ExecuteError({ code: 'LIMIT', message: 'too much' });
    expect(api.isExecuteError(error) && [error.code, error.name, error.lastLines]).toEqual([
      'LIMIT',
      'ExecuteError',
      [],
    ]);
    expect(api.isExecuteError(new Error('too much'))).toBe(false);
  });
});
