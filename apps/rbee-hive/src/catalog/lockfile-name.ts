/** What a lockfile is called when nothing says otherwise. */
export const DEFAULT_LOCKFILE = 'rbee.lock.json';
