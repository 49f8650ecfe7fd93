export interface MapAtOnceOptions {
  /** How many items are worked on at a time. */
  readonly concurrency: number;
  /** Cancels all of them; the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on every item, a few at a time, and returns the results in the order of the items. The first failure aborts
 * the signal of the others. It settles when nothing runs any more, which is why it is not p-map: that rejects at once,
 * while what it began goes on.
 *
 * @throws the signal's reason, else the first failure
 */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  { concurrency, signal }: MapAtOnceOptions,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  signal?.throwIfAborted();
  const group = new AbortController();
  const onAbort = () => group.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const results: Result[] = [];
  const queue = items.entries();
  const workOff = async () => {
    for (const [index, item] of queue) {
      if (group.signal.aborted) return;
      results[index] = await work(item, group.signal);
    }
  };
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    failures.push(error);
    group.abort(error);
  };
  const lanes = Array.from({ length: Math.min(concurrency, items.length) }, () => workOff().catch(fail));
  await Promise.all(lanes).finally(() => signal?.removeEventListener('abort', onAbort));
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return results;
}
