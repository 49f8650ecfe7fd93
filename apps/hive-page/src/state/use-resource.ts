import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from 'rbee-hive-daemon/api';
import { asApiError } from '../api/api-failure.js';
import { changes, hive } from '../hive.js';

/** Something of the daemon. After a failed reading `data` is still the last that was read. */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  /** Nothing has come so far. */
  readonly isLoading: boolean;
  refresh(): void;
}

export interface ResourceOptions {
  /** Milliseconds after which it is read again while the page is seen. @default never */
  readonly every?: number;
  /** Whether it is read again after a failure. @default true */
  readonly isRetried?: boolean;
}

/** Milliseconds. */
const AFTER_FAILURE = 3_000;

interface Reading<T> {
  readonly path: string | undefined;
  readonly data?: T;
  readonly error?: ApiError;
}

/** Reads a path of the daemon; again when something has changed, and as often as is said. No path: nothing. */
export function useResource<T>(
  path: string | undefined,
  { every, isRetried = true }: ResourceOptions = {},
): Resource<T> {
  const [reading, setReading] = useState<Reading<T>>({ path });
  const [round, setRound] = useState(0);
  const changed = changes.value;

  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    const again = () => setRound((count) => count + 1);
    let timer: ReturnType<typeof setTimeout> | undefined;
    readOnce<T>(path, stop.signal).then((fresh) => {
      if (stop.signal.aborted) return;
      setReading((old) => (old.path === path ? { ...old, error: undefined, ...fresh } : fresh) as Reading<T>);
      const afterFailure = isRetried ? Math.min(every ?? AFTER_FAILURE, AFTER_FAILURE) : undefined;
      const pause = fresh.error === undefined ? every : afterFailure;
      if (pause !== undefined) timer = setTimeout(() => whenSeen(again, stop.signal), pause);
    });
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [path, every, isRetried, round, changed]);

  const { data, error } = reading.path === path ? reading : { data: undefined, error: undefined };
  return {
    data,
    error,
    isLoading: data === undefined && error === undefined,
    refresh: () => setRound((count) => count + 1),
  };
}

async function readOnce<T>(path: string, signal: AbortSignal): Promise<Reading<T>> {
  try {
    return { path, data: await hive.get<T>(path, { signal }) };
  } catch (error) {
    return { path, error: asApiError(error) };
  }
}

/** Does something now, or when the page is looked at again. */
function whenSeen(act: () => void, signal: AbortSignal): void {
  if (document.visibilityState === 'visible') act();
  else document.addEventListener('visibilitychange', () => whenSeen(act, signal), { once: true, signal });
}
