import { setMaxListeners } from 'node:events';
import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import type { HardwareSnapshot, MachineFacts, ProbeFailure } from '../types.js';
import { applyOverride } from './apply-override.js';
import { probeCuda } from './cuda.js';
import { known } from './facts.js';
import { type GpuFiles, probeGpuFiles, withSignedGpus } from './gpu-signs.js';
import { probeLinux } from './linux.js';
import { type MacosFacts, probeMacos } from './macos.js';
import { type DetectContext, type DetectHardwareOptions, resolveDetectOptions } from './options.js';
import { createProber, type Prober } from './prober.js';
import { probeRocm } from './rocm.js';
import { inferVulkanDevices, probeVulkan } from './vulkan.js';
import { probeWindows } from './windows.js';

/**
 * Finds out what the machine is and what it can compute with, from files first and the vendors' tools second.
 * A probe that fails is recorded in `failures` and makes nothing else fail; the facts are as true as their
 * sources. Rejects only with the signal's reason.
 */
export async function detectHardware(options: DetectHardwareOptions): Promise<HardwareSnapshot> {
  const context = resolveDetectOptions(options);
  context.signal?.throwIfAborted();
  const takenAt = context.now().toISOString();
  const failures: ProbeFailure[] = [];
  const probed = await withOwnSignal(context, (own) => runProbes(own, failures));
  const found: HardwareSnapshot = { specificationVersion: 1, takenAt, ...probed, failures: sorted(failures) };
  return applyOverride(found, context.override);
}

/** Hundreds of probes listen at a time: too many for the caller's signal, which gets one listener. */
async function withOwnSignal<T>(
  context: DetectContext,
  work: (context: DetectContext) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const onAbort = () => own.abort(context.signal?.reason);
  context.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await work({ ...context, signal: own.signal });
  } finally {
    context.signal?.removeEventListener('abort', onAbort);
  }
}

type ProbedFacts = Omit<HardwareSnapshot, 'specificationVersion' | 'takenAt' | 'failures'>;

async function runProbes(context: DetectContext, failures: ProbeFailure[]): Promise<ProbedFacts> {
  const { os, architecture } = context.host;
  const host = { os: { value: os, source: 'host' }, architecture: { value: architecture, source: 'host' } };
  const guarded = async <T extends object>(name: string, probe: (prober: Prober) => Promise<T>) => {
    try {
      return known(await probe(createProber(name, context, failures)));
    } catch (error) {
      context.signal?.throwIfAborted();
      failures.push({ probe: name, source: name, code: 'FAILED', reason: showForeign(messageOf(error)) });
      return {} as Partial<T>;
    }
  };
  const none = async () => ({});
  // Settled, not raced: an aborted call must not leave a probe running behind its back.
  const [machine, cuda, rocm, vulkan, files] = await settleAll([
    guarded<Partial<MachineFacts> & MacosFacts>('machine', MACHINE_PROBES[os]),
    guarded('cuda', os === 'macos' ? none : probeCuda),
    guarded('rocm', os === 'linux' ? probeRocm : none),
    guarded('vulkan', os === 'macos' ? none : probeVulkan),
    guarded<GpuFiles>('machine', os === 'linux' ? probeGpuFiles : none),
  ]);
  const { metal = {}, gpus: listed, ...machineFacts } = machine;
  const gpus = withSignedGpus({ gpus: listed, cuda, rocm, vulkan, files, failures });
  return {
    ...host,
    ...machineFacts,
    ...(gpus !== undefined && { gpus }),
    cuda,
    rocm,
    vulkan: inferVulkanDevices(vulkan, listed),
    metal: known(metal),
  };
}

const MACHINE_PROBES = { linux: probeLinux, macos: probeMacos, windows: probeWindows };

async function settleAll<T extends readonly unknown[]>(
  promises: {
    readonly [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as unknown as T;
}

/** In an order that does not depend on which probe was faster. */
function sorted(failures: readonly ProbeFailure[]): readonly ProbeFailure[] {
  const keyOf = ({ probe, source }: ProbeFailure) => `${probe} ${source}`;
  return [...failures].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
