import { setTimeout as delay } from 'node:timers/promises';

export interface PauseOptions {
  /** Whether the pause keeps the process running. @default true */
  readonly ref?: boolean | undefined;
}

/** Resolves after so many milliseconds; rejects with the signal's reason, unchanged, when it is aborted before. */
export async function pause(
  milliseconds: number,
  signal?: AbortSignal,
  { ref = true }: PauseOptions = {},
): Promise<void> {
  try {
    await delay(milliseconds, undefined, { ref, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
