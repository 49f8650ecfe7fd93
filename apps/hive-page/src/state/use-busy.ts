import { useState } from 'preact/hooks';

export interface Busy {
  readonly isBusy: boolean;
  /** Is busy until the work has ended, well or not. */
  whileBusy(work: () => Promise<unknown>): Promise<void>;
}

/** Whether something that a button began is still under way. */
export function useBusy(): Busy {
  const [isBusy, setBusy] = useState(false);
  async function whileBusy(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await work();
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, whileBusy };
}
