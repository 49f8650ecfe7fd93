import { checkSandbox as askForSandbox } from '@rbee/worker-catalog';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

/** Whether builds can be kept from the rest of the machine; else why not, and the one remedy for that. */
export async function checkSandbox({ env, signal }: CheckContext): Promise<Finding[]> {
  const { guard, problem } = await askForSandbox({ env, signal });
  if (problem === undefined)
    return [{ check: 'sandbox', verdict: 'ok', message: `${guard} works: builds run in a sandbox.` }];
  return [
    {
      check: 'sandbox',
      verdict: 'warning',
      message: `Builds run as you, with all that you may do. ${problem.message}`,
      hint: problem.remedy,
    },
  ];
}
