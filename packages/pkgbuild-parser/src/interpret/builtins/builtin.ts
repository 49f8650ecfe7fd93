import type { Place } from '../../problems/positions.js';
import type { Flow, Status } from '../state/outcomes.js';
import type { Shell } from '../state/shell.js';

/** A command of bash itself: it returns its status, or how it leaves what is around it. */
export type Builtin = (shell: Shell, args: readonly string[], place: Place) => Status | Flow;
