export { vercmp } from '@rbee-internal/vercmp';
export { checksumAlgorithms } from './fields.js';
export { formatProblem } from './format-problem.js';
export { formatSrcinfo } from './format-srcinfo.js';
export { DEFAULT_PARSE_LIMITS } from './options.js';
export { parsePkgbuild } from './parse-pkgbuild.js';
export { parseSource } from './source-entry.js';
export type {
  ChecksumAlgorithm,
  DynamicVariable,
  HostFacts,
  ParseLimits,
  ParseOptions,
  ParseResult,
  Pkgbuild,
  PkgbuildFunction,
  PkgbuildPackage,
  Position,
  Problem,
  ProblemCode,
  Range,
  Source,
  UnameFacts,
} from './types.js';
