/** What is told while a rollout is driven. */
export type RolloutEvent =
  /** A wave begins: the first is the canary. */
  | {
      readonly type: 'rollout-wave';
      /** From 1 on. */
      readonly wave: number;
      readonly of: number;
      readonly hives: readonly string[];
    }
  /** What was changed is put back. */
  | { readonly type: 'rollout-reverting'; readonly reason: string };
