import { awk } from './awk.js';
import { basename } from './basename.js';
import { cat } from './cat.js';
import { cut } from './cut.js';
import { dirname } from './dirname.js';
import { grep } from './grep.js';
import { head } from './head.js';
import { arch } from './host/arch.js';
import { date } from './host/date.js';
import { getconf } from './host/getconf.js';
import { nproc } from './host/nproc.js';
import { uname } from './host/uname.js';
import { rev } from './rev.js';
import { sed } from './sed.js';
import { seq } from './seq.js';
import { sort } from './sort.js';
import type { Program } from './support/program.js';
import { tac } from './tac.js';
import { tail } from './tail.js';
import { tr } from './tr.js';
import { uniq } from './uniq.js';
import { vercmp } from './vercmp.js';
import { wc } from './wc.js';

/** The program of that name, when what it prints is worked out here. */
export function findProgram(name: string): Program | undefined {
  return PROGRAMS.get(name);
}

const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['arch', arch],
  ['awk', awk],
  ['basename', basename],
  ['cat', cat],
  ['cut', cut],
  ['date', date],
  ['dirname', dirname],
  ['getconf', getconf],
  ['grep', grep],
  ['head', head],
  ['nproc', nproc],
  ['rev', rev],
  ['sed', sed],
  ['seq', seq],
  ['sort', sort],
  ['tac', tac],
  ['tail', tail],
  ['tr', tr],
  ['uname', uname],
  ['uniq', uniq],
  ['vercmp', vercmp],
  ['wc', wc],
]);
