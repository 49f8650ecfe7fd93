import type { GuardFacts } from './guards/guard-facts.js';
import type { HostReached } from './network/types.js';
import type { PackageChange } from './package/built-package.js';
import type { Phase, PhaseResult } from './phases/phase.js';

/**
 * What `executePkgbuild` emits while it runs. `package` is there in phase `package`. What the file prints while it
 * is sourced belongs to the phase that it is sourced for.
 */
export type ExecuteEvent =
  | ({ readonly type: 'phase-start'; readonly phase: Phase; readonly package?: string } & GuardFacts)
  | {
      readonly type: 'output';
      readonly phase: Phase;
      readonly package?: string;
      readonly stream: 'stdout' | 'stderr';
      /** Milliseconds since 1970, when it was read. */
      readonly time: number;
      /**
       * One line without its newline, decoded as UTF-8 with U+FFFD for what is not. Of a line with carriage returns
       * it is the text after the last one. Control characters are left in: show it with care.
       */
      readonly line: string;
    }
  /** The build asked for a server for the first time; a refused one is worth a warning. */
  | ({ readonly type: 'network'; readonly phase: Phase; readonly package?: string } & HostReached)
  | ({ readonly type: 'phase-end' } & PhaseResult)
  /** A package was changed after its function. All of these come after the last phase. */
  | ({
      readonly type: 'package-changed';
      readonly phase: 'package';
      readonly package: string;
    } & PackageChange);
