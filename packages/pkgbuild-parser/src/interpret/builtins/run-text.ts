import { parse } from 'unbash';
import type { Place } from '../../problems/positions.js';
import { takeSteps } from '../state/budget.js';
import { type Flow, NotKnown, type Status, SyntaxRefused } from '../state/outcomes.js';
import { placeOf, withOrigin } from '../state/places.js';
import type { Shell } from '../state/shell.js';

export function runText(
  shell: Shell,
  { text, place, name }: { text: string; place: Place; name: string },
): Status | Flow {
  takeSteps(shell, place, 1 + (text.length >> 4));
  const script = parse(text);
  const here = placeOf(shell, place);
  if (script.errors !== undefined && script.errors.length > 0) {
    throw new NotKnown(`${name}, which is not valid bash`, here);
  }
  const outer = shell.source;
  shell.source = text;
  if (script.commands.length === 0) shell.status = 0;
  try {
    return withOrigin(shell, here, () => shell.interpreter.runLines(shell, script.commands)) ?? shell.status;
  } catch (error) {
    if (error instanceof SyntaxRefused) throw new NotKnown(`${name}, which is not valid bash`, here);
    throw error;
  } finally {
    shell.source = outer;
  }
}
