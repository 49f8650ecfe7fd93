import type { SandboxProblem } from './sandbox-problem.js';

/** What keeps a build from the rest of the machine. */
export type GuardName = 'bubblewrap' | 'sandbox-exec' | 'none';

/** What kept a build from the rest of the machine. */
export interface GuardFacts {
  readonly guard: GuardName;
  /** Why there was no guard, where there was none. */
  readonly guardReason?: string;
  /** The same with its cause and what to do about it; absent where no guard was wanted. */
  readonly guardProblem?: SandboxProblem;
}
