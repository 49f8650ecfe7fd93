import type { AvailableWorkers } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';
import { CommandFailure } from '../../errors.js';
import { didYouMean } from '../../suggest/did-you-mean.js';

/** What was typed for a worker of the registry. */
export interface WantedWorker {
  readonly worker: string | undefined;
  /** The version that it has to have: what stands after `@`. */
  readonly version?: string | undefined;
}

export function splitVersion(word: string | undefined): WantedWorker {
  const [, worker, version] = /^([^@]+)@([^@]+)$/.exec(word ?? '') ?? [];
  return worker === undefined ? { worker: word } : { worker, version };
}

/**
 * Refuses workers that the registry has in another version than the one named, before anything is installed. Nothing is
 * asked when none was named and one worker is installed: then the installation itself says what is not there.
 *
 * @throws CommandFailure `VERSION_NOT_FOUND`, `NOT_IN_REGISTRY`
 */
export async function requireWanted(wanted: readonly WantedWorker[], context: CommandContext): Promise<void> {
  if (wanted.length === 1 && wanted[0]?.version === undefined) return;
  const { workers } = await (await context.openView()).available({ signal: context.signal });
  for (const one of wanted) requireOne(one, workers);
}

function requireOne(
  { worker: name = '', version }: WantedWorker,
  workers: AvailableWorkers['workers'],
): void {
  // A family goes by its own name, its members by that name and a backend.
  const found = workers.filter(({ worker: { id } }) => id === name || id.startsWith(`${name}-`));
  if (found.length === 0)
    throw notInRegistry(
      name,
      workers.map(({ worker: { id } }) => id),
    );
  const versions = [...new Set(found.map(({ worker }) => worker.version))];
  if (version === undefined || versions.includes(version)) return;
  throw new CommandFailure({
    code: 'VERSION_NOT_FOUND',
    message: `The registry has ${name} in version ${versions.join(', ')}, not in ${version}.`,
    hint: `rbee-hive install ${name} installs what it has; rbee-hive select switches to an older version that is still installed.`,
  });
}

/** Does it; where the registry has no worker of that name, the failure says which one may have been meant. */
export async function suggesting<Result>(
  name: string | undefined,
  { openView, signal }: CommandContext,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (
      name === undefined ||
      !(error instanceof Error && 'code' in error && error.code === 'WORKER_NOT_FOUND')
    )
      throw error;
    const { workers } = await (await openView()).available({ signal });
    const ids = workers.map(({ worker: { id } }) => id);
    throw didYouMean(name, ids).length > 0 ? notInRegistry(name, ids) : error;
  }
}

function notInRegistry(name: string, ids: readonly string[]): CommandFailure {
  const meant = didYouMean(name, ids);
  return new CommandFailure({
    code: 'NOT_IN_REGISTRY',
    message: `The registry has no worker ${JSON.stringify(name)}.`,
    hint:
      meant.length > 0
        ? `Did you mean ${meant.join(' or ')}?`
        : 'rbee-hive available lists its workers; --from installs from a folder or URL.',
  });
}
