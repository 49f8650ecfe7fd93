import { CommandFailure } from '../errors.js';
import { Interrupted } from '../interruption.js';
import { commandHint } from './command-hint.js';
import type { ShownFailure } from './types.js';

/** The code of a command that was stopped from outside. */
export const STOPPED = 'STOPPED';

/** What to say of whatever a command has thrown. */
export async function describeFailure(error: unknown): Promise<ShownFailure> {
  if (error instanceof Interrupted) return { code: STOPPED, message: error.message };
  if (error instanceof CommandFailure) return withOwnHint(pick(error));
  // Loaded only now, since most commands end without it.
  const { isWorkerCatalogFailure } = await import('@rbee/worker-catalog');
  if (isWorkerCatalogFailure(error))
    return withOwnHint(pick(error), 'origins' in error ? error.origins : undefined);
  const { isDaemonError } = await import('rbee-hive-daemon/local');
  if (isDaemonError(error)) return withOwnHint(pick(error));
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: 'This is a mistake of rbee-hive or of this machine. Please report it with these lines.',
  };
}

/** The library's hint names its options; here they are commands. */
function withOwnHint(failure: ShownFailure, origins?: readonly string[]): ShownFailure {
  return { ...failure, hint: commandHint(failure.code, origins) ?? failure.hint };
}

function pick({ code, message, hint, result }: ShownFailure): ShownFailure {
  return { code, message, hint, result };
}
