import type { OutputFlags } from './output/create-output.js';

/** What may be given with every command. */
export interface GlobalFlags extends OutputFlags {
  /** `false`: do without a daemon that runs. */
  readonly daemon?: boolean;
}
