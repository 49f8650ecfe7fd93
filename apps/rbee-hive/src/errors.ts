export type CommandFailureCode =
  /** Nothing installed goes by that name. */
  | 'NOT_INSTALLED'
  /** Several versions are installed and the name fits all of them. */
  | 'SEVERAL_INSTALLED'
  /** The worker ended, or did not answer `/health` in time. */
  | 'WORKER_NOT_READY'
  /** The worker ended by itself with an error. */
  | 'WORKER_ENDED'
  /** The catalog's folder has entries that are no workers. */
  | 'CATALOG_PROBLEMS';

/** A failure of a command itself, as opposed to those of the packages below. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: CommandFailureCode;
  readonly hint: string | undefined;

  constructor({ code, message, hint }: { code: CommandFailureCode; message: string; hint?: string }) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
