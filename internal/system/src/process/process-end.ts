/** How a process ended. */
export type ProcessEnd =
  | { readonly type: 'exit'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals }
  /** It could not be started. */
  | { readonly type: 'error'; readonly error: Error };

/** How a program that runs within limits ended. */
export type ProgramEnd =
  | ProcessEnd
  /** It took longer than it may. */
  | { readonly type: 'timeout' }
  /** It printed nothing for longer than it may. */
  | { readonly type: 'stall' }
  /** It printed more than it may. */
  | { readonly type: 'too-much-output' };
