import type { LintFinding } from './finding.js';

const COMMENT = /#\s*pkgbuild-lint\s+disable(-file)?=([\w,-]+)/;

/** Whether a comment of the file or an option leaves a finding out. */
export function createSuppressions(
  text: string,
  disabled: readonly string[],
): (finding: LintFinding) => boolean {
  const everywhere = new Set(disabled);
  const byLine = new Map<number, Set<string>>();
  if (text.includes('pkgbuild-lint')) {
    for (const [index, line] of text.split('\n').entries())
      readComment(line, index + 1, { everywhere, byLine });
  }
  return ({ rule, range: { start, end } }) => {
    if (everywhere.has(rule)) return true;
    if (byLine.size === 0) return false;
    for (let line = start.line; line <= end.line; line += 1)
      if (byLine.get(line)?.has(rule) === true) return true;
    return false;
  };
}

/** Alone on its line it is about the next one. */
function readComment(
  line: string,
  number: number,
  { everywhere, byLine }: { readonly everywhere: Set<string>; readonly byLine: Map<number, Set<string>> },
): void {
  const match = COMMENT.exec(line);
  if (match === null) return;
  const rules = (match[2] ?? '').split(',');
  if (match[1] !== undefined) {
    for (const rule of rules) everywhere.add(rule);
    return;
  }
  const about = line.slice(0, match.index).trim() === '' ? number + 1 : number;
  byLine.set(about, new Set([...(byLine.get(about) ?? []), ...rules]));
}
