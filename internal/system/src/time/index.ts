export type { Clock } from './clock.js';
export { SYSTEM_CLOCK } from './clock.js';
export type { Deadline, DeadlineOptions } from './deadline.js';
export { startDeadline, unlessAborted, withDeadline } from './deadline.js';
export type { PauseOptions } from './pause.js';
export { pause } from './pause.js';
