export { vercmp } from '@rbee-internal/vercmp';
export type { Analysis, AnalyzedText, FunctionAnalysis } from './analysis-types.js';
export { analyzePkgbuild } from './analyze-pkgbuild.js';
export { compareVersions, parseDependency, satisfies } from './dependency.js';
export { explain } from './explain.js';
export { checksumAlgorithms } from './fields.js';
export { formatProblem } from './format-problem.js';
export { formatSrcinfo } from './format-srcinfo.js';
export { DEFAULT_PARSE_LIMITS } from './options.js';
export { parsePkgbuild } from './parse-pkgbuild.js';
export { parseSrcinfo } from './parse-srcinfo.js';
export type { Position, Problem, ProblemCode, Range } from './problem-types.js';
export { parseSource } from './source-entry.js';
export type {
  ChecksumAlgorithm,
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
export { forArchitecture, packageNamed } from './views.js';
