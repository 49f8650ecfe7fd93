import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  ExecuteErrorCode,
  ExecuteErrorInit,
  ExecuteEvent,
  ExecuteLimits,
  ExecuteOptions,
  ExecuteResult,
  Phase,
  PhaseResult,
} from '../src/index.js';
import * as api from '../src/index.js';

describe('the public interface', () => {
  it('has these values', () => {
    expect(Object.keys(api).sort()).toEqual([
      'BUILD_ENVIRONMENT_NAMES',
      'DEFAULT_EXECUTE_LIMITS',
      'ExecuteError',
      'defaultBuildConfig',
      'executePkgbuild',
      'isExecuteError',
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
      | 'PACKAGE_INVALID'
      | 'CONFIG_INVALID'
    >();
    const error: unknown = new api.ExecuteError({ code: 'LIMIT', message: 'too much' });
    expect(api.isExecuteError(error) && [error.code, error.name, error.lastLines]).toEqual([
      'LIMIT',
      'ExecuteError',
      [],
    ]);
    expect(api.isExecuteError(new Error('too much'))).toBe(false);
  });
});
