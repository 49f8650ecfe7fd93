import { MAX_OPEN_FILES } from './options.js';

/**
 * The answers of `work` in the order of the items, at most {@link MAX_OPEN_FILES} at a time. After a failure nothing
 * further is begun, and it rejects once nothing runs any more.
 */
export async function mapConcurrently<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const failures: unknown[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return;
      try {
        answers[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: MAX_OPEN_FILES }, lane));
  if (failures.length > 0) throw failures[0];
  return answers;
}
