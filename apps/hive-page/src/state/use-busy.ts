import { useState } from 'preact/hooks';
import type { ApiError } from 'rbee-hive-daemon/api';
import { asApiError } from '../api/api-failure.js';

export interface Busy {
  readonly isBusy: boolean;
  /** Why the last work failed; it is shown where the work was begun. */
  readonly problem: ApiError | undefined;
  /** Is busy until the work has ended, well or not. It never rejects. */
  whileBusy(work: () => Promise<unknown>): Promise<void>;
}

/** Whether something that a button began is still under way, and why it failed. */
export function useBusy(): Busy {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError>();
  async function whileBusy(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(asApiError(error));
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, problem, whileBusy };
}
