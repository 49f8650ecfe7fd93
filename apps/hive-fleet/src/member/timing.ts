import { HEARTBEAT_MILLISECONDS } from '../protocol/presence.js';

/** How often things happen; a test has less time than a fleet. */
export interface MemberTiming {
  /** @default 5_000 */
  readonly heartbeatMilliseconds: number;
  /** Changes of its report within this time are one write. @default 200 */
  readonly reportMilliseconds: number;
  /** How often what it knows of its machine is looked at again. @default 600_000 */
  readonly factsMilliseconds: number;
  /** How long one question for what is wanted waits at the server. @default 30_000 */
  readonly pullMilliseconds: number;
  /** Before it dials again where it was refused. @default 30_000 */
  readonly refusedMilliseconds: number;
  /** Before each try of a line after the first, in turn. @default 1, 10, 60 seconds */
  readonly retryMilliseconds: readonly number[];
}

export const MEMBER_TIMING: MemberTiming = Object.freeze({
  heartbeatMilliseconds: HEARTBEAT_MILLISECONDS,
  reportMilliseconds: 200,
  factsMilliseconds: 600_000,
  pullMilliseconds: 30_000,
  refusedMilliseconds: 30_000,
  retryMilliseconds: Object.freeze([1_000, 10_000, 60_000]),
});
