import { type HereDoc, parse, type Redirection } from 'unbash';
import { textOf } from '../expand/words.js';
import { takeSteps } from '../state/budget.js';
import { fileContent } from '../state/file-facts.js';
import { FlowNotKnown, NotKnown } from '../state/outcomes.js';
import { placeOf, withOrigin } from '../state/places.js';
import { joinSegments } from '../state/segments.js';
import type { Shell, SubstitutionPart } from '../state/shell.js';
import type { Sink } from '../state/sink.js';

/** Where a command's standard streams lead. */
export interface Streams {
  output: Sink | undefined;
  errors: Sink | undefined;
  /** What is read instead of the standard input around it, if anything. */
  input: string | undefined;
}

/** Each redirection sees what those before it have done. @throws NotKnown when a file is involved */
export function readRedirections(shell: Shell, redirections: readonly Redirection[]): Streams {
  const streams: Streams = { output: shell.output, errors: shell.errors, input: undefined };
  for (const redirection of redirections) {
    if (redirection.type !== 'Redirect') streams.input = inputOf(shell, redirection);
    else if (redirection.operator === '<') streams.input = fileInput(shell, redirection);
    else redirect(shell, redirection, streams);
  }
  return streams;
}

const WRITES: ReadonlySet<string> = new Set(['>', '>>', '>|']);
const WRITES_BOTH: ReadonlySet<string> = new Set(['&>', '&>>']);

function redirect(shell: Shell, redirection: Redirection & { type: 'Redirect' }, streams: Streams): void {
  const { operator, descriptor, target } = redirection;
  const to = target === undefined ? '' : textOf(shell, target);
  const from = descriptor?.type === 'FileDescriptor' ? descriptor.value : descriptor === undefined ? 1 : -1;
  const sinks: ReadonlyMap<string, Sink | undefined> =
    operator === '>&'
      ? new Map([
          ['1', streams.output],
          ['2', streams.errors],
        ])
      : new Map([
          ['/dev/null', undefined],
          ['/dev/stdout', streams.output],
          ['/dev/stderr', streams.errors],
        ]);
  const isFollowed =
    WRITES.has(operator) || operator === '>&' || (WRITES_BOTH.has(operator) && to === '/dev/null');
  const isStandard = from === 1 || from === 2;
  if (!isFollowed || !isStandard || !sinks.has(to)) {
    throw new NotKnown(`the redirection \`${operator}${to}\``, placeOf(shell, redirection));
  }
  const sink = sinks.get(to);
  if (from === 1) streams.output = sink;
  if (from === 2 || WRITES_BOTH.has(operator)) streams.errors = sink;
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

/** `< <(commands)`: their status is dropped. @throws NotKnown */
function processOutput(shell: Shell, part: SubstitutionPart): string {
  const outer = { status: shell.status, substitutionStatus: shell.substitutionStatus };
  try {
    return shell.interpreter.outputOf(shell, part, 'process');
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
  takeSteps(shell, redirection, body.text.length >> 5);
  if (delimiter?.quoted === true) return body.text;
  if (hidesDelimiter(redirection)) {
    const why = new NotKnown('a here-document whose end is hidden', placeOf(shell, redirection));
    throw new FlowNotKnown('shell', why);
  }
  const { pos, end, text, parts } = body;
  const word = { type: 'Word', pos, end, text, parts, value: text } as const;
  const read = () => joinSegments(shell.interpreter.segmentsOf(shell, word, 'document'));
  return operator === '<<-' ? withOrigin(shell, redirection, read) : read();
}

/** Whether the line of the delimiter continues the one before it, so that bash reads on. */
function hidesDelimiter({ body, delimiter }: HereDoc): boolean {
  const end = delimiter?.value ?? '';
  return (
    body.text.includes('\\\n') &&
    body.text
      .split(/\\\n\t*/)
      .slice(1)
      .some((line) => line.startsWith(`${end}\n`))
  );
}

/** Whether the line that begins there goes on with the one before it. */
function isContinued(text: string, start: number): boolean {
  const backslashes =
    /\\*$/.exec(text.slice(Math.max(0, start - 100), Math.max(0, start - 1)))?.[0].length ?? 0;
  return backslashes % 2 === 1;
}

/** The body as bash reads it after the tabs that begin its lines are gone. */
function withoutTabs(shell: Shell, redirection: HereDoc): HereDoc['body'] {
  const { body } = redirection;
  const isQuoted = redirection.delimiter?.quoted === true;
  const text = body.text.replace(/^\t+/gm, (tabs: string, start: number) =>
    !isQuoted && isContinued(body.text, start) ? tabs : '',
  );
  if (body.parts === undefined || redirection.delimiter?.quoted === true)
    return { ...body, text, parts: undefined };
  const END = 'END_OF_THE_DOCUMENT';
  const command = text.includes(END) ? undefined : parse(`:<<${END}\n${text}${END}\n`).commands[0]?.command;
  const read = command?.type === 'Command' ? command.redirects[0] : undefined;
  if (read?.type === 'HereDoc') return read.body;
  throw new NotKnown('a here-document', placeOf(shell, redirection));
}
