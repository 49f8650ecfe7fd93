/** Why there is no sandbox, told apart by what would help. */
export type SandboxCause =
  /** bubblewrap is not installed. */
  | 'missing'
  /** It is installed, but this user may not make user namespaces, as Ubuntu 24.04 has it with AppArmor. */
  | 'forbidden'
  /** This is inside a container that does not allow them. */
  | 'container'
  /** There is no sandbox for this system. */
  | 'unsupported'
  /** It does not work for some other reason. */
  | 'failed';

/** Why a sandbox that is wanted is not there, and what would bring it about. */
export interface SandboxProblem {
  readonly cause: SandboxCause;
  /** One sentence on what is the matter. */
  readonly message: string;
  /** One sentence on what to do about it. */
  readonly remedy: string;
}
