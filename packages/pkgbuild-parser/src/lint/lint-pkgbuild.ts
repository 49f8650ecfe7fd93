import { parsePkgbuild } from '../parse/parse-pkgbuild.js';
import { createRangeOf } from '../problems/positions.js';
import type { ParseOptions, ParseResult } from '../types.js';
import type { LintFinding, Report } from './finding.js';
import { ruleOf } from './rules.js';
import { checkFields } from './style/fields.js';
import { checkNames } from './style/makepkg-names.js';
import { checkScripts } from './style/scripts.js';
import { createSuppressions } from './suppressions.js';

/** What {@link lintPkgbuild} takes. */
export interface LintOptions extends ParseOptions {
  /** Ids of rules that are left out, as comments in the file leave them out: errors stay. @default none */
  readonly disable?: readonly string[] | undefined;
  /** The result when the text has been parsed already, as `readPkgbuild` does it. @default the text is parsed */
  readonly parsed?: ParseResult | undefined;
}

/** What {@link lintPkgbuild} returns. */
export interface LintResult {
  /** In the order of the text. */
  readonly findings: readonly LintFinding[];
  /** How many warnings were left out because a comment or an option says so. */
  readonly suppressed: number;
}

/**
 * All that {@link parsePkgbuild} reports, and what namcap and shellcheck say most often, each with the id of its
 * rule. A comment leaves warnings out: `# pkgbuild-lint disable=RULE,RULE` at the end of a line for that line, alone on
 * a line for the next one, and `# pkgbuild-lint disable-file=RULE` for the whole file. Never throws.
 * @example
 * ```ts
 * const { findings } = lintPkgbuild(text);
 * for (const { rule, message, range } of findings) console.log(range.start.line, rule, message);
 * ```
 */
export function lintPkgbuild(text: string, options: LintOptions = {}): LintResult {
  const { disable = [], parsed = parsePkgbuild(text, options) } = options;
  const found: LintFinding[] = parsed.problems.map(({ code, severity, message, range }) => ({
    rule: ruleOf(code),
    ...{ severity, message, range },
  }));
  const { pkgbuild } = parsed;
  const rangeOf = createRangeOf(text);
  const report: Report = (rule, place, message) => {
    const range = 'start' in place ? place : rangeOf(place);
    found.push({ rule, severity: 'warning', message, range });
  };
  if (pkgbuild !== undefined) {
    for (const check of [checkFields, checkNames]) check({ text, pkgbuild }, report);
    checkScripts(text, report);
  }
  const isSuppressed = createSuppressions(text, disable);
  const findings = found.filter((finding) => finding.severity === 'error' || !isSuppressed(finding));
  findings.sort((first, second) => first.range.start.offset - second.range.start.offset);
  return { findings, suppressed: found.length - findings.length };
}
