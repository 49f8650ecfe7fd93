import { awk } from './text-commands/awk.js';
import { cut } from './text-commands/cut.js';
import { grep } from './text-commands/grep.js';
import { date, uname } from './text-commands/host-answers.js';
import { cat, head, rev, seq, tac, tail, uniq, wc } from './text-commands/lines.js';
import { basename, dirname } from './text-commands/paths.js';
import { sed } from './text-commands/sed.js';
import { sort } from './text-commands/sort.js';
import type { TextCommand } from './text-commands/text-command.js';
import { tr } from './text-commands/tr.js';
import { vercmp } from './text-commands/vercmp.js';

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
