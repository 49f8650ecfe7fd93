import type { RegistryCallOptions } from '@rbee/worker-catalog';
import type { CommandContext } from './context.js';

/** How the registry is asked by commands that only look: they tell when a copy stands in for it, or one is passed over. */
export function askRegistry({ signal, onEvent }: CommandContext): RegistryCallOptions {
  return {
    signal,
    onEvent: (event) => {
      if (event.type !== 'variant-chosen') onEvent(event);
    },
  };
}
