export type CommandFailureCode =
  /** Nothing installed goes by that name. */
  | 'NOT_INSTALLED'
  /** Several versions are installed, or several processes run, and the name fits all of them. */
  | 'SEVERAL_INSTALLED'
  | 'SEVERAL_RUNNING'
  /** No process goes by that name. */
  | 'NOT_RUNNING'
  /** The worker ended, or did not answer `/health` in time. */
  | 'WORKER_NOT_READY'
  /** The worker ended by itself with an error. */
  | 'WORKER_ENDED'
  /** The worker ended; something that it started could not be ended. */
  | 'PROCESSES_LEFT'
  /** What was explained could not be installed. */
  | 'NOT_INSTALLABLE'
  /** The facts about the hardware that were given cannot be used. */
  | 'HARDWARE_INVALID'
  /** The file that says what should run where cannot be read. */
  | 'FLEET_FILE_UNREADABLE'
  /** The lockfile cannot be read. */
  | 'LOCKFILE_UNREADABLE'
  /** The lockfile cannot be written. */
  | 'LOCKFILE_UNWRITABLE'
  /** The list of origins that the user trusts with the licence token cannot be read or written. */
  | 'LICENSE_ORIGINS_UNUSABLE'
  /** The roots of signed registries that the user trusts cannot be read or written, or what was given is no root. */
  | 'REGISTRY_ROOTS_UNUSABLE'
  /** The configuration file cannot be read or written, or has an option or value that there is not. */
  | 'CONFIG_INVALID'
  /** The origin is not among those that the user trusts. */
  | 'NOT_TRUSTED'
  /** The list of stores, or a password of one, cannot be read or written. */
  | 'STORES_UNUSABLE'
  /** A file with a public key cannot be read. */
  | 'KEY_UNREADABLE'
  /** A line of the history was changed, taken out or cut off. */
  | 'HISTORY_BROKEN'
  /** A worker that was built again came out otherwise. */
  | 'NOT_REPRODUCIBLE'
  /** The registry has no such worker, or not in the version that was named. */
  | 'NOT_IN_REGISTRY'
  | 'VERSION_NOT_FOUND'
  /** What is to be installed as locked is not in the lockfile. */
  | 'NOT_LOCKED'
  /** An installed program is not what was installed. */
  | 'DAMAGED'
  /** The doctor found a problem. */
  | 'UNHEALTHY'
  /** No model is served that does what is asked for, or several do. */
  | 'NO_MODEL'
  | 'SEVERAL_MODELS'
  /** What a model answered is an error. */
  | 'MODEL_FAILED'
  /** A file that was named is not there, or cannot be read; or one that is to be written is there already. */
  | 'FILE_UNREADABLE'
  | 'FILE_EXISTS'
  /** The user did not agree to what would be installed or fetched. */
  | 'NOT_AGREED'
  /** The command needs a daemon, and none runs. */
  | 'NO_DAEMON'
  /** The page cannot be opened in a browser; the hint has its link. */
  | 'CANNOT_OPEN'
  /** The system refused to start the daemon at login. */
  | 'LOGIN_SERVICE_FAILED'
  /** This system has no such thing, or none that is known; the hint says what to use instead. */
  | 'SYSTEM_UNSUPPORTED'
  /** The daemon was asked to end and still runs. */
  | 'DAEMON_RUNS_ON'
  /** The token of the daemon, or of the hive that was named, cannot be read. */
  | 'TOKEN_INVALID'
  /** The hive that was named by `--hive` cannot be used: its URL, or the certificates for it. */
  | 'HIVE_INVALID'
  /** The command, or an option of it, works on this machine only. */
  | 'LOCAL_ONLY'
  /** The daemon does not answer any more. */
  | 'DAEMON_UNREACHABLE'
  /** The daemon's answer has another shape than expected. */
  | 'DAEMON_ANSWER_INVALID'
  /** The daemon has not confirmed that a job ended which was to be cancelled. */
  | 'CANCEL_UNCONFIRMED';

export interface CommandFailureInit {
  /** One of ours, or the code of a failure that the daemon reports, as it is. */
  readonly code: CommandFailureCode | (string & {});
  readonly message: string;
  readonly hint?: string | undefined;
  /** What was found out all the same, for `--json`. */
  readonly result?: unknown;
  readonly cause?: unknown;
}

/** A failure of a command itself, or one that the daemon reports, as opposed to those of the packages below. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: string;
  readonly hint: string | undefined;
  readonly result: unknown;

  constructor({ code, message, hint, result, cause }: CommandFailureInit) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.result = result;
  }
}
