/** Least time between two lines about one source's progress. */
const PROGRESS_INTERVAL_MS = 1_000;

/** Whether a line about a source is due: at most once an interval, the first time when the interval has passed. */
export function createProgressThrottle(): (name: string) => boolean {
  const last = new Map<string, number>();
  return (name) => {
    const now = performance.now();
    const isDue = now - (last.get(name) ?? now) >= PROGRESS_INTERVAL_MS;
    if (isDue || !last.has(name)) last.set(name, now);
    return isDue;
  };
}
