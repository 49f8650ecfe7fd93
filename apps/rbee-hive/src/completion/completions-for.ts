import type { Argument, Command, Option } from 'commander';
import { type ValueKind, valueKindOf } from './completers.js';

/** What may stand where the cursor is. */
export type Completions =
  | { readonly type: 'words'; readonly words: readonly Candidate[] }
  | { readonly type: 'values'; readonly kind: ValueKind }
  | { readonly type: 'files' };

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/**
 * What may stand in place of the last word, which may be empty or half a word.
 *
 * @param words those after the program's name
 */
export function completionsFor(program: Command, words: readonly string[]): Completions {
  // Bash takes `--sandbox=off` for three words.
  const typed = words.filter((word, index) => !(word === '=' && words[index - 1]?.startsWith('-')));
  const last = words.at(-1) === '=' ? '' : (words.at(-1) ?? '');
  const before = words.at(-1) === '=' ? typed : typed.slice(0, -1);
  const place = walk(program, before);
  if (place.option !== undefined) return valuesOfOption(place.option);
  if (last.startsWith('-') && !place.onlyOperands) return optionsOf(program, place.command);
  if (place.command.commands.length > 0) return place.operands > 0 ? NOTHING : commandsOf(place.command);
  const { registeredArguments } = place.command;
  const argument = registeredArguments[place.operands] ?? registeredArguments.at(-1);
  if (argument === undefined || (place.operands >= registeredArguments.length && !argument.variadic))
    return NOTHING;
  return valuesOfArgument(argument);
}

const NOTHING: Completions = { type: 'words', words: [] };

interface Place {
  readonly command: Command;
  /** How many arguments of the command stand before. */
  readonly operands: number;
  /** The option whose value comes next. */
  readonly option: Option | undefined;
  /** Whether `--` stands before. */
  readonly onlyOperands: boolean;
}

function walk(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, operands: 0, option: undefined, onlyOperands: false };
  for (const word of words) place = step(program, place, word);
  return place;
}

function step(program: Command, place: Place, word: string): Place {
  if (place.option !== undefined) return { ...place, option: undefined };
  if (!place.onlyOperands && word === '--') return { ...place, onlyOperands: true };
  if (!place.onlyOperands && word.startsWith('-')) {
    const option = allOptions(program, place.command).find(
      ({ long, short }) => word === long || word === short,
    );
    return option?.required ? { ...place, option } : place;
  }
  const command = place.command.commands.find((candidate) => candidate.name() === word);
  return command === undefined ? { ...place, operands: place.operands + 1 } : { ...place, command };
}

function allOptions(program: Command, command: Command): Option[] {
  return [...new Set([...command.createHelp().visibleOptions(command), ...program.options])];
}

function optionsOf(program: Command, command: Command): Completions {
  const words = allOptions(program, command).flatMap(({ long, description }) =>
    long ? [{ word: long, description }] : [],
  );
  return { type: 'words', words };
}

function commandsOf(command: Command): Completions {
  const words = command
    .createHelp()
    .visibleCommands(command)
    .map((candidate) => ({ word: candidate.name(), description: candidate.description() }));
  return { type: 'words', words };
}

function valuesOfOption({ argChoices, flags }: Option): Completions {
  if (argChoices !== undefined) return choices(argChoices);
  return /<(?:file|folder)/.test(flags) ? { type: 'files' } : NOTHING;
}

function valuesOfArgument(argument: Argument): Completions {
  if (argument.argChoices !== undefined) return choices(argument.argChoices);
  const kind = valueKindOf(argument);
  return kind === undefined ? NOTHING : { type: 'values', kind };
}

function choices(values: readonly string[]): Completions {
  return { type: 'words', words: values.map((word) => ({ word, description: '' })) };
}
