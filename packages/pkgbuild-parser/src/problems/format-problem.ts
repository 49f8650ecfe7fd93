import type { Problem } from './problem.js';

/**
 * A problem on one line: `12:3: pkgver is missing`.
 * @example
 * ```ts
 * const { problems } = parsePkgbuild('pkgname=(');
 * console.error(problems.map(formatProblem).join('\n'));
 * ```
 */
export function formatProblem({ range, message }: Problem): string {
  return `${range.start.line}:${range.start.column}: ${message}`;
}
