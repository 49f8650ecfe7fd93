import { setImmediate as nextTurn } from 'node:timers/promises';

/** How many items are worked on before others have a turn. */
const ITEMS_A_TURN = 2_000;

/** Does `work` for each item, and lets others have a turn now and then. @throws the signal's reason */
export async function eachInTurns<Item>(
  items: Iterable<Item>,
  signal: AbortSignal | undefined,
  work: (item: Item) => void,
): Promise<void> {
  let count = 0;
  for (const item of items) {
    if (count % ITEMS_A_TURN === 0) {
      signal?.throwIfAborted();
      await nextTurn();
    }
    work(item);
    count += 1;
  }
  signal?.throwIfAborted();
}
