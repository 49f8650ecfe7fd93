import type { History, LedgerNote } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addHistory: AddCommand = (program, run) => {
  command(program, {
    name: 'history',
    description: 'list what was installed, removed and trusted, and check that no line was changed',
    examples: [['history', 'the oldest first']],
  }).action(() => run(history));
};

/** Prints the history. @throws CommandFailure `HISTORY_BROKEN` */
async function history(context: CommandContext): Promise<History> {
  const result = await (await context.openCatalog()).history({ signal: context.signal });
  for (const { at, note } of result.entries) context.print(`${at} ${printable(textOf(note))}`);
  if (result.brokenAt === undefined) return result;
  throw new CommandFailure({
    code: 'HISTORY_BROKEN',
    message: `The history is not as it was written, from line ${result.brokenAt} on.`,
    hint: 'A line was changed, taken out or cut off: what stands before it holds.',
    result,
  });
}

function textOf(note: LedgerNote): string {
  switch (note.what) {
    case 'installed':
      return `installed ${note.worker}${note.from === undefined ? '' : ` from ${note.from}`}`;
    case 'removed':
      return `removed ${note.worker}`;
    case 'pushed':
      return `pushed ${note.worker} to ${note.to}`;
    case 'trusted':
      return `trusted ${note.whom} for ${note.for}`;
    case 'untrusted':
      return `no longer trusted ${note.whom} for ${note.for}`;
    default:
      return note satisfies never;
  }
}
