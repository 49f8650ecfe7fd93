export { vercmp } from '@rbee-internal/vercmp';
export { analyzePkgbuild } from './analyze-pkgbuild.js';
export { compareVersions, parseDependency, satisfies } from './dependency.js';
export { explain } from './explain.js';
export { checksumAlgorithms } from './fields.js';
export { formatProblem } from './format-problem.js';
export { formatSrcinfo } from './format-srcinfo.js';
export { DEFAULT_PARSE_LIMITS } from './options.js';
export { parsePkgbuild } from './parse-pkgbuild.js';
export { parseSrcinfo } from './parse-srcinfo.js';
export { parseSource } from './source-entry.js';
export type {
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
} from './types.js';
export { forArchitecture, packageNamed } from './views.js';
