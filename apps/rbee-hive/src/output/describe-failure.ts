import { CommandFailure } from '../errors.js';
import { Interrupted } from '../interruption.js';
import { commandHint, type HintedFailure } from './command-hint.js';
import { modelHint } from './model-hint.js';
import type { ShownFailure } from './types.js';

/** The code of a command that was stopped from outside. */
export const STOPPED = 'STOPPED';

/** What to say of whatever a command has thrown. */
export async function describeFailure(error: unknown): Promise<ShownFailure> {
  if (error instanceof Interrupted) return { code: STOPPED, message: error.message };
  if (error instanceof CommandFailure) return forCommands(error);
  // Loaded only now, since most commands end without it.
  const { isWorkerCatalogFailure } = await import('@rbee/worker-catalog/installed');
  if (isWorkerCatalogFailure(error)) return forCommands(error);
  const { isModelCatalogError } = await import('@rbee/model-catalog');
  if (isModelCatalogError(error)) return { code: error.code, message: error.message, hint: modelHint(error) };
  const { isDaemonError } = await import('rbee-hive-daemon/access');
  if (isDaemonError(error)) return forCommands(error);
  const { isFleetError } = await import('rbee-hive-fleet/errors');
  if (isFleetError(error)) return forCommands(error);
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: 'This is a fault of rbee-hive or of this machine. Please report it with these lines.',
  };
}

/** The library's hint names its options; here they are flags and commands. */
function forCommands(failure: ShownFailure & HintedFailure): ShownFailure {
  const { code, message, result } = failure;
  return { code, message, hint: commandHint(failure), result };
}
