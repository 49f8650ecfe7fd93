import type { Position } from '../problems/problem.js';
import type { LintFinding } from './finding.js';
import { lintRules } from './rules.js';

/** The findings in one file. */
export interface LintedFile {
  /** Relative to the root of the repository, with `/`. */
  readonly file: string;
  readonly findings: readonly LintFinding[];
}

/**
 * The findings as SARIF 2.1.0, which code hosts show beside the lines.
 * @example
 * ```ts
 * await writeFile('lint.sarif', formatSarif([{ file: 'tool/PKGBUILD', findings: lintPkgbuild(text).findings }]));
 * ```
 */
export function formatSarif(files: readonly LintedFile[]): string {
  const rules = lintRules.map(({ id, severity, summary }) => ({
    id,
    shortDescription: { text: summary },
    defaultConfiguration: { level: severity },
  }));
  const results = files.flatMap(({ file, findings }) => findings.map((finding) => resultOf(file, finding)));
  const driver = { name: 'pkgbuild', informationUri: 'https://github.com/rbee-keeper/rbee-workers', rules };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(file: string, { rule, severity, message, range: { start, end } }: LintFinding) {
  const region = { ...from(start), endLine: end.line, endColumn: end.column };
  const uri = file.split('/').map(encodeURIComponent).join('/');
  const physicalLocation = { artifactLocation: { uri }, region };
  return { ruleId: rule, level: severity, message: { text: message }, locations: [{ physicalLocation }] };
}

function from({ line, column }: Position) {
  return { startLine: line, startColumn: column };
}
