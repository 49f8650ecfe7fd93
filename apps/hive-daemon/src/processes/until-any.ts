import { startDeadline } from '@rbee-internal/system/time';

/** Waits so long, but not beyond the first of the signals. Never rejects, and leaves no listener behind. */
export async function untilAny(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return;
  const deadline = startDeadline(milliseconds);
  const all = [deadline.signal, ...signals];
  let onAbort = () => {};
  try {
    await new Promise<void>((resolve) => {
      onAbort = resolve;
      for (const signal of all) signal.addEventListener('abort', onAbort, { once: true });
    });
  } finally {
    for (const signal of all) signal.removeEventListener('abort', onAbort);
    deadline.stop();
  }
}
