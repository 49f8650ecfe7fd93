import type { TopRole } from './types.js';

/** Days for which metadata holds. What is signed by hand holds long; what a server signs, as long as a registry may stand still. */
export const LIFETIMES: Readonly<Record<TopRole, number>> = {
  root: 365,
  targets: 90,
  snapshot: 14,
  timestamp: 7,
};
