import { parse } from 'unbash';
import type { Place } from '../positions.js';
import { fileContent, fileExists, LAYOUT_MARK } from './facts.js';
import { type Flow, NotKnown, type Status, SyntaxRefused } from './outcomes.js';
import { placeOf, type Shell, takeSteps, withOrigin } from './shell.js';

/** `eval`: the arguments are commands. @throws NotKnown for text that is no bash */
export function evalText(shell: Shell, args: readonly string[], place: Place): Status | Flow {
  const text = (args[0] === '--' ? args.slice(1) : args).join(' ').replaceAll(LAYOUT_MARK, '');
  if (text.trim() === '') return 0;
  return runText(shell, { text, place, name: '`eval`' });
}

/** `source` of a file that the facts hold; one that is missing fails, but a bare name may be in `PATH`. @throws NotKnown */
export function sourceFile(shell: Shell, args: readonly string[], place: Place): Status | Flow {
  const [name, ...given] = args;
  if (name === undefined) return 2;
  if (name.includes('/') && fileExists(shell, name) === false) return 1;
  const text = fileContent(shell, name, place);
  const outer = shell.positional;
  if (given.length > 0) shell.positional = given;
  try {
    const outcome = runText(shell, { text, place, name: `\`${name}\`` });
    return typeof outcome === 'object' && 'type' in outcome && outcome.type === 'return'
      ? shell.status
      : outcome;
  } finally {
    if (given.length > 0) shell.positional = outer;
  }
}

function runText(
  shell: Shell,
  { text, place, name }: { text: string; place: Place; name: string },
): Status | Flow {
  takeSteps(shell, place, 1 + (text.length >> 4));
  const script = parse(text);
  const here = placeOf(shell, place);
  if (script.errors !== undefined && script.errors.length > 0) {
    throw new NotKnown(`${name}, which is no bash`, here);
  }
  const outer = shell.source;
  shell.source = text;
  if (script.commands.length === 0) shell.status = 0;
  try {
    return withOrigin(shell, here, () => shell.hooks.run(shell, script.commands)) ?? shell.status;
  } catch (error) {
    if (error instanceof SyntaxRefused) throw new NotKnown(`${name}, which is no bash`, here);
    throw error;
  } finally {
    shell.source = outer;
  }
}
