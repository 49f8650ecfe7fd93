import type { TreeDifference, Verification } from '@rbee/worker-catalog';
import type { VerifyResult } from 'rbee-hive-daemon/api';
import { findInstalledWorker } from '../../catalog/find-installed-worker.js';
import { completes } from '../../completion/completers.js';
import type { CommandContext } from '../../context.js';
import { performHere } from '../../daemon/perform.js';
import { CommandFailure } from '../../errors.js';
import type { HiveEvent } from '../../events.js';
import { printable } from '../../output/printable.js';
import { type AddCommand, command } from '../command.js';

export const addVerify: AddCommand = (program, run) => {
  command(program, {
    name: 'verify',
    description: 'reread the installed programs and compare them with their records',
    examples: [
      ['verify', 'everything'],
      ['verify echo-worker-cpu', 'one worker'],
    ],
  })
    .addArgument(completes('installed', '[worker]', 'id of an installed worker (default: all)'))
    .action((worker: string | undefined) => run((context) => verify(worker, context)));
};

/** Rereads installed programs and compares them with their records; fails when one differs. */
async function verify(name: string | undefined, context: CommandContext): Promise<VerifyResult> {
  const { openView, print, signal, isElsewhere } = context;
  const worker = name === undefined ? undefined : await findInstalledWorker(await openView(), name, signal);
  const operation = { operation: 'worker_verify', worker: worker?.id } as const;
  const result = isElsewhere
    ? await context.perform(operation)
    : await performHere(operation, { ...context, onEvent: (event) => report(event, context) });
  if (isElsewhere) for (const { id, verdict } of result.verified) print(`${id}: ${verdict}`);
  const damaged = result.verified.filter(({ verdict }) => verdict !== 'intact' && verdict !== 'unknown');
  if (damaged.length === 0) return result;
  const ids = damaged.map(({ id, verdict }) => `${id} (${verdict})`);
  throw new CommandFailure({
    code: 'DAMAGED',
    message: `${ids.join(', ')} ${ids.length === 1 ? 'differs' : 'differ'} from what was installed.`,
    hint: 'Install it again with --force, or remove it.',
    result,
  });
}

function report(event: HiveEvent, { print, onEvent }: CommandContext): void {
  if (event.type === 'worker-verified') {
    print(`${event.artifactId}: ${event.verification.verdict}`);
    for (const line of differenceLines(event.verification)) print(line);
  }
  onEvent(event);
}

/** The first differences of one that is not what was installed; `--json` has all that are known. */
function differenceLines(verification: Verification): string[] {
  if (verification.verdict !== 'changed') return [];
  const { differences, more } = verification;
  const shown = differences.slice(0, SHOWN_DIFFERENCES);
  const hidden = differences.length - shown.length + more;
  return [
    ...shown.map(({ kind, path }) => `  ${KINDS[kind]} ${printable(path)}`),
    ...(hidden === 0 ? [] : [`  and ${hidden} more`]),
  ];
}

const SHOWN_DIFFERENCES = 20;

const KINDS: Readonly<Record<TreeDifference['kind'], string>> = {
  added: 'was added:',
  removed: 'is missing:',
  type: 'is another kind of file:',
  content: 'has other content:',
  mode: 'has other permissions:',
  link: 'links elsewhere:',
};
