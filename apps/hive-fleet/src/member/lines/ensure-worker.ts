import type { FleetHive } from 'rbee-hive-daemon';
import type { WantedLine } from '../../protocol/wanted.js';

/** What is installed of a worker. */
interface Installed {
  readonly id: string;
  readonly version: string;
}

/** The full id and version of the worker that a line runs, installed where it is missing; what is installed is used first. */
export async function ensureWorker(
  { worker, version }: WantedLine,
  hive: FleetHive,
  signal: AbortSignal,
): Promise<Installed> {
  const { workers, registryError } = await hive.overview(signal);
  const row = workers.find(({ id }) => id === worker);
  const installed = row?.installed;
  const found =
    version === undefined ? installed?.current : installed?.versions.find((one) => one.version === version);
  if (found !== undefined) return found;
  const available = row?.metadata?.version;
  if (version !== undefined && available !== version) {
    const has = available === undefined ? 'does not have it' : `has ${available}`;
    const reason =
      registryError === undefined
        ? `the registry ${has}`
        : `the registry cannot be reached: ${registryError}`;
    throw new Error(`${worker} ${version} is not installed, and ${reason}`);
  }
  const result = await hive.perform({ operation: 'worker_install', worker }, signal);
  if (!('installed' in result)) throw new Error(`The installation of ${worker} has no result`);
  const made = result.installed;
  if (version !== undefined && made.version !== version)
    throw new Error(`${worker} was installed in version ${made.version}, not ${version}`);
  return made;
}
