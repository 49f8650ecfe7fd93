import { isWorkerCatalogFailure, type RegistryCallOptions, type RegistryEvent } from '@rbee/worker-catalog';
import { messageOf } from '@rbee-internal/coded-error';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';
import { counted } from './counted.js';

/** Whether the registry answers, and with what. */
export async function checkRegistry({ catalog, registry, signal }: CheckContext): Promise<Finding[]> {
  const events: RegistryEvent[] = [];
  const call: RegistryCallOptions = { signal, onEvent: (event) => events.push(event) };
  try {
    const { workers, problems } = await catalog.available(call);
    const stale = events.find((event) => event.type === 'registry-stale');
    if (stale !== undefined) return [downButKnown(stale, registry)];
    const message = `The registry (${registry}) has ${counted(workers.length, 'worker')}.`;
    if (problems.length === 0) return [{ check: 'registry', verdict: 'ok', message }];
    return [
      {
        check: 'registry',
        verdict: 'warning',
        message: `${message} ${problems.length} more cannot be read: ${problems[0]}`,
        hint: 'Tell who runs the registry.',
      },
    ];
  } catch (error) {
    signal.throwIfAborted();
    const hint = isWorkerCatalogFailure(error) ? error.hint : undefined;
    return [
      {
        check: 'registry',
        verdict: 'problem',
        message: `The registry (${registry}) cannot be used: ${messageOf(error)}`,
        hint: hint ?? 'Check its URL and the network.',
      },
    ];
  }
}

/** It is down, and a copy of what it said last replaces it. */
function downButKnown(
  { reason, fetchedAt }: Extract<RegistryEvent, { readonly type: 'registry-stale' }>,
  registry: string,
): Finding {
  return {
    check: 'registry',
    verdict: 'problem',
    message: `The registry (${registry}) cannot be used: ${reason} A copy of ${fetchedAt} replaces its list.`,
    hint: 'Check its URL and the network.',
  };
}
