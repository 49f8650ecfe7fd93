import { createInterface } from 'node:readline/promises';
import type { CommandContext } from '../context.js';
import { CommandFailure } from '../errors.js';

/** Asks at the terminal whether to go on. @throws CommandFailure `NOT_AGREED` when not, or when no one can be asked */
export async function agree(
  question: string,
  isAgreed: boolean | undefined,
  { signal }: Pick<CommandContext, 'signal'>,
): Promise<void> {
  if (isAgreed) return;
  if (process.stdin.isTTY !== true) {
    throw new CommandFailure({
      code: 'NOT_AGREED',
      message: `${question} There is no terminal to ask at.`,
      hint: 'Agree with --yes.',
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [Y/n] `, { signal });
    if (/^\s*(?:y(?:es)?)?\s*$/i.test(answer)) return;
    throw new CommandFailure({ code: 'NOT_AGREED', message: 'Nothing was installed or fetched.' });
  } finally {
    lines.close();
  }
}
