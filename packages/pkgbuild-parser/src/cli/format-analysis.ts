import type { Analysis, AnalyzedText, FunctionAnalysis } from '../index.js';

/** An analysis for people, one paragraph a function. */
export function formatAnalysis({ topLevel, functions, installScriptlets }: Analysis): string {
  const paragraphs = [topLevel, ...functions.values()].map(paragraph).filter((text) => text !== undefined);
  if (installScriptlets.length > 0) paragraphs.push(`install scriptlets: ${installScriptlets.join(', ')}\n`);
  return paragraphs.join('\n');
}

function paragraph(own: FunctionAnalysis): string | undefined {
  const commands = [...own.commands].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`));
  const lines = [
    line('commands', commands),
    line('network tools', own.networkTools),
    line('hosts', own.hosts),
    ...places('writes outside', own.outsideWrites),
    ...places('privileged', own.privileged),
    ...places('reads more commands', own.evals),
    ...places('not understood', own.notUnderstood),
  ].filter((text) => text !== undefined);
  return lines.length === 0 ? undefined : `${own.name}\n${lines.map((text) => `  ${text}\n`).join('')}`;
}

function line(label: string, values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : `${label}: ${values.join(', ')}`;
}

function places(label: string, found: readonly AnalyzedText[]): string[] {
  return found.map(({ text, range }) => `${label}: ${text} (line ${range.start.line})`);
}
