import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { printable } from '../output/printable.js';
import type { ValueKind } from './completers.js';
import { type Candidate, completionsFor } from './completions-for.js';
import { FILES_LINE } from './shell-scripts.js';

/** Prints what may stand in place of the last word, for a shell. */
export async function complete(
  program: Command,
  words: readonly string[],
  context: CommandContext,
): Promise<readonly Candidate[]> {
  const completions = completionsFor(program, words);
  if (completions.type === 'files') {
    context.print(FILES_LINE);
    return [];
  }
  const candidates =
    completions.type === 'words' ? completions.words : await VALUES[completions.kind](context);
  for (const { word, description } of candidates)
    context.print(`${printable(word)}\t${printable(description).replaceAll('\t', ' ')}`);
  return candidates;
}

const VALUES: { readonly [Kind in ValueKind]: (context: CommandContext) => Promise<Candidate[]> } = {
  async installed({ openInstalled, signal }) {
    const versions = await (await openInstalled()).versions({ signal });
    return versions.flatMap(({ workerId, versions: workers, current }) => [
      { word: workerId, description: current.version },
      ...workers.map(({ id, version }) => ({ word: id, description: version })),
    ]);
  },
  async available({ openView, signal }) {
    const { workers } = await (await openView()).available({ signal });
    return workers.map(({ worker, state }) => ({ word: worker.id, description: `${worker.name}, ${state}` }));
  },
  async process({ findDaemon, signal }) {
    const processes = (await (await findDaemon())?.processes(signal)) ?? [];
    return processes.map(({ id, worker, state }) => ({ word: id, description: `${worker}, ${state}` }));
  },
};
