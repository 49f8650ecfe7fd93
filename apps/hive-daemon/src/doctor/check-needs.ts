import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

/** What the registry's workers for this machine build and run with. A registry that does not respond is another finding. */
export async function checkNeeds({ catalog, signal }: CheckContext): Promise<Finding[]> {
  const check = 'needs';
  const needs = await catalog.needs({ signal }).catch(() => signal.throwIfAborted());
  if (needs === undefined) {
    const message = 'Not known: the registry could not be asked what its workers need.';
    return [{ check, verdict: 'ok', message }];
  }
  const missing = needs.missing.map(({ dependency }) => dependency);
  if (missing.length === 0) {
    const message = "Everything that the registry's workers for this machine need is installed.";
    return [{ check, verdict: 'ok', message }];
  }
  const message = `The registry's workers for this machine need ${missing.join(', ')}, which it lacks.`;
  const hint = needs.command === undefined ? 'Install what is missing.' : `Run: ${needs.command}`;
  return [{ check, verdict: 'warning', message, hint }];
}
