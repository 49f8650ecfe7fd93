import {
  type DetectHardwareOptions,
  detectHardware as detect,
  detectHardwareOptionsSchema,
  type ExplainOptions,
  explainVariants as explain,
  explainOptionsSchema,
  type HardwareSnapshot,
  type VariantReport,
  type WorkerVariant,
} from '@rbee-internal/hardware';
import { requireOptions } from './options/check-options.js';

/**
 * Detects what the machine is and what it can compute with, from files first and the vendors' tools second. A probe
 * that fails is recorded in `failures` and makes nothing else fail; the facts are as true as their sources.
 *
 * @throws ProvisionError `INVALID_OPTIONS`; else only the signal's reason
 * @example const hardware = await detectHardware({ host: { os: 'linux', architecture: 'x86_64' }, env: process.env });
 */
export async function detectHardware(options: DetectHardwareOptions): Promise<HardwareSnapshot> {
  requireOptions('detectHardware', detectHardwareOptionsSchema, options);
  return detect(options);
}

/**
 * Says of every variant of one worker whether the machine of the snapshot can use it and why, and which one to take.
 * Where there is a GPU that no variant can use, the CPU is refused unless `allowCpuFallback` is set or the backend `cpu`
 * is asked for. Pure: it looks at the snapshot and at nothing else.
 *
 * @throws ProvisionError `INVALID_OPTIONS`
 * @example const { choice } = explainVariants(variants, await detectHardware({ host, env: process.env }));
 */
export function explainVariants(
  variants: readonly WorkerVariant[],
  snapshot: HardwareSnapshot,
  options: ExplainOptions = {},
): VariantReport {
  requireOptions('explainVariants', explainOptionsSchema, options);
  return explain(variants, snapshot, options);
}
