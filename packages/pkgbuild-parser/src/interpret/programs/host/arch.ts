import type { Program } from '../support/program.js';
import { uname } from './uname.js';

/** `arch` without options: the same as `uname -m`. */
export const arch: Program = (use) => uname({ ...use, args: use.args.length === 0 ? ['-m'] : ['--unknown'] });
