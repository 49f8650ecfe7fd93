import { createHash } from 'node:crypto';
import path from 'node:path';
import type { WorkerVersions } from '@rbee/worker-catalog';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import type { CommandContext } from '../context.js';
import { machineStamp } from './machine-stamp.js';

const FILE = 'machine-changes.json';
const MAX_BYTES = 1_024;
const MAX_AGE_MILLISECONDS = 24 * 60 * 60 * 1_000;

/**
 * What of the machine changed since workers were installed, as sentences. That nothing had is kept in the state folder for
 * a day, and holds while neither the workers nor the cheap facts of the machine are others; else the hardware is asked.
 */
export async function machineChanges(
  versions: readonly WorkerVersions[],
  context: CommandContext,
): Promise<readonly string[]> {
  const recorded = versions.filter(({ current }) => current.provenance?.machine !== undefined);
  if (recorded.length === 0) return [];
  const file = path.join(context.stateDir, FILE);
  const key = keyOf(recorded, await machineStamp({ env: context.env }));
  if (await isKnownUnchanged(file, key)) return [];
  const changes = await findOut(recorded, context);
  // A tool that failed once may answer the next time, so a change is found out each time.
  if (changes.length > 0) return changes;
  // A state folder that cannot be written costs the time of finding out again, and nothing else.
  const kept: Kept = { key, foundAt: Date.now() };
  await replaceFile(file, JSON.stringify(kept), { durable: false }).catch(() => undefined);
  return [];
}

async function findOut(
  recorded: readonly WorkerVersions[],
  { openView, signal }: CommandContext,
): Promise<readonly string[]> {
  const { installedFacts, verdictOfInstalled } = await import('@rbee/worker-catalog');
  const hardware = await (await openView()).hardware({ signal });
  return recorded.flatMap((version) =>
    verdictOfInstalled(version.workerId, installedFacts(version), hardware).reasons.map(
      ({ message }) =>
        `${version.workerId}: ${message} If it does not work any more: rbee-hive install ${version.workerId} --force`,
    ),
  );
}

/** Another one when the machine, or what was installed on it, is. */
function keyOf(recorded: readonly WorkerVersions[], stamp: string): string {
  const workers = recorded.map(({ current: { id, addedAt, workerType, provenance } }) => [
    ...[id, addedAt, workerType],
    provenance?.machine,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([stamp, workers]))
    .digest('hex');
}

interface Kept {
  readonly key: string;
  /** In milliseconds since 1970. */
  readonly foundAt: number;
}

async function isKnownUnchanged(file: string, key: string): Promise<boolean> {
  try {
    const text = (await readRegularFile(file, { maxBytes: MAX_BYTES })).toString();
    const kept = JSON.parse(text) as Partial<Kept> | null;
    const age = Date.now() - Number(kept?.foundAt);
    return kept?.key === key && age >= 0 && age < MAX_AGE_MILLISECONDS;
  } catch {
    // It was never written, or is not ours: the hardware is asked.
    return false;
  }
}
