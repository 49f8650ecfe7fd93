import { createInterface, type Interface } from 'node:readline';

/** Why an answer is not gone on with, while the conversation is. */
export const ANSWER_STOPPED = new Error('The answer was stopped.');

/** Where a person types. */
export interface Prompt {
  /** The next line; `undefined` when there is none any more. */
  next(): Promise<string | undefined>;
  /** Does something that Ctrl-C stops, with `ANSWER_STOPPED` as its reason; the conversation goes on. */
  whileAnswering<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  close(): void;
}

/**
 * Opens the prompt at the terminal. While it is open Ctrl-C comes as a key: it stops what is answered, empties the line, or,
 * pressed twice, ends the prompt.
 *
 * @param signal ends it, and what is answered, with its own reason
 * @param onFirst called when Ctrl-C was pressed once with nothing to stop
 */
export function openPrompt(signal: AbortSignal, onFirst: () => void): Prompt {
  const lines = createInterface({ input: process.stdin, output: process.stderr, prompt: '> ' });
  const typed = takeLines(lines);
  let answering: AbortController | undefined;
  const isWarned = onCtrlC(lines, () => answering, onFirst);
  const onAbort = () => {
    answering?.abort(signal.reason);
    lines.close();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    next() {
      isWarned.value = false;
      return typed();
    },
    async whileAnswering(work) {
      answering = new AbortController();
      if (signal.aborted) answering.abort(signal.reason);
      try {
        return await work(answering.signal);
      } finally {
        answering = undefined;
      }
    },
    close() {
      signal.removeEventListener('abort', onAbort);
      lines.close();
    },
  };
}

/** Asks for one line after the other; a line that was typed before it was asked for is not lost. */
function takeLines(lines: Interface): () => Promise<string | undefined> {
  const typed: string[] = [];
  let isClosed = false;
  let wake = () => {};
  lines.on('line', (line) => {
    typed.push(line.trim());
    wake();
  });
  lines.on('close', () => {
    isClosed = true;
    wake();
  });
  return async () => {
    if (typed.length === 0 && !isClosed) {
      lines.prompt();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return typed.shift();
  };
}

/** What Ctrl-C does at the prompt. Returns whether it was pressed once already. */
function onCtrlC(
  lines: Interface,
  answering: () => AbortController | undefined,
  onFirst: () => void,
): { value: boolean } {
  const isWarned = { value: false };
  lines.on('SIGINT', () => {
    const current = answering();
    if (current !== undefined) return current.abort(ANSWER_STOPPED);
    if (isWarned.value) return lines.close();
    isWarned.value = true;
    lines.write(null, { ctrl: true, name: 'u' });
    process.stderr.write('\n');
    onFirst();
    lines.prompt();
  });
  return isWarned;
}
