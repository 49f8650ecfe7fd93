import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  BuildConfig,
  BuiltPackage,
  CheckDependenciesOptions,
  Compression,
  CreatePackageOptions,
  DependencyReport,
  EndReason,
  ExecuteErrorCode,
  ExecuteErrorInit,
  ExecuteEvent,
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
  ReadMakepkgConfOptions,
} from '../src/index.js';
import * as api from '../src/index.js';

describe('the public interface', () => {
  it('has these values', () => {
    expect(Object.keys(api).sort()).toEqual([
      'BUILD_ENVIRONMENT_NAMES',
      'DEFAULT_EXECUTE_LIMITS',
      'ExecuteError',
      'checkDependencies',
      'createPackage',
      'defaultBuildConfig',
      'executePkgbuild',
      'isExecuteError',
      'readMakepkgConf',
    ]);
  });

  it('has these types', () => {
    expectTypeOf(api.executePkgbuild).toEqualTypeOf<(options: ExecuteOptions) => Promise<ExecuteResult>>();
    expectTypeOf<ExecuteOptions['limits']>().toEqualTypeOf<Partial<ExecuteLimits> | undefined>();
    expectTypeOf<ExecuteOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>();
    expectTypeOf<ExecuteEvent['phase']>().toEqualTypeOf<Phase>();
    expectTypeOf<ExecuteResult['phases']>().toEqualTypeOf<readonly PhaseResult[]>();
    expectTypeOf<ExecuteErrorInit['code']>().toEqualTypeOf<ExecuteErrorCode>();
    expectTypeOf<ExecuteErrorCode>().toEqualTypeOf<
      | 'BASH_MISSING'
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
    expectTypeOf(api.createPackage).toEqualTypeOf<
      (built: BuiltPackage, options: CreatePackageOptions) => Promise<string>
    >();
    expectTypeOf(api.readMakepkgConf).toEqualTypeOf<
      (file: string, options: ReadMakepkgConfOptions) => Promise<Partial<BuildConfig>>
    >();
    expectTypeOf<CreatePackageOptions['compression']>().toEqualTypeOf<Compression | undefined>();
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
