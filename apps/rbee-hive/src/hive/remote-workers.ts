import type { PlanOptions } from '@rbee/worker-catalog';
import type { CatalogView } from '../catalog/catalog-view.js';
import type { DaemonClient } from '../daemon/client/daemon-client.js';
import { CommandFailure } from '../errors.js';
import { localOnly } from './local-only.js';

/** The workers of another machine's hive, to be looked at. */
export async function remoteWorkers(daemon: DaemonClient, signal: AbortSignal): Promise<CatalogView> {
  const { workers } = daemon;
  const { root } = await daemon.info(signal);
  const versions = async () =>
    (await workers.overview(signal)).workers.flatMap(({ installed }) =>
      installed === undefined ? [] : [installed],
    );
  return {
    root,
    versions,
    list: async () => (await versions()).flatMap((worker) => worker.versions),
    problems: async () => [...(await workers.problems(signal))],
    hardware: () => workers.hardware(signal),
    async outdated({ checkSources } = {}) {
      if (checkSources)
        throw localOnly('Asking for moved sources', 'Without it that hive says what its registry has.');
      return [...(await workers.outdated(signal))];
    },
    plan: (workerId, options) => workers.plan(workerId, planQuery(options), signal),
    async available() {
      const { workers: rows, problems, registryError } = await workers.overview(signal);
      if (registryError !== undefined) throw unreachable(daemon.url, registryError);
      return {
        workers: rows.flatMap(({ metadata, state, verdict, reason }) =>
          metadata === undefined ? [] : [{ worker: metadata, state, verdict, ...(reason && { reason }) }],
        ),
        problems,
      };
    },
  };
}

/** The options of a plan that a daemon takes, and those that do not change it. */
const PLANNED: ReadonlySet<string> = new Set(['backend', 'allowCpuFallback', 'force', 'ignoreMissing']);
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['sandbox', 'jobs']);

/** @throws CommandFailure `LOCAL_ONLY` */
function planQuery({
  signal: _signal,
  onEvent: _onEvent,
  ...options
}: PlanOptions = {}): Record<string, string> {
  const given = Object.entries(options).filter(
    ([name, value]) => value !== undefined && !WITHOUT_EFFECT.has(name),
  );
  const other = given.find(([name]) => !PLANNED.has(name));
  if (other !== undefined)
    throw localOnly(`Explaining with ${other[0]}`, 'Install with it: the hive says what it cannot do.');
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function unreachable(url: string, reason: string): CommandFailure {
  return new CommandFailure({
    code: 'REGISTRY_UNREACHABLE',
    message: `The hive at ${url} cannot reach its registry: ${reason}`,
    hint: 'rbee-hive doctor --hive says what is wrong there.',
  });
}
