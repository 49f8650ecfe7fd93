import { type HereDoc, parse, type Redirection } from 'unbash';
import { fileContent } from './facts.js';
import { NotKnown } from './outcomes.js';
import { joinSegments } from './segments.js';
import { placeOf, type Shell, type SubstitutionPart, withOrigin } from './shell.js';
import { textOf } from './words.js';

/** What a command's redirections do to what is followed here: standard output and standard input. */
export interface Redirected {
  readonly discardsOutput: boolean;
  readonly input: string | undefined;
}

/** @throws NotKnown when a file is involved */
export function readRedirections(shell: Shell, redirections: readonly Redirection[]): Redirected {
  let discardsOutput = false;
  let input: string | undefined;
  for (const redirection of redirections) {
    if (redirection.type === 'Redirect' && redirection.operator === '<')
      input = fileInput(shell, redirection);
    else if (redirection.type === 'Redirect')
      discardsOutput = redirects(shell, redirection) || discardsOutput;
    else input = inputOf(shell, redirection);
  }
  return { discardsOutput, input };
}

const NOWHERE: ReadonlySet<string> = new Set(['/dev/null', '/dev/stderr']);

/** Whether it takes standard output away. */
function redirects(shell: Shell, redirection: Redirection & { type: 'Redirect' }): boolean {
  const { operator, descriptor, target } = redirection;
  const to = target === undefined ? '' : textOf(shell, target);
  const from = descriptor?.type === 'FileDescriptor' ? descriptor.value : descriptor === undefined ? 1 : -1;
  const isOutput = operator === '>' || operator === '>>' || operator === '>|';
  if (isOutput && NOWHERE.has(to) && (from === 1 || from === 2)) return from === 1;
  if (operator === '&>' && to === '/dev/null') return true;
  if (operator === '>&' && from === 1 && to === '2') return true;
  if (operator === '>&' && from === 2 && to === '1') return false;
  throw new NotKnown(`the redirection \`${operator}${to}\``, placeOf(shell, redirection));
}

function fileInput(shell: Shell, redirection: Redirection & { type: 'Redirect' }): string {
  const { descriptor, target } = redirection;
  if (descriptor !== undefined || target === undefined) {
    throw new NotKnown('input on another descriptor', placeOf(shell, redirection));
  }
  const [part, ...others] = target.parts ?? [];
  if (part?.type === 'ProcessSubstitution' && part.operator === '<' && others.length === 0) {
    return processOutput(shell, part);
  }
  const name = textOf(shell, target);
  return name === '/dev/null' ? '' : fileContent(shell, name, redirection);
}

/** `< <(commands)`: their status is no one's. @throws NotKnown */
function processOutput(shell: Shell, part: SubstitutionPart): string {
  const outer = { status: shell.status, substitutionStatus: shell.substitutionStatus };
  try {
    return shell.hooks.outputOf(shell, part, { whole: true });
  } finally {
    Object.assign(shell, outer);
  }
}

function inputOf(shell: Shell, redirection: Exclude<Redirection, { type: 'Redirect' }>): string {
  if (redirection.descriptor !== undefined) {
    throw new NotKnown('input on another descriptor', placeOf(shell, redirection));
  }
  if (redirection.type === 'HereString') {
    return `${redirection.target === undefined ? '' : textOf(shell, redirection.target)}\n`;
  }
  const { delimiter, operator } = redirection;
  const body = operator === '<<-' ? withoutTabs(shell, redirection) : redirection.body;
  if (delimiter?.quoted === true || body.parts === undefined) return body.text;
  const { pos, end, text, parts } = body;
  const word = { type: 'Word', pos, end, text, parts, value: text } as const;
  const read = () => joinSegments(shell.hooks.segmentsOf(shell, word, 'double-quoted'));
  return operator === '<<-' ? withOrigin(shell, redirection, read) : read();
}

/** The body as bash reads it after the tabs that begin its lines are gone. */
function withoutTabs(shell: Shell, redirection: HereDoc): HereDoc['body'] {
  const { body } = redirection;
  const text = body.text.replace(/^\t+/gm, '');
  if (body.parts === undefined || redirection.delimiter?.quoted === true)
    return { ...body, text, parts: undefined };
  const END = 'END_OF_THE_DOCUMENT';
  const command = text.includes(END) ? undefined : parse(`:<<${END}\n${text}${END}\n`).commands[0]?.command;
  const read = command?.type === 'Command' ? command.redirects[0] : undefined;
  if (read?.type === 'HereDoc') return read.body;
  throw new NotKnown('a here-document', placeOf(shell, redirection));
}
