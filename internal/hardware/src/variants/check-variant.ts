import { vercmp } from '@rbee-internal/vercmp';
import { cpuFeatureName } from '../detect/cpu-features.js';
import type { HardwareSnapshot } from '../types.js';
import { backendOf, isKnownBackend } from './backend-of.js';
import { checkCuda } from './check-cuda.js';
import { checkMetal } from './check-metal.js';
import { checkRocm } from './check-rocm.js';
import { checkVulkan } from './check-vulkan.js';
import { factUnknown, formatBytes, reason } from './reasons.js';
import type { KnownBackend, Reason, VariantRequirements, WorkerVariant } from './variant-types.js';

/**
 * Everything that keeps the machine from using the variant; nothing when it can.
 *
 * @param isAsked whether its backend was asked for: then weak devices will do
 */
export function checkVariant(
  variant: WorkerVariant,
  snapshot: HardwareSnapshot,
  isAsked = false,
): readonly Reason[] {
  const foreign = [...checkPlatform(variant, snapshot), ...checkArchitecture(variant, snapshot)];
  // For another system nothing else is worth a sentence.
  if (foreign.length > 0) return foreign;
  const requires = variant.requires ?? {};
  const backend = backendOf(variant);
  const checkBackend = backend !== undefined && isKnownBackend(backend) ? BACKENDS[backend] : checkMemory;
  return [
    ...checkUnknown(requires),
    ...checkLibc(requires, snapshot),
    ...checkCpuFeatures(requires, snapshot),
    ...checkBackend(requires, snapshot, isAsked),
  ];
}

type Check = (
  requires: VariantRequirements,
  snapshot: HardwareSnapshot,
  isAsked: boolean,
) => readonly Reason[];

const BACKENDS: Readonly<Record<KnownBackend, Check>> = {
  cuda: checkCuda,
  rocm: checkRocm,
  vulkan: checkVulkan,
  metal: (requires, snapshot) => [...checkMetal(requires, snapshot), ...checkMemory(requires, snapshot)],
  cpu: checkMemory,
};

function checkPlatform({ platforms }: WorkerVariant, { os }: HardwareSnapshot): Reason[] {
  if (platforms.includes(os.value)) return [];
  const message = `It is made for ${platforms.join(', ')}; this machine runs ${os.value}.`;
  return [reason('PLATFORM_UNSUPPORTED', message, { facts: { os } })];
}

function checkArchitecture({ architectures }: WorkerVariant, { architecture }: HardwareSnapshot): Reason[] {
  if (architectures.includes(architecture.value) || architectures.includes('any')) return [];
  const message = `It is made for ${architectures.join(', ')}; this machine is ${architecture.value}.`;
  return [reason('ARCHITECTURE_UNSUPPORTED', message, { facts: { architecture } })];
}

function checkUnknown({ unknown = [] }: VariantRequirements): Reason[] {
  if (unknown.length === 0) return [];
  const message = `It states the requirements ${unknown.join(', ')}, which this version does not know.`;
  return [reason('REQUIREMENT_UNKNOWN', message, { remedy: 'Update this program.' })];
}

function checkLibc({ libc: wanted, glibc }: VariantRequirements, { os, libc }: HardwareSnapshot): Reason[] {
  const name = glibc === undefined ? wanted : 'glibc';
  if (os.value !== 'linux' || name === undefined) return [];
  if (libc === undefined) return [factUnknown(`the C library ${name}`, 'libc')];
  if (libc.value.name !== name) {
    const message = `It needs the C library ${name}; this machine has ${libc.value.name}.`;
    return [reason('LIBC_MISMATCH', message, { facts: { libc } })];
  }
  if (glibc === undefined) return [];
  const { version } = libc.value;
  if (version === undefined) return [factUnknown(`glibc ${glibc} or newer`, 'libc')];
  if (vercmp(version, glibc) >= 0) return [];
  return [
    reason('GLIBC_TOO_OLD', `It needs glibc ${glibc} or newer; this machine has ${version}.`, {
      remedy: `Use a newer release of the operating system, with glibc ${glibc}.`,
      facts: { libc },
    }),
  ];
}

function checkCpuFeatures(
  { cpuFeatures: wanted = [] }: VariantRequirements,
  snapshot: HardwareSnapshot,
): Reason[] {
  if (wanted.length === 0) return [];
  const { cpuFeatures, cpuModel } = snapshot;
  const list = wanted.join(', ');
  if (cpuFeatures === undefined) return [factUnknown(`the CPU features ${list}`, 'cpuFeatures')];
  const present = new Set(cpuFeatures.value);
  const missing = wanted.filter(
    (name) => !present.has(name.toLowerCase()) && !present.has(cpuFeatureName(name)),
  );
  if (missing.length === 0) return [];
  const message = `It needs the CPU features ${list}; this machine's CPU lacks ${missing.join(', ')}.`;
  const facts = {
    cpuModel,
    cpuFeatures: { value: missing.map((name) => `no ${name}`), source: cpuFeatures.source },
  };
  return [reason('CPU_FEATURE_MISSING', message, { facts })];
}

function checkMemory(
  { memoryBytes: least }: VariantRequirements,
  { memoryBytes }: HardwareSnapshot,
): Reason[] {
  if (least === undefined) return [];
  if (memoryBytes === undefined) return [factUnknown(`${formatBytes(least)} of memory`, 'memoryBytes')];
  if (memoryBytes.value >= least) return [];
  const message = `It needs ${formatBytes(least)} of memory; this machine has ${formatBytes(memoryBytes.value)}.`;
  return [reason('MEMORY_TOO_SMALL', message, { facts: { memoryBytes } })];
}
