import type { ProvisionEvent, ProvisionEventBase, ProvisionEventBody, ProvisionStep } from '../events.js';

/** Emits one job's events. */
export interface Reporter {
  emit(event: ProvisionEventBody): void;
  /** Runs a step between its start and end events; a step that fails has no end, and after an abort none begins. */
  step<T>(step: ProvisionStep, run: () => Promise<T> | T): Promise<T>;
}

interface ReporterOptions {
  readonly onEvent?: ((event: ProvisionEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Adds job and worker to every event. Without a listener it is silent. */
export function createReporter(base: ProvisionEventBase, { onEvent, signal }: ReporterOptions): Reporter {
  const emit = (event: ProvisionEventBody) => onEvent?.({ ...base, ...event });
  return {
    emit,
    async step(step, run) {
      signal?.throwIfAborted();
      const startedAt = performance.now();
      emit({ type: 'step-start', step });
      const result = await run();
      emit({ type: 'step-end', step, milliseconds: Math.round(performance.now() - startedAt) });
      return result;
    },
  };
}
