import { forEachChild, type SyntaxNode, type Word, type WordPart } from 'unbash';
import { readSyntax } from '../../parse/syntax/read-syntax.js';
import { createRangeOf } from '../../problems/positions.js';
import { createProblemList } from '../../problems/problem-list.js';
import type { Report } from '../finding.js';

const FOLDERS: ReadonlySet<string> = new Set(['srcdir', 'pkgdir', 'startdir']);

/** How the commands are written. */
export function checkScripts(text: string, report: Report): void {
  const script = readSyntax(text, createProblemList(createRangeOf(text)));
  if (script !== undefined) checkNode(script, report);
}

function checkNode(node: SyntaxNode, report: Report): void {
  if (node.type === 'CommandExpansion' && node.text.startsWith('`'))
    report('backticks', node, 'Write $(…) instead of backticks');
  if (node.type === 'Command') {
    for (const argument of [...(node.name === undefined ? [] : [node.name]), ...node.args])
      if (argument.type === 'Word') checkWord(argument, report);
  }
  forEachChild(node, (child) => {
    if (child.type !== 'Script' || child.source === undefined) checkNode(child, report);
  });
}

function checkWord({ parts = [] }: Word, report: Report): void {
  for (const part of parts) {
    const name = folderIn(part);
    if (name !== undefined) report('unquoted-folder', part, `Quote $${name}: its path may hold blanks`);
    if (part.type === 'ParameterExpansion' && part.index?.text === '@' && part.prefix !== '#')
      report('unquoted-array', part, 'Quote the array, or its elements are split at blanks');
  }
}

function folderIn(part: WordPart): string | undefined {
  const name =
    part.type === 'SimpleExpansion'
      ? part.text.slice(1)
      : part.type === 'ParameterExpansion' && part.prefix === undefined
        ? part.parameter
        : '';
  return FOLDERS.has(name) ? name : undefined;
}
