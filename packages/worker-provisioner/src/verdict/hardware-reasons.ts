import {
  backendOf,
  explainVariants,
  type HardwareSnapshot,
  type Reason,
  type ReasonCode,
} from '@rbee-internal/hardware';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { asVariant } from '../target/hardware.js';
import type { MissingThing, VerdictReason } from './verdict-schema.js';

/** What is missing by what a reason is about, and whether the user can bring it. */
const MISSING: Readonly<Record<ReasonCode, readonly [MissingThing, VerdictReason['weight']]>> = {
  REQUIREMENTS_MET: ['fact', 'advice'],
  BACKEND_EXCLUDED: ['fact', 'unsupported'],
  BACKEND_UNKNOWN: ['fact', 'advice'],
  PLATFORM_UNSUPPORTED: ['platform', 'unsupported'],
  ARCHITECTURE_UNSUPPORTED: ['architecture', 'unsupported'],
  LIBC_MISMATCH: ['system', 'unsupported'],
  GLIBC_TOO_OLD: ['system', 'unsupported'],
  MACOS_TOO_OLD: ['system', 'unsupported'],
  CPU_FEATURE_MISSING: ['processor', 'unsupported'],
  MEMORY_TOO_SMALL: ['memory', 'unsupported'],
  NO_DEVICE: ['gpu', 'unsupported'],
  NO_DRIVER: ['driver', 'blocked'],
  DEVICES_HIDDEN: ['gpu', 'blocked'],
  DRIVER_TOO_OLD: ['driver', 'blocked'],
  CUDA_TOO_OLD: ['driver', 'blocked'],
  TOOLKIT_MISSING: ['tool', 'blocked'],
  TOOLKIT_TOO_OLD: ['tool', 'blocked'],
  COMPUTE_CAPABILITY_TOO_LOW: ['gpu', 'unsupported'],
  COMPUTE_CAPABILITY_UNSUPPORTED: ['gpu', 'unsupported'],
  ROCM_TOO_OLD: ['driver', 'blocked'],
  GFX_UNSUPPORTED: ['gpu', 'unsupported'],
  VULKAN_TOO_OLD: ['driver', 'blocked'],
  SOFTWARE_RENDERER: ['gpu', 'unsupported'],
  WEAK_DEVICE: ['gpu', 'blocked'],
  REQUIREMENT_UNKNOWN: ['fact', 'unsupported'],
  FACT_UNKNOWN: ['fact', 'blocked'],
};

/** Whether the hardware decides anything about a worker. Of a recipe of the user's own only what it says itself counts. */
export function dependsOnHardware(worker: WorkerMetadata, isOwnRecipe: boolean): boolean {
  const { backend, requires } = worker;
  if (isOwnRecipe && backend === undefined && requires === undefined) return false;
  return requires !== undefined || !['cpu', undefined].includes(backendOf(asVariant(worker)));
}

/** What of the hardware keeps a worker from running. */
export function hardwareReasons(
  worker: WorkerMetadata,
  hardware: HardwareSnapshot,
): readonly VerdictReason[] {
  const variant = asVariant(worker);
  const asked = { backend: variant.backend, allowCpuFallback: true };
  const [explained] = explainVariants([variant], hardware, asked).variants;
  if (explained === undefined || explained.verdict === 'usable') return [];
  return explained.reasons.filter(isOfHardware).map(asVerdictReason);
}

/** Platform and architecture are judged by the entry. */
function isOfHardware({ code }: Reason): boolean {
  return code !== 'PLATFORM_UNSUPPORTED' && code !== 'ARCHITECTURE_UNSUPPORTED';
}

function asVerdictReason({ code, message, remedy }: Reason): VerdictReason {
  const [missing, weight] = MISSING[code];
  return { code, missing, weight, message, ...(remedy !== undefined && { remedy }) };
}

const OF_HARDWARE: ReadonlySet<string> = new Set(Object.keys(MISSING));

/** Whether a reason of a verdict is about the hardware. */
export function isHardwareReason({ code, missing }: VerdictReason): boolean {
  return OF_HARDWARE.has(code) && missing !== 'platform' && missing !== 'architecture';
}
