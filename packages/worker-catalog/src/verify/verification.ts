import type { TreeDifference } from '@rbee/artifact-catalog';

/** Whether an installed worker is the one that was installed. */
export type Verification =
  | { readonly verdict: 'intact' }
  /** Its record has no digest to compare with. */
  | { readonly verdict: 'unknown' }
  /** Its program is not there. */
  | { readonly verdict: 'missing' }
  /** Its record names a program outside of its own folder. */
  | { readonly verdict: 'outside' }
  | {
      readonly verdict: 'changed';
      /** At most 1,000, sorted by path, which is below the worker's folder. */
      readonly differences: readonly TreeDifference[];
      /** How many more there are. */
      readonly more: number;
    };
