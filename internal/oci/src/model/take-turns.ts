const turns = new Map<string, Promise<unknown>>();

/** Does a piece of work after all others of this key: what two would write at once, one would lose. */
export async function takeTurns<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  turns.set(key, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === settled) turns.delete(key);
  }
}
