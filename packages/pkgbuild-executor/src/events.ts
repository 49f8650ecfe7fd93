import type { Phase } from './types.js';

/** What `executePkgbuild` tells while it works. `package` is there in phase `package`. */
export type ExecuteEvent =
  | { readonly type: 'phase-start'; readonly phase: Phase; readonly package?: string }
  | {
      readonly type: 'output';
      readonly phase: Phase;
      readonly package?: string;
      readonly stream: 'stdout' | 'stderr';
      /** One line without its newline, decoded as UTF-8 with U+FFFD for what is not. */
      readonly line: string;
    }
  | {
      readonly type: 'phase-end';
      readonly phase: Phase;
      readonly package?: string;
      readonly milliseconds: number;
    };
