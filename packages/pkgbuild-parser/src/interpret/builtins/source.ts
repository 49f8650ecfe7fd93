import type { Place } from '../../problems/positions.js';
import { fileContent, fileExists } from '../state/file-facts.js';
import type { Flow, Status } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';
import { runText } from './run-text.js';

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
