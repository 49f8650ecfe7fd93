import { showForeign } from '@rbee-internal/redact-url';
import { type ParsedScript, parse, type SyntaxNode } from 'unbash';
import type { ProblemList } from '../../problems/problem-list.js';
import { mayHoldEscapedLists, reportEscapedLists } from './escaped-lists.js';
import { reportExtendedPatterns } from './extended-patterns.js';
import { withHiddenBackticks } from './hidden-backticks.js';
import { reportPrefixedFunctions } from './prefixed-functions.js';
import { isSimpleSubstitution, substitutionPlaces } from './substitutions.js';
import { reportSwallowed } from './swallowed.js';
import { reportUnspacedComparisons } from './unspaced-comparisons.js';
import { reportNested } from './walk.js';
import { withoutWrongLists } from './wrong-lists.js';

/**
 * The syntax tree of a file as bash reads it for makepkg: with extended patterns off until `shopt` turns them
 * on. Returns `undefined` when the text is not valid bash.
 */
export function readSyntax(text: string, list: ProblemList): ParsedScript | undefined {
  const script = readTree(text, parse(text), list);
  const hidden = script === undefined ? withHiddenBackticks(text) : undefined;
  if (hidden === undefined) return script;
  const problems = list.problems.splice(0);
  const other = readTree(text, parse(hidden), list);
  if (other === undefined) list.problems.splice(0, list.problems.length, ...problems);
  return other;
}

function readTree(text: string, tree: ParsedScript, list: ProblemList): ParsedScript | undefined {
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn !== -1) {
    const place = { pos: carriageReturn, end: carriageReturn + 1 };
    list.error('CARRIAGE_RETURN', place, 'The file holds a carriage return: save it with Unix line ends');
  }
  const script = withoutWrongLists(text, tree);
  reportErrors(script, list);
  // Command substitutions are read only when asked for; bash reads them with the file.
  reportPrefixedFunctions(text, script, list);
  const nested = substitutionPlaces(text).filter((place) => !isSimpleSubstitution(text, place));
  const reportLists = mayHoldEscapedLists(text);
  const visit = (node: SyntaxNode) => {
    if (node.type !== 'Script' || node.source !== undefined) return;
    reportErrors(node, list);
    if (reportLists) reportEscapedLists(text, node, list);
  };
  reportNested(script, list, { text, places: nested, visit });
  reportUnspacedComparisons(text, script, list);
  reportExtendedPatterns(text, script, list);
  reportSwallowed(text, script, list);
  return list.problems.length === 0 ? script : undefined;
}

function reportErrors(script: ParsedScript, list: ProblemList): void {
  for (const { pos, message } of script.errors ?? [])
    list.error('SYNTAX', { pos, end: pos }, showForeign(message));
}
