import { parse, type Statement } from 'unbash';
import { FlowNotKnown, NotKnown, SyntaxRefused } from '../state/outcomes.js';
import { placeOf, withOrigin } from '../state/places.js';
import type { Shell, SubstitutionKind, SubstitutionPart } from '../state/shell.js';
import { losesSemicolon } from './lost-semicolons.js';
import { collected } from './subshells.js';

/** Bash lays out a substitution before it reads it again, and then takes `\\&` at the end of a line for `&`. */
const MISPRINTED = /\\&[ \t]*\n/;

/** In a group it leaves out the semicolons after a here-document. */
const GROUPED_DOCUMENT = /\{\s[\s\S]*[^<]<<-?\s*[\w'"\\][\s\S]*\n[^\n]*;/;

/** See {@link Interpreter.outputOf}. */
export function outputOf(shell: Shell, part: SubstitutionPart, kind: SubstitutionKind = 'command'): string {
  const script = part.script ?? parse('');
  const place = placeOf(shell, part);
  if (script.errors !== undefined && script.errors.length > 0) {
    throw new SyntaxRefused(script.errors[0]?.message ?? 'not valid bash', place);
  }
  if (MISPRINTED.test(part.text))
    throw new FlowNotKnown('shell', new NotKnown('an `&` that bash misreads', place));
  const misread = misreadIn(part.text);
  if (misread !== undefined) throw new FlowNotKnown('line', new NotKnown(misread, place));
  if (GROUPED_DOCUMENT.test(part.text))
    throw new FlowNotKnown('line', new NotKnown('a here-document in a group that bash misreads', place));
  if (part.text.includes('<<') && losesSemicolon(script))
    throw new FlowNotKnown('line', new NotKnown('a semicolon that bash loses after a here-document', place));
  const output = () => printedBy(shell, script.commands, { part, kind });
  return script.source === undefined ? output() : withOrigin(shell, place, output);
}

/** Why bash may not read what is written there, nor what is left of the line. */
function misreadIn(text: string): string | undefined {
  if (text.startsWith('`')) return undefined;
  if (text.includes('=(') && LOST_BLANK.test(text)) return 'a blank that bash loses in a list';
  return text.includes('${') && MISCOUNTED.test(text) ? 'quotes that bash miscounts' : undefined;
}

/** When bash lays out a list, an escaped blank before another blank or before the end is lost. */
const LOST_BLANK = /(?<!\\)(?:\\\\)*\\[ \t][ \t\n)]/;

/** `$'…\'…'` inside `"${…}"`. */
const MISCOUNTED = /"[^"\n]*\$\{[^"}\n]*\$'[^'\n]*\\'/;

function printedBy(
  shell: Shell,
  statements: readonly Statement[],
  { part, kind }: { readonly part: SubstitutionPart; readonly kind: SubstitutionKind },
): string {
  const result = collected(shell, { place: part, input: shell.input }, (inner) => {
    if (kind === 'command') {
      inner.settings.flags.delete('e');
      inner.ignoresFailures ||= shell.ignoresInSubstitutions;
    }
    inner.interpreter.runStatements(inner, statements);
  });
  shell.substitutionStatus = result.status;
  shell.status = result.status;
  if (result.notKnown !== undefined) throw result.notKnown;
  return kind === 'process' ? result.output : withoutTrailingNewlines(result.output.replaceAll('\0', ''));
}

function withoutTrailingNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}
