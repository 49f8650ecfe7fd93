import type { CallOptions } from '@rbee/artifact-catalog';
import { detectHardware, type HardwareSnapshot, type WorkerVariant } from '@rbee-internal/hardware';
import { showForeign } from '@rbee-internal/redact-url';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import type { ProvisionContext } from '../options/provisioner-options.js';

/** What the hardware of a choice depends on. */
export type HardwareContext = Pick<
  ProvisionContext,
  'hardware' | 'hardwareOverride' | 'hardwareProbeMilliseconds' | 'host' | 'env'
>;

/** The hardware that was passed, else this machine's. */
export async function hardwareOf(
  { hardware, host, env, hardwareOverride: override, hardwareProbeMilliseconds }: HardwareContext,
  { signal }: CallOptions = {},
): Promise<HardwareSnapshot> {
  return (
    hardware ?? detectHardware({ host, env, override, probeTimeoutMs: hardwareProbeMilliseconds, signal })
  );
}

/** The hardware that a choice is made for: a program is made for the architecture of what builds and starts it. */
export async function hardwareForChoice(
  context: HardwareContext,
  call: CallOptions = {},
): Promise<HardwareSnapshot> {
  const hardware = await hardwareOf(context, call);
  if (context.hardware !== undefined) return hardware;
  return { ...hardware, architecture: { value: context.host.architecture, source: 'host' } };
}

/** What of a worker's entry decides whether a machine can use it. */
export function asVariant({
  id,
  platforms,
  architectures,
  backend,
  requires,
}: WorkerMetadata): WorkerVariant {
  const shown = backend === undefined ? undefined : showForeign(backend);
  return { id, platforms, architectures, backend: shown, requires };
}
