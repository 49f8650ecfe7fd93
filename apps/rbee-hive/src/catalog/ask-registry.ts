import type { RegistryCallOptions } from '@rbee/worker-catalog';
import type { CommandContext } from '../context.js';

/** How the registry is asked by commands that only look: they say when a copy is used instead, or a registry is passed over. */
export function askRegistry({ signal, onEvent }: CommandContext): RegistryCallOptions {
  return {
    signal,
    onEvent: (event) => {
      if (event.type !== 'variant-chosen') onEvent(event);
    },
  };
}
