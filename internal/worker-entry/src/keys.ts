/** `workerType` to `worker_type`, one level deep; anything but a plain object is returned unchanged. */
export function snakeKeys(entry: unknown): unknown {
  return renameKeys(entry, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** `worker_type` to `workerType`, one level deep; anything but a plain object is returned unchanged. */
export function camelKeys(entry: unknown): unknown {
  return renameKeys(entry, (key) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}

function renameKeys(entry: unknown, rename: (key: string) => string): unknown {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [rename(key), value]));
}
