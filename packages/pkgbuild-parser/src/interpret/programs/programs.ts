import { awk } from './awk.js';
import { basename } from './basename.js';
import { cat } from './cat.js';
import { cut } from './cut.js';
import { date } from './date.js';
import { dirname } from './dirname.js';
import { grep } from './grep.js';
import { head } from './head.js';
import { rev } from './rev.js';
import { sed } from './sed.js';
import { seq } from './seq.js';
import { sort } from './sort.js';
import type { TextCommand } from './support/program.js';
import { tac } from './tac.js';
import { tail } from './tail.js';
import { tr } from './tr.js';
import { uname } from './uname.js';
import { uniq } from './uniq.js';
import { vercmp } from './vercmp.js';
import { wc } from './wc.js';

/** The program of that name, when what it prints is worked out here. */
export function findTextCommand(name: string): TextCommand | undefined {
  return commands.get(name);
}

const commands: ReadonlyMap<string, TextCommand> = new Map(
  Object.entries({
    ...{
      awk,
      basename,
      cat,
      cut,
      date,
      dirname,
      grep,
      head,
      rev,
      sed,
      seq,
      sort,
      tac,
      tail,
      tr,
      uname,
      uniq,
      vercmp,
      wc,
    },
  }),
);
