import type { ConfinedEnd } from '@rbee/pkgbuild-executor';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import type { ProveOptions } from './confinement.js';
import { explainProof } from './explain-proof.js';

/** How a program failed to show that it works. */
export interface ProofFailure {
  readonly command: readonly [string, ...string[]];
  /** A clause: `it ended with exit code 1`. */
  readonly problem: string;
  readonly end: ConfinedEnd;
  readonly output: string;
}

/** Lines of a program's output that a message repeats. */
const SHOWN_LINES = 10;

/** The error of a program that did not show that it works, with its last lines and what can be done. */
export async function notProven(
  { command, problem, end, output }: ProofFailure,
  { architecture, missing }: Pick<ProveOptions, 'architecture' | 'missing'>,
): Promise<ProvisionError> {
  const lines = output.trimEnd().split('\n').slice(-SHOWN_LINES).map(showForeign);
  const printed = output.trim() === '' ? 'It printed nothing.' : `It printed:\n  ${lines.join('\n  ')}`;
  const shown = showForeign(command.join(' '));
  return new ProvisionError({
    code: 'NOT_PROVEN',
    message: `The new program does not work: ${shown}: ${problem}. ${printed}`,
    hint: await explainProof({ program: command[0], architecture, end, output, missing }),
  });
}

/** How a program ended, as a clause. */
export function describeEnd(end: ConfinedEnd, timeoutMilliseconds: number): string {
  switch (end.type) {
    case 'exit':
      return `it ended with exit code ${end.code}`;
    case 'signal':
      return `it was ended by ${end.signal}`;
    case 'error':
      return `it cannot be started: ${end.error.message}`;
    case 'timeout':
      return `it did not end within ${timeoutMilliseconds} ms`;
    case 'ended':
      return 'it was ended';
    default:
      return end satisfies never;
  }
}
