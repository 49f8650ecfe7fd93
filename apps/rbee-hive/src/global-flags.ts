import type { Mirror } from './catalog/mirror.js';
import type { OutputFlags } from './output/create-output.js';

/** What may be given with every command. */
export interface GlobalFlags extends OutputFlags {
  /** `false`: do without a daemon that runs. */
  readonly daemon?: boolean;
  /** Where sources are asked for instead. */
  readonly mirror?: readonly Mirror[];
  /** Use a registry without signatures that is not on this machine. */
  readonly allowUnsigned?: boolean;
  /** Whether one of these was typed: what the configuration says, a daemon knows too. */
  readonly mirrorTyped?: boolean;
}
