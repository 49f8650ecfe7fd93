export { vercmp } from '@rbee-internal/vercmp';
export type { Analysis, AnalyzedText, FunctionAnalysis } from './analyze/analysis.js';
export { analyzePkgbuild } from './analyze/analyze-pkgbuild.js';
export { bumpVersion } from './edit/bump-version.js';
export { setVariable } from './edit/set-variable.js';
export { updateChecksums } from './edit/update-checksums.js';
export type { LintFinding } from './lint/finding.js';
export { formatSarif, type LintedFile } from './lint/format-sarif.js';
export { type LintOptions, type LintResult, lintPkgbuild } from './lint/lint-pkgbuild.js';
export { type LintRuleInfo, lintRules } from './lint/rules.js';
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
  EditResult,
  Explanation,
  FileFact,
  HostFacts,
  MakepkgVersion,
  MergedView,
  NewVersion,
  ParseLimits,
  ParseOptions,
  ParseResult,
  Pkgbuild,
  PkgbuildFunction,
  PkgbuildPackage,
  Provision,
  Source,
  Srcinfo,
  SrcinfoOptions,
  SrcinfoPackage,
  SrcinfoResult,
  SrcinfoSection,
  TextEdit,
  UnameFacts,
  VariableLocation,
  ViewOptions,
} from './types.js';
