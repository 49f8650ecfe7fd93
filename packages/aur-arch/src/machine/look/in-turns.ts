const AT_ONCE = 8;

/** Applies a function to each item, a few at once. @returns the results in the items' order, absent ones left out */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result | undefined>,
): Promise<Result[]> {
  const results: (Result | undefined)[] = [];
  let next = 0;
  const workers = Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await run(item);
    }
  });
  await Promise.all(workers);
  return results.filter((result) => result !== undefined);
}
