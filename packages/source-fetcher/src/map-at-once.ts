import type { FetchContext } from './fetchers/fetcher.js';

/** Works on every item, a few at once, and answers in the order given. The first failure cancels the others. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  context: FetchContext,
  work: (item: Item, context: FetchContext) => Promise<Result>,
): Promise<Result[]> {
  const group = new AbortController();
  const shared = { ...context, signal: AbortSignal.any([context.signal, group.signal]) };
  const results: Result[] = [];
  const failures: unknown[] = [];
  const queue = items.entries();
  const workOff = async () => {
    for (const [index, item] of queue) {
      if (shared.signal.aborted) return;
      try {
        results[index] = await work(item, shared);
      } catch (error) {
        failures.push(error);
        group.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: context.concurrency.total }, workOff));
  context.signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return results;
}
