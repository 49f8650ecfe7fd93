export type CommandFailureCode =
  /** Nothing installed goes by that name. */
  | 'NOT_INSTALLED'
  /** Several versions are installed and the name fits all of them. */
  | 'SEVERAL_INSTALLED'
  /** The worker ended, or did not answer `/health` in time. */
  | 'WORKER_NOT_READY'
  /** The worker ended by itself with an error. */
  | 'WORKER_ENDED'
  /** What was explained could not be installed. */
  | 'NOT_INSTALLABLE'
  /** The facts about the hardware that were given cannot be used. */
  | 'HARDWARE_INVALID'
  /** The lockfile cannot be read. */
  | 'LOCKFILE_UNREADABLE'
  /** What is to be installed as locked is not in the lockfile. */
  | 'NOT_LOCKED'
  /** An installed program is not what was installed. */
  | 'DAMAGED';

/** A failure of a command itself, as opposed to those of the packages below. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: CommandFailureCode;
  readonly hint: string | undefined;

  constructor({
    code,
    message,
    hint,
  }: { code: CommandFailureCode; message: string; hint?: string | undefined }) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
