import { expect, test } from 'vitest';
import type {
  Analysis,
  AnalyzedText,
  ChecksumAlgorithm,
  Dependency,
  DependencyOperator,
  DynamicVariable,
  Explanation,
  FunctionAnalysis,
  HostFacts,
  MergedView,
  ParseLimits,
  ParseOptions,
  ParseResult,
  Pkgbuild,
  PkgbuildFunction,
  PkgbuildPackage,
  Position,
  Problem,
  ProblemCode,
  Provision,
  Range,
  Source,
  Srcinfo,
  SrcinfoPackage,
  SrcinfoResult,
  SrcinfoSection,
  UnameFacts,
  ViewOptions,
} from '../src/index.js';
import * as api from '../src/index.js';

test('exports exactly the promised values', () => {
  expect(Object.keys(api).sort()).toEqual([
    'DEFAULT_PARSE_LIMITS',
    'analyzePkgbuild',
    'bumpVersion',
    'checksumAlgorithms',
    'compareVersions',
    'explain',
    'forArchitecture',
    'formatProblem',
    'formatSarif',
    'formatSrcinfo',
    'lintPkgbuild',
    'lintRules',
    'packageNamed',
    'parseDependency',
    'parsePkgbuild',
    'parseSource',
    'parseSrcinfo',
    'satisfies',
    'setVariable',
    'updateChecksums',
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

test('exports the promised types of what goes beyond reading', () => {
  const analysis: Analysis = api.analyzePkgbuild('');
  const top: FunctionAnalysis = analysis.topLevel;
  const found: readonly AnalyzedText[] = top.evals;
  const operator: DependencyOperator = '>=';
  const dependency: Dependency = api.parseDependency('a>=1');
  const provider: Provision = { name: 'a', version: '1' };
  const read: SrcinfoResult = api.parseSrcinfo('');
  const srcinfo: Srcinfo | undefined = read.srcinfo;
  const packages: readonly SrcinfoPackage[] = srcinfo?.packages ?? [];
  const section: SrcinfoSection | undefined = srcinfo;
  const uname: UnameFacts = { kernelName: 'Linux' };
  const view: ViewOptions = { architecture: 'x86_64' };
  const { pkgbuild } = api.parsePkgbuild('pkgname=a\npkgver=1\npkgrel=1\narch=(any)', { facts: { uname } });
  const merged: MergedView | undefined = pkgbuild && api.packageNamed(pkgbuild, 'a', view);
  const own: readonly PkgbuildPackage[] | undefined = pkgbuild?.packages;
  const why: Explanation | undefined = pkgbuild && api.explain(pkgbuild, 'pkgver');
  expect([found, packages, section, dependency.operator, own?.[0]?.name]).toEqual([
    [],
    [],
    undefined,
    operator,
    'a',
  ]);
  expect([api.satisfies(provider, dependency), merged?.architecture, why?.value]).toEqual([
    true,
    'x86_64',
    '1',
  ]);
});
