import type { FetchEvent } from './events.js';

type Emit = (event: FetchEvent) => void;

/** A caller's `onEvent` may throw anything, and must get it back unchanged from wherever it was called. */
export function rememberFailure(emit: Emit) {
  const listener: { emit: Emit; failure?: { thrown: unknown } } = {
    emit: (event) => {
      try {
        emit(event);
      } catch (thrown) {
        listener.failure ??= { thrown };
        throw thrown;
      }
    },
  };
  return listener;
}
