import type { Place } from '../../problems/positions.js';

/**
 * Thrown where a value depends on something that neither the text nor the facts say. It is a value of variables
 * as well and made often, hence no `Error`, which would record the stack each time.
 */
export class NotKnown {
  readonly reason: string;
  readonly place: Place;

  constructor(reason: string, place: Place) {
    this.reason = reason;
    this.place = place;
  }
}

/** Thrown where it is not known whether what follows in a loop, a function or the file is evaluated at all. */
export class FlowNotKnown extends Error {
  readonly reaches: Reach;
  readonly why: NotKnown;

  constructor(reaches: Reach, why: NotKnown) {
    super(why.reason);
    this.reaches = reaches;
    this.why = why;
  }
}

/**
 * What a command may leave: the line that is being read, where bash may report an error and drop the rest of it, the
 * loop around it, the function, or the shell.
 */
export type Reach = 'line' | 'loop' | 'function' | 'shell';

/** Thrown where bash reports an error and drops the rest of the line, such as a division by zero. */
export class LineDropped extends Error {}

/** Thrown for an assignment to a variable that is read-only, which a declaration survives. */
export class ReadonlyRefused extends LineDropped {}

/** Thrown for a subscript before the first element, which an expansion survives. */
export class SubscriptRefused extends LineDropped {}

/** Thrown where the shell ends, as with `exit`. */
export class ShellExit extends Error {
  readonly status: number;
  readonly place: Place;

  constructor(status: number, place: Place) {
    super(`The shell ends with status ${status}`);
    this.status = status;
    this.place = place;
  }
}

/** Thrown where an error in an expansion ends the shell, as with `${name?}`: the status depends on which shell. */
export class ExpansionRefused extends ShellExit {
  constructor(place: Place) {
    super(127, place);
  }
}

/** Thrown where a limit is reached; nothing catches it but the public function. */
export class LimitReached extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** Thrown where a nested piece of the text, such as a command substitution, is not valid bash. */
export class SyntaxRefused extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** What a list of commands ended by, when it did not end by itself. */
export type Flow =
  | { readonly type: 'return' }
  | { readonly type: 'break' | 'continue'; readonly levels: number };

/** An exit status, or why it is not known. */
export type Status = number | NotKnown;
