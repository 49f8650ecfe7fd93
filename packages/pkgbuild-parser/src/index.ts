export { vercmp } from '@rbee-internal/vercmp';
export type { Analysis, AnalyzedText, FunctionAnalysis } from './analyze/analysis.js';
export { analyzePkgbuild } from './analyze/analyze-pkgbuild.js';
export { compareVersions, parseDependency, satisfies } from './model/dependency.js';
export { explain } from './model/explain.js';
export { checksumAlgorithms } from './model/fields.js';
export { parseSource } from './model/source-entry.js';
export { forArchitecture, packageNamed } from './model/views.js';
export { DEFAULT_PARSE_LIMITS } from './options.js';
export { parsePkgbuild } from './parse/parse-pkgbuild.js';
export { formatProblem } from './problems/format-problem.js';
export type { Position, Problem, ProblemCode, Range } from './problems/problem.js';
export { formatSrcinfo } from './srcinfo/format-srcinfo.js';
export { parseSrcinfo } from './srcinfo/parse-srcinfo.js';
export type {
  ChecksumAlgorithm,
  CommandFact,
  Dependency,
  DependencyOperator,
  DynamicVariable,
  Explanation,
  FileFact,
  HostFacts,
  MergedView,
  ParseLimits,
  ParseOptions,
  ParseResult,
  Pkgbuild,
  PkgbuildFunction,
  PkgbuildPackage,
  Provision,
  Source,
  Srcinfo,
  SrcinfoPackage,
  SrcinfoResult,
  SrcinfoSection,
  UnameFacts,
  ViewOptions,
} from './types.js';
