import { EXIT_CODES } from './exit-codes.js';

/** Ctrl-C, a polite kill, and the terminal going away. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What an interrupted command says when it has cleared up. */
export const NOTHING_LEFT = 'nothing was left behind';

/** Why a command was stopped from outside. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface Interruption {
  /** Aborts with an `Interrupted`. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  readonly close: () => void;
}

/** Listens for the signals that stop a program, and for its output being lost. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals) =>
    controller.abort(new Interrupted(`Stopped by ${name}; ${NOTHING_LEFT}.`, EXIT_CODES.interrupted));
  const onStreamError = (error: NodeJS.ErrnoException) => {
    const isUnread = error.code === 'EPIPE' || error.code === 'EIO';
    controller.abort(
      isUnread
        ? new Interrupted('The output is no longer read.', EXIT_CODES.unread)
        : new Interrupted(`The output cannot be written: ${error.message}`, EXIT_CODES.failure),
    );
  };
  for (const name of STOP_SIGNALS) process.on(name, interrupt);
  // For good: what is written while the program ends may fail after everything else.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onStreamError);
  return {
    signal: controller.signal,
    close: () => {
      for (const name of STOP_SIGNALS) process.off(name, interrupt);
    },
  };
}
