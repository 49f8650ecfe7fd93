import { forEachChild, type ParsedScript, type Statement, type SyntaxNode } from 'unbash';

/**
 * Bash lays out a substitution before it reads it again. When the first command of a list has a here-document, the
 * next semicolon but one that it writes is lost, and two commands become one.
 */
export function losesSemicolon(script: ParsedScript): boolean {
  return isMisprinted(script.commands) || someBelow(script);
}

function someBelow(node: SyntaxNode): boolean {
  let found = false;
  forEachChild(node, (child) => {
    if (found || child.type === 'Script') return;
    found = (child.type === 'CompoundList' && isMisprinted(child.commands)) || someBelow(child);
  });
  return found;
}

function isMisprinted([first, second, third]: readonly Statement[]): boolean {
  if (first === undefined || second === undefined || !endsInDocument(first.command)) return false;
  return third !== undefined || second.command.type !== 'Command';
}

/** Whether a here-document stands anywhere in a command, but for those of substitutions. */
function endsInDocument(node: SyntaxNode): boolean {
  if (node.type === 'HereDoc') return true;
  let found = false;
  forEachChild(node, (child) => {
    found ||= child.type !== 'Script' && endsInDocument(child);
  });
  return found;
}
