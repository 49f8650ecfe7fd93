/** What bounds each request of a transport, whatever its caller does. */
export interface TransportLimits {
  /** Milliseconds to connect. @default 10_000 */
  readonly connectMilliseconds: number;
  /** Milliseconds from the request, connecting included, to the whole head of the answer. @default 60_000 */
  readonly headersMilliseconds: number;
  /** Milliseconds without a byte of the body. @default 60_000 */
  readonly stallMilliseconds: number;
  /** The least bytes a second, on average over each window of `stallMilliseconds`; 0 is none. @default 0 */
  readonly minBytesPerSecond: number;
  /** Milliseconds from the request to the last byte of its answer. @default 86_400_000 (a day) */
  readonly deadlineMilliseconds: number;
}

export const DEFAULT_TRANSPORT_LIMITS: TransportLimits = Object.freeze({
  connectMilliseconds: 10_000,
  headersMilliseconds: 60_000,
  stallMilliseconds: 60_000,
  minBytesPerSecond: 0,
  deadlineMilliseconds: 86_400_000,
});

/** The longest that a timer of Node waits; a longer one would fire at once. */
const MAX_TIMER_MILLISECONDS = 2 ** 31 - 1;

/** A timer that holds no process open. */
export function startTimer(milliseconds: number, onTime: () => void): NodeJS.Timeout {
  return setTimeout(onTime, Math.min(milliseconds, MAX_TIMER_MILLISECONDS)).unref();
}

export function resolveLimits(limits: Partial<TransportLimits> = {}): TransportLimits {
  const defaults = DEFAULT_TRANSPORT_LIMITS;
  return {
    connectMilliseconds: limits.connectMilliseconds ?? defaults.connectMilliseconds,
    headersMilliseconds: limits.headersMilliseconds ?? defaults.headersMilliseconds,
    stallMilliseconds: limits.stallMilliseconds ?? defaults.stallMilliseconds,
    minBytesPerSecond: limits.minBytesPerSecond ?? defaults.minBytesPerSecond,
    deadlineMilliseconds: limits.deadlineMilliseconds ?? defaults.deadlineMilliseconds,
  };
}
