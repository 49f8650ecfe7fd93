import type { NotKnown } from './outcomes.js';

/** Where what a command writes is collected. */
export interface Sink {
  readonly pieces: string[];
  length: number;
  /** Set once something ran whose output is not known. */
  notKnown: NotKnown | undefined;
}

export function createSink(): Sink {
  return { pieces: [], length: 0, notKnown: undefined };
}
