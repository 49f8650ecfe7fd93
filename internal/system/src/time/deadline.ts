export interface DeadlineOptions {
  /** The caller's signal; when it is aborted, so is the deadline's, with the same reason. */
  readonly signal?: AbortSignal | undefined;
  /** What the deadline's signal is aborted with when the time is over. @default a `TimeoutError`, as `AbortSignal.timeout` has */
  readonly reason?: (() => unknown) | undefined;
}

/** A time limit together with the caller's signal. */
export interface Deadline {
  /** Aborted when the time is over or the caller's signal is. */
  readonly signal: AbortSignal;
  /** Whether the time was over first. */
  readonly expired: () => boolean;
  /** Starts the time again, such as after a sign of life. */
  readonly refresh: () => void;
  /** Ends the timer and lets go of the caller's signal. */
  readonly stop: () => void;
}

/**
 * Arms a time limit. Its timer is held by a `setTimeout` until `stop`: a signal of `AbortSignal.timeout` that is only
 * reached through `AbortSignal.any` is collected as garbage on Node 20, and then never fires (nodejs/node#57736).
 */
export function startDeadline(milliseconds: number, options: DeadlineOptions = {}): Deadline {
  const { signal, reason = () => timeoutError(milliseconds) } = options;
  const controller = new AbortController();
  let isExpired = false;
  const onAbort = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => {
    if (controller.signal.aborted) return;
    isExpired = true;
    controller.abort(reason());
  }, milliseconds);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return {
    signal: controller.signal,
    expired: () => isExpired,
    refresh: () => void timer.refresh(),
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/**
 * Does `work` within a time limit. Rejects with the limit's or the caller's reason as soon as one applies, whether or
 * not the work reacts to its signal.
 */
export async function withDeadline<T>(
  milliseconds: number,
  options: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted();
  const deadline = startDeadline(milliseconds, options);
  try {
    return await unlessAborted(work(deadline.signal), deadline.signal);
  } finally {
    deadline.stop();
  }
}

/** Waits for a promise no longer than until the signal is aborted; then rejects with its reason. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Nothing waits for what it rejects with later.
    promise.catch(() => undefined);
  }
}

function timeoutError(milliseconds: number): DOMException {
  return new DOMException(`It took longer than ${milliseconds} ms.`, 'TimeoutError');
}
