import { expect, test } from 'vitest';
import type {
  ChecksumAlgorithm,
  DynamicVariable,
  HostFacts,
  ParseLimits,
  ParseOptions,
  ParseResult,
  Pkgbuild,
  PkgbuildFunction,
  Position,
  Problem,
  ProblemCode,
  Range,
  Source,
} from '../src/index.js';
import * as api from '../src/index.js';

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toEqual([
    'DEFAULT_PARSE_LIMITS',
    'checksumAlgorithms',
    'formatProblem',
    'formatSrcinfo',
    'parsePkgbuild',
    'parseSource',
    'vercmp',
  ]);
});

test('exports the promised types', () => {
  const algorithm: ChecksumAlgorithm = 'sha256';
  const limits: ParseLimits = api.DEFAULT_PARSE_LIMITS;
  const facts: HostFacts = { carch: 'aarch64' };
  const options: ParseOptions = { facts, limits };
  const result: ParseResult = api.parsePkgbuild('', options);
  const pkgbuild: Pkgbuild | undefined = result.pkgbuild;
  const functions: ReadonlyMap<string, PkgbuildFunction> | undefined = pkgbuild?.functions;
  const dynamic: ReadonlyMap<string, DynamicVariable> | undefined = pkgbuild?.dynamic;
  const position: Position = { line: 1, column: 1, offset: 0 };
  const range: Range = { start: position, end: position };
  const code: ProblemCode = 'LIMIT';
  const problem: Problem = { code, severity: 'error', message: 'm', range };
  const source: Source = api.parseSource('x');
  expect([functions, dynamic, source.name, api.formatProblem(problem)]).toEqual([
    undefined,
    undefined,
    'x',
    '1:1: m',
  ]);
  expect(api.checksumAlgorithms).toContain(algorithm);
  expect(api.vercmp('1', '2')).toBe(-1);
});
