import { type ParsedScript, parse } from 'unbash';

/**
 * A list with an operator in it, such as `a=(b > c)`, is an error of its line alone: bash reports it, skips the line
 * and reads on, unless a command on the line continues on others.
 */
export function withoutWrongLists(text: string, script: ParsedScript): ParsedScript {
  const errors = script.errors ?? [];
  if (errors.length === 0 || !errors.every(({ message }) => message.endsWith('in array assignment')))
    return script;
  let { commands } = script;
  for (const { pos } of errors) {
    const start = text.lastIndexOf('\n', pos) + 1;
    const newline = text.indexOf('\n', pos);
    const end = newline === -1 ? text.length : newline;
    const onLine = commands.filter((command) => command.pos < end && command.end > start);
    const isWhole = onLine.every((command) => command.pos >= start && command.end <= end);
    if (!isWhole || text.slice(start, end).includes('<<')) return script;
    const failure = parse(`${' '.repeat(start)}false`).commands;
    const before = commands.filter((command) => command.end <= start);
    const after = commands.filter((command) => command.pos >= end);
    commands = [...before, ...(onLine.length === 0 ? [] : failure), ...after];
  }
  const { errors: _, ...rest } = script;
  return { ...rest, commands };
}
