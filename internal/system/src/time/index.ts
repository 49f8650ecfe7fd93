export type { Clock } from './clock.js';
export { SYSTEM_CLOCK } from './clock.js';
export type { Deadline, DeadlineOptions } from './deadline.js';
export { startDeadline, unlessAborted, withDeadline } from './deadline.js';
export type { MapAtOnceOptions } from './map-at-once.js';
export { mapAtOnce } from './map-at-once.js';
export type { PauseOptions } from './pause.js';
export { pause } from './pause.js';
