import type { CallOptions } from '@rbee/artifact-catalog';
import {
  type Finding,
  findNeeds,
  type Machine,
  type NeedsReport,
  type Probe,
  probeText,
} from '@rbee/aur-arch';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { type MachineContext, machineOf } from '../target/machine.js';

/** How long what a machine has is not looked for again, in milliseconds: a page asks often. */
const REMEMBERED_MILLISECONDS = 20_000;

/** Says which dependencies of entries the machine has; what was looked for is remembered for some seconds. */
export interface EntryNeeds {
  of(worker: WorkerMetadata, options?: CallOptions): Promise<NeedsReport>;
  /** Of all of them together: one command brings what is missing. */
  ofAll(workers: readonly WorkerMetadata[], options?: CallOptions): Promise<NeedsReport>;
}

/** Nothing is looked for before it is asked. */
export function createEntryNeeds(context: MachineContext & { readonly now: () => Date }): EntryNeeds {
  let remembered: { readonly machine: Machine; readonly until: number } | undefined;

  async function machine(call: CallOptions): Promise<Machine> {
    const now = context.now().getTime();
    if (remembered !== undefined && now < remembered.until) return remembered.machine;
    const opened = rememberingMachine(await machineOf(context, call));
    remembered = { machine: opened, until: now + REMEMBERED_MILLISECONDS };
    return opened;
  }

  async function ofAll(
    workers: readonly WorkerMetadata[],
    { signal }: CallOptions = {},
  ): Promise<NeedsReport> {
    const depends = [...new Set(workers.flatMap((worker) => worker.depends))];
    const makedepends = [...new Set(workers.flatMap((worker) => worker.makedepends))];
    const wanted = { depends, makedepends, builds: makedepends.length > 0 };
    return findNeeds(wanted, { machine: await machine({ signal }), signal });
  }

  return { of: (worker, options) => ofAll([worker], options), ofAll };
}

/** Looks for each thing once. */
function rememberingMachine(machine: Machine): Machine {
  const asked = new Map<string, Finding | undefined>();
  return {
    name: machine.name,
    host: machine.host,
    family: machine.family,
    installCommand: machine.installCommand,
    readFacts: (options) => machine.readFacts(options),
    async find(probes, options) {
      const fresh = probes.filter((probe) => !asked.has(keyOf(probe)));
      const found = fresh.length === 0 ? new Map<string, Finding>() : await machine.find(fresh, options);
      for (const probe of fresh) asked.set(keyOf(probe), found.get(probeText(probe)));
      return new Map(
        probes.flatMap((probe) => {
          const finding = asked.get(keyOf(probe));
          return finding === undefined ? [] : [[probeText(probe), finding] as const];
        }),
      );
    },
  };
}

function keyOf(probe: Probe): string {
  return `${probe.versioned === true} ${probeText(probe)}`;
}
